import Foundation
import KFrame
import KafkaClient
import KafkaLocal
import KafkaSasl
import KafkaWire
import Logging
import Synchronization
import Testing

/// No secret is seen: not in an error, not in a log at its finest, not in what shows values.
@Suite struct SecretTests {
    /// Each is used for one thing, and none is a part of a name.
    private static let secrets = [
        "pw-Zx81kQ", "wrong-Zx82kQ", "key-Zx83kQ", "token-Zx84kQ", "client-Zx85kQ", "issued-Zx86kQ", "aws-Zx87kQ",
        "session-Zx88kQ",
    ]

    private static let sasl: ListenerSecurity.SASL = {
        var sasl = ListenerSecurity.SASL(
            mechanisms: [.plain, .scramSHA256, .scramSHA512, .oauthBearer, .awsMSKIAM],
            users: ["alice": Secret("pw-Zx81kQ")],
            tokens: [Secret("token-Zx84kQ"): "alice", Secret("issued-Zx86kQ"): "alice"])
        sasl.awsKeys["AKIDEXAMPLE"] = .init(
            user: "alice",
            credentials: AWSCredentials(
                accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("aws-Zx87kQ"),
                sessionToken: Secret("session-Zx88kQ")))
        return sasl
    }()

    /// Settings that log in, and what each is spoilt by.
    private static func settings(_ endpoint: String, _ directory: String) -> [(
        right: [String: String], wrong: [String: String]
    )] {
        let user = ["sasl.username": "alice", "sasl.password": "pw-Zx81kQ"]
        let oidc = [
            "sasl.mechanism": "OAUTHBEARER", "sasl.oauthbearer.method": "oidc", "sasl.oauthbearer.client.id": "reader",
            "sasl.oauthbearer.client.secret": "client-Zx85kQ", "sasl.oauthbearer.token.endpoint.url": endpoint,
        ]
        let module = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"alice\""
        let aws = ["sasl.mechanism": "AWS_MSK_IAM", "sasl.aws.region": "eu-central-1", "sasl.aws.profile": "right"]
        let wrongPassword = ["sasl.password": "wrong-Zx82kQ"]
        return [
            (user.merging(["sasl.mechanism": "PLAIN"]) { $1 }, wrongPassword),
            (user.merging(["sasl.mechanism": "SCRAM-SHA-256"]) { $1 }, wrongPassword),
            (user.merging(["sasl.mechanism": "SCRAM-SHA-512"]) { $1 }, ["sasl.username": "wrong-Zx82kQ-user"]),
            (
                ["sasl.mechanism": "PLAIN", "sasl.jaas.config": "\(module) password=\"pw-Zx81kQ\";"],
                ["sasl.jaas.config": "\(module) password=\"wrong-Zx82kQ\""]
            ),
            (
                ["sasl.mechanism": "OAUTHBEARER", "sasl.oauthbearer.token": "token-Zx84kQ"],
                ["sasl.oauthbearer.token": "wrong-Zx82kQ"]
            ),
            (
                ["sasl.mechanism": "OAUTHBEARER", "sasl.oauthbearer.token.file": "\(directory)/token"],
                ["sasl.oauthbearer.token.file": "\(directory)/wrong"]
            ),
            (oidc, ["sasl.oauthbearer.client.secret": "wrong-Zx82kQ"]),
            (oidc, ["sasl.oauthbearer.grant.type": "wrong-Zx82kQ"]),
            (aws, ["sasl.aws.profile": "wrong"]), (aws, ["sasl.aws.profile": "half"]),
            (
                user.merging(["sasl.mechanism": "PLAIN"]) { $1 },
                [
                    "ssl.certificate.location": "\(directory)/client.pem",
                    "ssl.key.location": "\(directory)/client-encrypted.key", "ssl.key.password": "key-Zx83kQ",
                ]
            ),
            (user.merging(["sasl.mechanism": "PLAIN"]) { $1 }, ["security.protocol": "pw-Zx81kQ"]),
            (user.merging(["sasl.mechanism": "PLAIN"]) { $1 }, ["sasl.mechanism": "pw-Zx81kQ"]),
            (user.merging(["sasl.mechanism": "PLAIN"]) { $1 }, ["request.timeout.ms": "pw-Zx81kQ"]),
            (user.merging(["sasl.mechanism": "PLAIN"]) { $1 }, ["sasl.pasword": "pw-Zx81kQ"]),
        ]
    }

    @Test func nothingShowsThem() async throws {
        let certificates = try TestCertificates.shared.get()
        let home = NSTemporaryDirectory() + "kframe-secrets-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: home) }
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        for (name, text) in [
            ("token", "token-Zx84kQ\n"), ("wrong", "wrong-Zx82kQ"),
            (
                "credentials",
                """
                [right]
                aws_access_key_id = AKIDEXAMPLE
                aws_secret_access_key = aws-Zx87kQ
                aws_session_token = session-Zx88kQ
                [wrong]
                aws_access_key_id = AKIDEXAMPLE
                aws_secret_access_key = wrong-Zx82kQ
                aws_session_token = session-Zx88kQ
                [half]
                aws_session_token = session-Zx88kQ
                role_arn = arn:aws:iam::1:role/x
                """
            ),
        ] { try text.write(toFile: "\(home)/\(name)", atomically: true, encoding: .utf8) }
        for name in ["client.pem", "client-encrypted.key"] {
            try FileManager.default.copyItem(atPath: certificates.path(name), toPath: "\(home)/\(name)")
        }
        setenv("AWS_SHARED_CREDENTIALS_FILE", "\(home)/credentials", 1)
        defer { unsetenv("AWS_SHARED_CREDENTIALS_FILE") }

        // A provider and a broker that repeat what they are given.
        let login = "Basic " + Base64.encode(Array("reader:client-Zx85kQ".utf8))
        let provider = { @Sendable (request: TestWebService.Request) -> TestWebService.Answer in
            let given = request.header("Authorization") ?? ""
            return given == login
                ? .status(200, "{\"access_token\":\"issued-Zx86kQ\"}")
                : .status(401, "{\"error\":\"invalid_client\",\"error_description\":\"\(given)\"}")
        }
        let log = Transcript()
        let security = ListenerSecurity(tls: try SecureBroker.tls(), sasl: Self.sasl)
        var succeeded = 0
        var failed = 0
        try await TestWebService.with(provider) { service in
            try await SecureBroker.with(security) { broker in
                for (right, wrong) in Self.settings("http://127.0.0.1:\(service.port)/token", home) {
                    for spoilt in [false, true] {
                        var all = [
                            "bootstrap.servers": broker.bootstrapServers, "security.protocol": "SASL_SSL",
                            "ssl.ca.location": certificates.path("ca.pem"),
                        ].merging(right) { $1 }
                        if spoilt { all.merge(wrong) { $1 } }
                        let error = await Self.connect(all, log)
                        if error == nil { succeeded += 1 } else { failed += 1 }
                        #expect((error == nil) != spoilt, "\(all.keys.sorted()) \(error ?? "")")
                    }
                }
            }
        }
        #expect(succeeded == 15 && failed == 15)
        let text = log.text
        #expect(text.contains("connected to a broker") && text.contains("bootstrap failed"), "the log was listened to")
        for secret in Self.secrets {
            let parts = text.split(separator: "\n").filter { $0.contains(secret) && !$0.contains("\(secret)-user") }
            #expect(parts.isEmpty, "\(parts.prefix(3))")
            // Nor in the form in which it is sent.
            #expect(!text.contains(Base64.encode(Array("reader:\(secret)".utf8))))
        }
    }

    /// Connects as the library and as the doctor do, and puts down all that can be seen of it.
    private static func connect(_ settings: [String: String], _ log: Transcript) async -> String? {
        var logger = Logger(label: "test") { _ in log }
        logger.logLevel = .trace
        let configuration = KafkaConfiguration(settings)
        log.dumps(configuration)
        do {
            let found = try configuration.settings()
            log.dumps(found)
            log.dumps(found.warnings)
            var properties = try found.clientProperties()
            properties.retry.totalDeadline = .zero
            log.dumps(properties.security)
            log.add("\(properties)")
            _ = await ClusterCheckup(properties, topic: "none", logger: logger).run { log.dumps($0) }
            let cluster = try await KafkaCluster.connect(properties, logger: logger)
            log.dumps(cluster)
            _ = try await cluster.metadata(topics: nil)
            await cluster.shutdown()
            return nil
        } catch {
            log.dumps(error)
            log.add(
                "\(error) \(error.localizedDescription) \(String(reflecting: error)) \(KFrameError(wrapping: error))")
            return "\(error)"
        }
    }
}

/// Keeps all that is logged at every level, and whatever else is shown to it.
private final class Transcript: LogHandler, Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    func add(_ line: String) { lines.withLock { $0.append(line) } }

    func dumps(_ value: Any) {
        var text = ""
        dump(value, to: &text)
        add(text + " \(value) \(String(reflecting: value))")
    }

    func log(event: LogEvent) { add("\(event.level) \(event.message) \(event.metadata ?? [:])") }

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }
}
