import Foundation
import KafkaClient
import KafkaLocal
import KafkaSasl
import KafkaWire
import Logging
import Synchronization
import Testing

/// SASL on loopback: what is let in, and what is said to those who are not (P27).
@Suite struct SaslConnectionTests {
    private static let sasl = ListenerSecurity.SASL(
        mechanisms: [.plain, .scramSHA256, .scramSHA512, .oauthBearer], users: SecureBroker.users,
        tokens: [Secret("good-token"): "alice"])

    private static func credentials(_ mechanism: SaslMechanism, _ password: String, user: String = "alice")
        -> SaslCredentials
    {
        switch mechanism {
        case .plain: .plain(username: user, password: Secret(password))
        case .scramSHA256: .scram(.sha256, username: user, password: Secret(password))
        case .scramSHA512: .scram(.sha512, username: user, password: Secret(password))
        default: .oauthBearer(.token(Secret(password)), extensions: [])
        }
    }

    @Test(arguments: [false, true]) func everyMechanismWithAndWithoutTLS(_ usesTLS: Bool) async throws {
        let security = ListenerSecurity(tls: usesTLS ? try SecureBroker.tls() : nil, sasl: Self.sasl)
        try await SecureBroker.with(security) { broker in
            for mechanism in Self.sasl.mechanisms {
                let isToken = mechanism == .oauthBearer
                let right = try ConnectionSecurity(
                    SecurityProtocol(usesTLS: usesTLS, usesSASL: true), tls: SecureBroker.trusting(),
                    credentials: Self.credentials(mechanism, isToken ? "good-token" : "alice-secret"))
                #expect(await SecureBroker.failure(broker, right) == nil, "\(mechanism)")

                let wrong = try ConnectionSecurity(
                    SecurityProtocol(usesTLS: usesTLS, usesSASL: true), tls: SecureBroker.trusting(),
                    credentials: Self.credentials(mechanism, "not-the-secret"))
                let error = await SecureBroker.failure(broker, wrong)
                #expect(error?.code == .authenticationFailed, "\(mechanism): \(error?.message ?? "")")
                #expect(error?.message.contains(isToken ? "refuses the token" : "refuses the user \"alice\"") == true)
                #expect(error?.message.contains(isToken ? "invalid_token" : "sasl.password") == true)
                #expect(error?.message.contains("not-the-secret") == false)
            }
        }
    }

    @Test func p27MechanismNotEnabledNamesThoseThatAre() async throws {
        let sasl = ListenerSecurity.SASL(mechanisms: [.scramSHA512, .oauthBearer], users: SecureBroker.users)
        try await SecureBroker.with(ListenerSecurity(sasl: sasl)) { broker in
            let security = try ConnectionSecurity(.saslPlaintext, credentials: Self.credentials(.plain, "alice-secret"))
            let error = await SecureBroker.failure(broker, security)
            #expect(error?.code == .mechanismNotEnabled)
            #expect(error?.message.contains("it offers SCRAM-SHA-512, OAUTHBEARER") == true, "\(error?.message ?? "")")
        }
    }

    @Test func p27ListenerThatWantsSASLAndOneThatDoesNot() async throws {
        try await SecureBroker.with(ListenerSecurity(sasl: Self.sasl)) { broker in
            let error = await SecureBroker.failure(broker, .plaintext)
            #expect(error?.code == .expectsSASL, "\(error?.message ?? "")")
            #expect(error?.message.contains("security.protocol=SASL_PLAINTEXT") == true, "\(error?.message ?? "")")
            let overTLS = await SecureBroker.failure(broker, try ConnectionSecurity(.ssl, tls: SecureBroker.trusting()))
            #expect(overTLS?.code == .expectsPlaintext, "\(overTLS?.message ?? "")")
            #expect(overTLS?.message.contains("SASL_PLAINTEXT") == true, "\(overTLS?.message ?? "")")
        }
        try await SecureBroker.with(ListenerSecurity()) { broker in
            let security = try ConnectionSecurity(.saslPlaintext, credentials: Self.credentials(.plain, "alice-secret"))
            let error = await SecureBroker.failure(broker, security)
            #expect(error?.code == .authenticationFailed)
            #expect(
                error?.message.contains("takes no SASL: set security.protocol=PLAINTEXT") == true,
                "\(error?.message ?? "")")
        }
    }

    @Test func tokensAreReadAnewFromTheirFile() async throws {
        let path = NSTemporaryDirectory() + "kframe-token-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let security = try ConnectionSecurity(.saslPlaintext, credentials: .oauthBearer(.file(path), extensions: []))
        try await SecureBroker.with(ListenerSecurity(sasl: Self.sasl)) { broker in
            let missing = await SecureBroker.failure(broker, security)
            #expect(missing?.message.contains(path) == true, "\(missing?.message ?? "")")
            try "old-token\n".write(toFile: path, atomically: true, encoding: .utf8)
            let old = await SecureBroker.failure(broker, security)
            #expect(old?.code == .authenticationFailed)
            try "good-token\n".write(toFile: path, atomically: true, encoding: .utf8)
            #expect(await SecureBroker.failure(broker, security) == nil)
        }
    }

    /// Sessions that are due at once: before every request the client proves anew who it is, over the same connection, and
    /// many callers at once do not disturb that (KIP-368).
    @Test(arguments: [SaslMechanism.plain, .scramSHA256, .oauthBearer])
    func authenticatesAnewBeforeTheSessionEnds(_ mechanism: SaslMechanism) async throws {
        var sasl = Self.sasl
        sasl.sessionLifetimeMs = 60_000
        try await SecureBroker.with(ListenerSecurity(sasl: sasl)) { broker in
            let security = try ConnectionSecurity(
                .saslPlaintext,
                credentials: Self.credentials(mechanism, mechanism == .oauthBearer ? "good-token" : "alice-secret"))
            let authentications = Mutex(0)
            var properties = SecureBroker.properties(broker, security)
            // The dice that spread the times at which sessions are gone on with: here, at once.
            properties.timing.random = {
                authentications.withLock { $0 += 1 }
                return -8.5
            }
            let cluster = try await KafkaCluster.connect(properties, logger: Logger(label: "test"))
            for _ in 0..<6 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<8 {
                        group.addTask {
                            _ = try await cluster.send(
                                MetadataRequest(topics: [], allowAutoTopicCreation: false), to: broker.nodeID)
                        }
                    }
                    try await group.waitForAll()
                }
            }
            #expect(broker.connectionsAccepted == 1)
            #expect(authentications.withLock { $0 } > 6)
            await cluster.shutdown()
        }
    }

    @Test func credentialsAreNeededWhereSASLIsAskedFor() {
        #expect(throws: KafkaClientError.self) { try ConnectionSecurity(.saslSSL) }
    }
}
