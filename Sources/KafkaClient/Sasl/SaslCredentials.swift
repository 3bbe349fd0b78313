package import KafkaSasl

/// What a client proves its identity with.
package enum SaslCredentials: Sendable {
    case plain(username: String, password: Secret)
    case scram(ScramHash, username: String, password: Secret)
    case oauthBearer(TokenSource, extensions: [SaslExtension])
    case awsMSKIAM(AWSIdentity)

    package var mechanism: SaslMechanism {
        switch self {
        case .plain: .plain
        case .scram(.sha256, _, _): .scramSHA256
        case .scram(.sha512, _, _): .scramSHA512
        case .oauthBearer: .oauthBearer
        case .awsMSKIAM: .awsMSKIAM
        }
    }

    /// A fresh exchange. Tokens and AWS's credentials may have to be asked for: it can take its time.
    func exchange(with broker: BrokerAddress) async throws(SaslFailure) -> any SaslExchange {
        switch self {
        case .plain(let username, let password):
            return PlainExchange(username: username, password: password)
        case .scram(let hash, let username, let password):
            return ScramExchange(hash, username: username, password: password)
        case .oauthBearer(let source, let extensions):
            return OAuthBearerExchange(
                token: try await source.token(for: broker), extensions: extensions.map { ($0.name, $0.value) })
        case .awsMSKIAM(let identity):
            return try await identity.exchange(with: broker)
        }
    }
}

/// A name and a value that go with a token (KIP-342).
package struct SaslExtension: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
