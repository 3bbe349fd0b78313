import Foundation
import KafkaLocal
import KafkaSasl
import KafkaWire
import Logging
import Synchronization
import Testing

@testable import KafkaClient

/// Tokens of an identity provider (KIP-768): fetched, kept, renewed; and what is said where there is none.
@Suite struct OIDCTests {
    private static let secret = "client-secret-1"
    private static let good = "{\"access_token\":\"good-token\",\"expires_in\":3600,\"token_type\":\"Bearer\"}"

    private static let broker = ListenerSecurity(
        sasl: .init(mechanisms: [.oauthBearer], tokens: [Secret("good-token"): "alice", Secret("next-token"): "alice"]))

    private static func client(
        _ service: TestWebService, tls: Bool = false, host: String = "127.0.0.1", scope: String? = nil,
        trust: TLSOptions.Trust = .system, answerTimeout: Duration = .seconds(120)
    ) throws -> OIDCClient {
        let endpoint = try #require(
            WebAddress("\(tls ? "https" : "http")://\(host):\(service.port)/oauth/token?tenant=t1"))
        return try OIDCClient(
            endpoint: endpoint, id: "reader", secret: Secret(secret), scope: scope, trust: trust,
            answerTimeout: answerTimeout)
    }

    private static func security(_ client: OIDCClient, clock: WallClock = WallClock()) throws -> ConnectionSecurity {
        try ConnectionSecurity(
            .saslPlaintext, credentials: .oauthBearer(.oidc(OIDCTokens(client, clock: clock)), extensions: []))
    }

    @Test func logsIn() async throws {
        try await TestWebService.with({ _ in .status(200, Self.good) }) { service in
            try await SecureBroker.with(Self.broker) { broker in
                let security = try Self.security(try Self.client(service, scope: "kafka read"))
                #expect(await SecureBroker.failure(broker, security) == nil)
            }
            #expect(service.requests.count == 1, "one token for all connections")
            let request = try #require(service.requests.first)
            #expect(request.method == "POST" && request.path == "/oauth/token?tenant=t1")
            #expect(request.body == "grant_type=client_credentials&scope=kafka%20read")
            #expect(request.header("Authorization") == "Basic \(Base64.encode(Array("reader:\(Self.secret)".utf8)))")
            #expect(request.header("Content-Type") == "application/x-www-form-urlencoded")
        }
    }

    @Test func authoritiesOfTheEndpoint() async throws {
        let own = TLSOptions.Trust.authorities(.file(try TestCertificates.shared.get().path("ca.pem")))
        try await TestWebService.with(tls: "broker", { _ in .status(200, Self.good) }) { service in
            for host in ["127.0.0.1", "localhost"] {
                let error = await Self.failure(try Self.client(service, tls: true, host: host, trust: own))
                #expect(error == nil)
            }
            let untrusted = await Self.failure(try Self.client(service, tls: true))
            #expect(untrusted?.contains("https.ca.location") == true, "\(untrusted ?? "")")
        }
        try await TestWebService.with(tls: "elsewhere", { _ in .status(200, Self.good) }) { service in
            let wrong = await Self.failure(try Self.client(service, tls: true, trust: own))
            #expect(wrong?.contains("certificate is not for 127.0.0.1") == true, "\(wrong ?? "")")
        }
        try await TestWebService.with({ _ in .status(200, Self.good) }) { service in
            let plain = await Self.failure(try Self.client(service, tls: true, trust: own))
            #expect(plain?.contains("does not speak TLS") == true, "\(plain ?? "")")
        }
    }

    /// What is said names the cause and the setting, and never the secret.
    @Test(arguments: [
        (
            TestWebService.Answer.status(
                401, "{\"error\":\"invalid_client\",\"error_description\":\"bad client-secret-1\"}"),
            "refuses the client \"reader\" (HTTP 401: invalid_client, bad [secret]). Check sasl.oauthbearer.client.id"
        ),
        (
            .status(400, "{\"error\":\"\(String(repeating: "x", count: 190))client-secret-1\"}"),
            "xxx[secret]). Check sasl.oauthbearer.client.id"
        ),
        (.status(400, "{\"error\":\"invalid_scope\"}"), "HTTP 400: invalid_scope). Check sasl.oauthbearer.client.id"),
        (.status(404, "<html>"), "knows no such address (HTTP 404)"),
        (
            .status(302, "", headers: [("Location", "http://127.0.0.1:1/")]),
            "a redirect (HTTP 302), which is not followed"
        ),
        (.status(200, "<html>login</html>"), "answered without an access_token"),
        (.status(200, "{\"token\":\"x\"}"), "answered without an access_token"),
        (.status(200, "{\"access_token\":\"\"}"), "answered without an access_token"),
        (.status(503, "{}"), "failed (HTTP 503)"),
        (.status(200, String(repeating: "x", count: 2 << 20)), "longer than 1024 KiB"),
        (.bytes("SSH-2.0-OpenSSH\r\n"), "not HTTP"),
        (.close, "without a whole answer"),
        (.silence, "no answer within 0.3 s"),
    ])
    func failuresNameTheirCause(_ answer: TestWebService.Answer, _ expected: String) async throws {
        try await TestWebService.with({ _ in answer }) { service in
            let isSilent = if case .silence = answer { true } else { false }
            let said = await Self.failure(
                try Self.client(service, answerTimeout: isSilent ? .milliseconds(300) : .seconds(60)))
            #expect(said?.contains(expected) == true, "\(said ?? "no failure")")
            #expect(said?.contains("http://127.0.0.1:\(service.port)/oauth/token") == true, "\(said ?? "")")
            #expect(said?.contains(Self.secret) == false && said?.contains("tenant") == false)
        }
    }

    @Test func endpointsThatCannotBeReached() async throws {
        let port = try await TestWebService.with({ _ in .close }) { $0.port }
        for (host, expected) in [
            ("127.0.0.1", "the connection was refused"), ("no-such-host.invalid", "host name is not known"),
        ] {
            let endpoint = try #require(WebAddress("https://\(host):\(port)/token"))
            let said = await Self.failure(try OIDCClient(endpoint: endpoint, id: "a", secret: Secret("b")))
            #expect(said?.contains(expected) == true, "\(said ?? "")")
            #expect(said?.contains("Check sasl.oauthbearer.token.endpoint.url") == true, "\(said ?? "")")
        }
    }

    @Test func failuresReachTheUserAsOnesOfTheLogin() async throws {
        try await TestWebService.with({ _ in .status(401, "{\"error\":\"invalid_client\"}") }) { service in
            try await SecureBroker.with(Self.broker) { broker in
                let error = await SecureBroker.failure(broker, try Self.security(try Self.client(service)))
                #expect(error?.code == .authenticationFailed)
                #expect(error?.message.contains("HTTP 401: invalid_client") == true, "\(error?.message ?? "")")
            }
        }
    }

    @Test func passingFailuresAreTriedAgain() async throws {
        let count = Mutex(0)
        let answer = { @Sendable (_: TestWebService.Request) -> TestWebService.Answer in
            count.withLock {
                $0 += 1; return $0
            } < 3 ? .status(503, "") : .status(200, Self.good)
        }
        try await TestWebService.with(answer) { service in
            let error = await Self.failure(try Self.client(service))
            #expect(error == nil)
            #expect(service.requests.count == 3)
        }
    }

    /// Tokens are kept for most of their time, by the answer or by what the token itself says.
    @Test(arguments: [
        ("{\"access_token\":\"t\",\"expires_in\":100}", 79, 1), ("{\"access_token\":\"t\",\"expires_in\":100}", 80, 2),
        ("{\"access_token\":\"t\",\"expires_in\":\"100\"}", 79, 1), ("{\"access_token\":\"t\"}", 0, 2),
        // {"exp":1100}
        ("{\"access_token\":\"e30.eyJleHAiOjExMDB9.x\"}", 79, 1),
        ("{\"access_token\":\"e30.eyJleHAiOjExMDB9.x\"}", 80, 2),
        ("{\"access_token\":\"e30.bm90IGpzb24.x\"}", 0, 2), ("{\"access_token\":\"t\",\"expires_in\":-5}", 0, 2),
        ("{\"access_token\":\"t\",\"expires_in\":9223372036854775807}", 1_000_000, 1),
    ])
    func tokensAreKept(_ answer: String, _ after: Int64, _ requests: Int) async throws {
        let now = Mutex<Int64>(1000)
        let clock = WallClock(seconds: { now.withLock { $0 } })
        try await TestWebService.with({ _ in .status(200, answer) }) { service in
            let tokens = OIDCTokens(try Self.client(service), clock: clock)
            _ = try await tokens.token()
            now.withLock { $0 += after }
            _ = try await tokens.token()
            #expect(service.requests.count == requests)
        }
    }

    /// A provider that is down does not end what a good token can still do.
    @Test func aTokenOutlivesItsProviderForItsTime() async throws {
        let now = Mutex<Int64>(1000)
        let isDown = Mutex(false)
        let answer = { @Sendable (_: TestWebService.Request) -> TestWebService.Answer in
            isDown.withLock { $0 } ? .status(400, "{}") : .status(200, "{\"access_token\":\"t\",\"expires_in\":100}")
        }
        try await TestWebService.with(answer) { service in
            let tokens = OIDCTokens(try Self.client(service), clock: WallClock(seconds: { now.withLock { $0 } }))
            _ = try await tokens.token()
            isDown.withLock { $0 = true }
            now.withLock { $0 += 99 }
            let kept = try await tokens.token()
            #expect(kept.reveal() == "t")
            now.withLock { $0 += 1 }
            await #expect(throws: SaslFailure.self) { try await tokens.token() }
        }
    }

    @Test func manyConnectionsAskOnce() async throws {
        try await TestWebService.with({ _ in .status(200, Self.good) }) { service in
            let tokens = OIDCTokens(try Self.client(service))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { _ = try await tokens.token() } }
                try await group.waitForAll()
            }
            #expect(service.requests.count == 1)
        }
    }

    /// KIP-368: the token that the client authenticates anew with is a fresh one where the old one is nearly over.
    @Test func authenticatesAnewWithAFreshToken() async throws {
        let now = Mutex<Int64>(1000)
        let answer = { @Sendable (_: TestWebService.Request) -> TestWebService.Answer in
            let name = now.withLock { $0 } < 1080 ? "good-token" : "next-token"
            return .status(200, "{\"access_token\":\"\(name)\",\"expires_in\":100}")
        }
        var sasl = try #require(Self.broker.sasl)
        sasl.sessionLifetimeMs = 60_000
        try await TestWebService.with(answer) { service in
            try await SecureBroker.with(ListenerSecurity(sasl: sasl)) { broker in
                let clock = WallClock(seconds: { now.withLock { $0 } })
                var properties = SecureBroker.properties(
                    broker, try Self.security(try Self.client(service), clock: clock))
                // The dice that spread the times: here, at once.
                properties.timing.random = { -8.5 }
                let cluster = try await KafkaCluster.connect(properties, logger: Logger(label: "test"))
                for seconds in [0, 0, 90, 0] as [Int64] {
                    now.withLock { $0 += seconds }
                    _ = try await cluster.send(
                        MetadataRequest(topics: [], allowAutoTopicCreation: false), to: broker.nodeID)
                }
                #expect(service.requests.count == 2)
                #expect(broker.connectionsAccepted == 1)
                await cluster.shutdown()
            }
        }
    }

    @Test func whoGoesAwayIsNotHeldUp() async throws {
        try await TestWebService.with({ _ in .silence }) { service in
            let client = try Self.client(service, answerTimeout: .seconds(60))
            await withTaskGroup(of: Void.self) { group in
                group.addTask { _ = await Self.failure(client) }
                while service.requests.isEmpty { await Task.yield() }
                group.cancelAll()
            }
        }
    }

    private static func failure(_ client: OIDCClient) async -> String? {
        do {
            _ = try await OIDCTokens(client).token()
            return nil
        } catch {
            if case .notIssued(let sentences) = error { return sentences }
            return "another: \(error)"
        }
    }
}
