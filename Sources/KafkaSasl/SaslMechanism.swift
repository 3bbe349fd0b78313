/// The ways of proving who one is that are spoken here, by their names in the protocol.
package enum SaslMechanism: String, Sendable, Hashable, CaseIterable {
    case plain = "PLAIN"
    case scramSHA256 = "SCRAM-SHA-256"
    case scramSHA512 = "SCRAM-SHA-512"
    case oauthBearer = "OAUTHBEARER"
    case awsMSKIAM = "AWS_MSK_IAM"

    /// The hash of a SCRAM mechanism.
    package var scramHash: ScramHash? {
        switch self {
        case .scramSHA256: .sha256
        case .scramSHA512: .sha512
        case .plain, .oauthBearer, .awsMSKIAM: nil
        }
    }
}
