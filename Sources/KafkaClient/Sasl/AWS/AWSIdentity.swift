import KafkaSasl

/// Who this client is to AWS, and in which region it asks.
package struct AWSIdentity: Sendable {
    private static let userAgent = "kframe/0.1"

    private let region: String?
    private let chain: AWSCredentialChain
    private let clock: WallClock

    /// - Parameters:
    ///   - region: nil to tell it by the broker's name, the environment or the profile.
    ///   - profile: of AWS's shared files; nil for AWS's usual order of places.
    package init(
        region: String? = nil, profile: String? = nil, environment: AWSEnvironment = AWSEnvironment(),
        clock: WallClock = WallClock()
    ) {
        self.region = region
        self.clock = clock
        chain = AWSCredentialChain(profile: profile, environment: environment, clock: clock)
    }

    /// For the mechanism AWS_MSK_IAM.
    func exchange(with broker: BrokerAddress) async throws(SaslFailure) -> any SaslExchange {
        let region = try region(for: broker)
        return AWSMSKIAMExchange(
            try await chain.credentials(), host: broker.host, region: region,
            time: AWSTime(secondsSince1970: clock.seconds()), userAgent: Self.userAgent)
    }

    /// For OAUTHBEARER.
    func token(for broker: BrokerAddress) async throws(SaslFailure) -> Secret {
        let region = try region(for: broker)
        return MSKToken.make(
            try await chain.credentials(), region: region, time: AWSTime(secondsSince1970: clock.seconds()),
            userAgent: Self.userAgent)
    }

    private func region(for broker: BrokerAddress) throws(SaslFailure) -> String {
        var found = region ?? Self.region(of: broker.host)
        if found == nil { found = try chain.region() }
        if let region = found {
            guard region.utf8.allSatisfy(Self.isOfRegion), !region.isEmpty else {
                throw .credentials("\"\(region.prefix(40))\" is no region of AWS")
            }
            return region
        }
        throw .notIssued(
            "The AWS region of \(broker.host) is not known. Set sasl.aws.region (or AWS_REGION) to the cluster's "
                + "region, such as eu-central-1.")
    }

    private static func isOfRegion(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }

    /// As in `b-1.name.x1y2z3.c2.kafka.eu-central-1.amazonaws.com`.
    static func region(of host: String) -> String? {
        let labels = host.lowercased().split(separator: ".").map(String.init)
        guard let end = labels.lastIndex(of: "amazonaws"), end >= 2,
            ["kafka", "kafka-serverless"].contains(labels[end - 2])
        else { return nil }
        return labels[end - 1]
    }
}
