package import KafkaSasl

/// Where a token comes from.
package enum TokenSource: Sendable {
    case token(Secret)
    /// A path, read anew for every connection: whoever issues tokens replaces the file.
    case file(String)
    /// From an identity provider, kept until most of its time is over.
    case oidc(OIDCTokens)
    /// Made here, of AWS's credentials.
    case awsMSK(AWSIdentity)

    func token(for broker: BrokerAddress) async throws(SaslFailure) -> Secret {
        switch self {
        case .token(let token): return token
        case .file(let path):
            let bytes: [UInt8]
            do {
                bytes = try SmallFile.read(path)
            } catch {
                throw .credentials("the token file \(path) cannot be read: \(error.reason)")
            }
            let text = String(decoding: bytes, as: UTF8.self).trimmingBlanks()
            guard !text.isEmpty else { throw .credentials("the token file \(path) is empty") }
            return Secret(String(text))
        case .oidc(let tokens): return try await tokens.token()
        case .awsMSK(let identity): return try await identity.token(for: broker)
        }
    }
}

/// Tokens of one client of an identity provider, for all of a cluster's connections.
package final class OIDCTokens: Sendable {
    /// How often a request that may go better the next time is made.
    private static let attempts = 3

    let client: OIDCClient
    private let cache: IssueCache<Secret>
    private let clock: WallClock
    private let timing: RetryTiming

    package init(_ client: OIDCClient, clock: WallClock = WallClock(), timing: RetryTiming = RetryTiming()) {
        self.client = client
        self.clock = clock
        self.timing = timing
        cache = IssueCache(clock)
    }

    func token() async throws(SaslFailure) -> Secret {
        try await cache.value { () async throws(SaslFailure) in
            let token = try await self.fetch()
            return (token.token, token.secondsLeft(at: self.clock.seconds()))
        }
    }

    private func fetch() async throws(SaslFailure) -> OIDCToken {
        let policy = RetryPolicy()
        var attempt = 1
        while true {
            do throws(OIDCClient.Failure) {
                return try await client.fetch()
            } catch {
                guard error.isPassing, attempt < Self.attempts, !Task.isCancelled else {
                    throw .notIssued(error.sentence)
                }
            }
            try? await timing.clock.sleep(for: policy.backoff(afterAttempt: attempt, random: timing.random()))
            attempt += 1
        }
    }
}
