import Foundation
import KafkaLocal
import KafkaSasl
import Synchronization
import Testing

@testable import KafkaClient

/// Logging in with AWS's credentials, wherever they come from.
@Suite struct AWSTests {
    private static let id = "AKIAIOSFODNN7EXAMPLE"
    private static let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    private static let keys: [String: String] = ["AWS_ACCESS_KEY_ID": id, "AWS_SECRET_ACCESS_KEY": secret]

    private static func broker(session: String? = nil) -> ListenerSecurity {
        var sasl = ListenerSecurity.SASL(mechanisms: [.oauthBearer, .awsMSKIAM])
        let credentials = AWSCredentials(
            accessKeyID: id, secretAccessKey: Secret(secret), sessionToken: session.map { Secret($0) })
        sasl.awsKeys[id] = .init(user: "alice", credentials: credentials)
        return ListenerSecurity(sasl: sasl)
    }

    private static func identity(
        _ variables: [String: String], region: String? = "eu-central-1", profile: String? = nil
    ) -> AWSIdentity {
        var variables = variables
        if variables["HOME"] == nil { variables["HOME"] = "/nowhere" }
        if variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] == nil { variables["AWS_EC2_METADATA_DISABLED"] = "true" }
        let environment = AWSEnvironment { [variables] in variables[$0] }
        return AWSIdentity(region: region, profile: profile, environment: environment)
    }

    private static func failure(_ broker: LocalBroker, _ identity: AWSIdentity) async throws -> KafkaClientError? {
        try await SecureBroker.failure(
            broker, ConnectionSecurity(.saslPlaintext, credentials: .awsMSKIAM(identity)))
    }

    private static func home(credentials: String = "", config: String = "") throws -> String {
        let home = NSTemporaryDirectory() + "kframe-aws-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: "\(home)/.aws", withIntermediateDirectories: true)
        try credentials.write(toFile: "\(home)/.aws/credentials", atomically: true, encoding: .utf8)
        try config.write(toFile: "\(home)/.aws/config", atomically: true, encoding: .utf8)
        return home
    }

    @Test(arguments: [nil, "FwoGZXIvYXdzE/+=="]) func logsInByEitherMechanism(_ session: String?) async throws {
        var variables = Self.keys
        variables["AWS_SESSION_TOKEN"] = session
        let identity = Self.identity(variables)
        try await SecureBroker.with(Self.broker(session: session)) { broker in
            for credentials in [SaslCredentials.awsMSKIAM(identity), .oauthBearer(.awsMSK(identity), extensions: [])] {
                let security = try ConnectionSecurity(.saslPlaintext, credentials: credentials)
                let error = await SecureBroker.failure(broker, security)
                #expect(error == nil, "\(error?.message ?? "")")
            }
            variables["AWS_SECRET_ACCESS_KEY"] = "not-the-secret-key"
            let wrong = try await Self.failure(broker, Self.identity(variables))
            #expect(wrong?.code == .authenticationFailed)
            #expect(
                wrong?.message.contains("refuses the AWS key \"\(Self.id)\" (AWS_MSK_IAM): [request-1]: Access denied")
                    == true, "\(wrong?.message ?? "")")
            #expect(wrong?.message.contains("kafka-cluster:Connect") == true)
            #expect(wrong?.message.contains("not-the-secret-key") == false)
        }
    }

    @Test func profilesOfTheSharedFiles() async throws {
        let home = try Self.home(
            credentials: """
                # mine
                [default]
                aws_access_key_id = OTHER
                aws_secret_access_key=other
                [prod]
                aws_access_key_id = \(Self.id)
                s3 =
                    max_concurrent_requests = 20
                aws_secret_access_key = \(Self.secret)
                """,
            config: """
                [profile prod]
                region = eu-west-3
                [profile half]
                aws_access_key_id = X
                [profile roles]
                role_arn = arn:aws:iam::123456789012:role/reader
                source_profile = prod
                [profile sso]
                sso_session = mine
                [sso-session mine]
                sso_region = eu-west-1
                [profile ext]
                credential_process = /bin/true
                """)
        defer { try? FileManager.default.removeItem(atPath: home) }
        try await SecureBroker.with(Self.broker()) { broker in
            for identity in [
                Self.identity(["HOME": home, "AWS_PROFILE": "prod"], region: nil),
                Self.identity(["HOME": home], region: nil, profile: "prod"),
                Self.identity(
                    ["AWS_SHARED_CREDENTIALS_FILE": "\(home)/.aws/credentials", "AWS_REGION": "x-1"], region: nil,
                    profile: "prod"),
                // What is in the environment comes first, as in AWS's own programs.
                Self.identity(Self.keys.merging(["HOME": home, "AWS_PROFILE": "roles"]) { $1 }),
            ] {
                let error = try await Self.failure(broker, identity)
                #expect(error == nil, "\(error?.message ?? "")")
            }
            for (profile, expected) in [
                ("half", "no aws_secret_access_key"), ("roles", "assumes a role (role_arn), which kframe does not do"),
                ("sso", "logs in by SSO (sso_session)"), ("ext", "asks another program"),
                ("prd", "has no credentials in"),
            ] {
                let error = try await Self.failure(broker, Self.identity(["HOME": home, "AWS_PROFILE": profile]))
                #expect(error?.message.contains("profile \"\(profile)\"") == true, "\(error?.message ?? "")")
                #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
            }
            let role = try await Self.failure(broker, Self.identity(["HOME": home], profile: "roles"))
            #expect(role?.message.contains("aws configure export-credentials --profile roles") == true)
        }
    }

    @Test func regions() async throws {
        #expect(AWSIdentity.region(of: "b-1.name.x1.c2.kafka.eu-central-1.amazonaws.com") == "eu-central-1")
        #expect(AWSIdentity.region(of: "boot-x.c1.kafka-serverless.us-east-1.amazonaws.com") == "us-east-1")
        #expect(AWSIdentity.region(of: "b-1.name.x1.c2.kafka.cn-north-1.amazonaws.com.cn") == "cn-north-1")
        #expect(AWSIdentity.region(of: "kafka.example.com") == nil)
        try await SecureBroker.with(Self.broker()) { broker in
            let none = try await Self.failure(broker, Self.identity(Self.keys, region: nil))
            #expect(none?.message.contains("Set sasl.aws.region (or AWS_REGION)") == true, "\(none?.message ?? "")")
            let odd = try await Self.failure(broker, Self.identity(Self.keys, region: "eu/1"))
            #expect(odd?.message.contains("no region of AWS") == true, "\(odd?.message ?? "")")
        }
    }

    private static let issued =
        "{\"Code\":\"Success\",\"AccessKeyId\":\"\(id)\",\"SecretAccessKey\":\"\(secret)\",\"Token\":\"session-token\","
        + "\"Expiration\":\"2999-01-01T00:00:00Z\"}"

    /// IMDSv2: a session first, then the role's name, then its credentials, which are kept.
    @Test func credentialsOfAnInstance() async throws {
        let answer = { @Sendable (request: TestWebService.Request) -> TestWebService.Answer in
            if request.method == "PUT", request.path == "/latest/api/token" {
                return request.header("X-aws-ec2-metadata-token-ttl-seconds") == "21600"
                    ? .status(200, "metadata-session") : .status(400, "")
            }
            guard request.header("X-aws-ec2-metadata-token") == "metadata-session" else { return .status(401, "") }
            switch request.path {
            case "/latest/meta-data/iam/security-credentials/": return .status(200, "reader-role\n")
            case "/latest/meta-data/iam/security-credentials/reader-role": return .status(200, Self.issued)
            default: return .status(404, "")
            }
        }
        try await TestWebService.with(answer) { service in
            try await SecureBroker.with(Self.broker(session: "session-token")) { broker in
                let identity = Self.identity(["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(service.port)"])
                for _ in 0..<2 {
                    let error = try await Self.failure(broker, identity)
                    #expect(error == nil, "\(error?.message ?? "")")
                }
            }
            #expect(service.requests.count == 3)
        }
    }

    @Test func credentialsOfAContainer() async throws {
        let answer = { @Sendable (request: TestWebService.Request) -> TestWebService.Answer in
            request.path == "/role?x=1" && request.header("Authorization") == "container-secret"
                ? .status(200, Self.issued) : .status(403, "container-secret")
        }
        try await TestWebService.with(answer) { service in
            let address = "http://127.0.0.1:\(service.port)"
            try await SecureBroker.with(Self.broker(session: "session-token")) { broker in
                let good = Self.identity([
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(address)/role?x=1",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN": "container-secret",
                ])
                let error = try await Self.failure(broker, good)
                #expect(error == nil, "\(error?.message ?? "")")
                let refused = try await Self.failure(
                    broker, Self.identity(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(address)/role"]))
                #expect(
                    refused?.message.contains("(HTTP 403). Has the task a role?") == true, "\(refused?.message ?? "")")
                // What is sent there is a secret: not to anybody.
                let foreign = try await Self.failure(
                    broker, Self.identity(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/role"]))
                #expect(foreign?.message.contains("must be https") == true, "\(foreign?.message ?? "")")
            }
        }
    }

    @Test func noCredentialsAnywhere() async throws {
        try await SecureBroker.with(Self.broker()) { broker in
            let error = try await Self.failure(broker, Self.identity([:]))
            #expect(error?.code == .authenticationFailed)
            #expect(error?.message.contains("No AWS credentials were found") == true, "\(error?.message ?? "")")
            #expect(error?.message.contains("Set AWS_PROFILE") == true)
            let port = try await TestWebService.with({ _ in .close }) { $0.port }
            let alone = try await Self.failure(
                broker, Self.identity(["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(port)"]))
            #expect(alone?.message.contains("none of an instance (") == true, "\(alone?.message ?? "")")
            let web = try await Self.failure(
                broker, Self.identity(["AWS_WEB_IDENTITY_TOKEN_FILE": "/x", "AWS_ROLE_ARN": "arn:x"]))
            #expect(web?.message.contains("web identity, which kframe does not do") == true, "\(web?.message ?? "")")
        }
    }
}
