import Foundation
import KafkaSasl
import Testing

@testable import KafkaClient

@Suite struct KafkaSettingsTests {
    private static func settings(_ pairs: KeyValuePairs<String, String>) throws -> KafkaSettings {
        var settings = KafkaSettings()
        for (name, value) in pairs { try settings.set(name, value, from: "test") }
        return settings
    }

    private static func message(_ pairs: KeyValuePairs<String, String>) -> String {
        do {
            _ = try settings(pairs).clientProperties()
            return ""
        } catch let error as KafkaClientError {
            return error.code == .invalidConfiguration ? error.message : "another code: \(error)"
        } catch {
            return "another error: \(error)"
        }
    }

    private static func file(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
        let path = NSTemporaryDirectory() + "kframe-\(UUID().uuidString)-\(name)"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    @Test func everyNameIsKnownOnce() {
        let names = SettingTable.all.map(\.name)
        #expect(Set(names).count == names.count, "\(names.filter { name in names.count { $0 == name } > 1 })")
        for setting in SettingTable.all { #expect(!setting.note.isEmpty && !setting.note.hasSuffix(".")) }
    }

    /// Names of librdkafka and names of Java say the same.
    @Test(arguments: [
        [
            "security.protocol": "sasl_plaintext", "sasl.mechanisms": "SCRAM-SHA-512", "sasl.username": "alice",
            "sasl.password": " p=;\"x ",
        ],
        [
            "security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.jaas.config":
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"alice\" password=\" p=;\\\"x \";",
        ],
    ])
    func scramByEitherName(_ pairs: [String: String]) throws {
        var settings = KafkaSettings()
        try settings.set("bootstrap.servers", "a:1,b", from: "test")
        for (name, value) in pairs { try settings.set(name, value, from: "test") }
        let properties = try settings.clientProperties()
        #expect(properties.bootstrapServers.map(\.description) == ["a:1", "b:9092"])
        #expect(properties.security.securityProtocol == .saslPlaintext)
        guard case .scram(.sha512, "alice", let password)? = properties.security.credentials else {
            Issue.record("no SCRAM")
            return
        }
        #expect(password.reveal() == " p=;\"x ")
    }

    @Test func valuesThatCannotBeTaken() {
        #expect(Self.message([:]).contains("set bootstrap.servers"))
        let b: (String, String) = ("bootstrap.servers", "a")
        func message(_ name: String, _ value: String) -> String { Self.message([b.0: b.1, name: value]) }
        #expect(message("security.protocol", "TLS").contains("one of PLAINTEXT, SSL, SASL_PLAINTEXT and SASL_SSL"))
        #expect(message("security.protocol", "SASL_SSL").contains("sasl.mechanism is not set"))
        #expect(message("sasl.username", "alice").contains("security.protocol is not"))
        #expect(message("ssl.ca.location", "/ca").contains("security.protocol is not"))
        #expect(message("request.timeout.ms", "soon").contains("whole number"))
        #expect(message("request.timeout.ms", "0").contains("whole number"))
        #expect(message("request.timeout.ms", "99999999999999999999").contains("whole number"))
        let sasl = { (name: String, value: String) in
            Self.message([b.0: b.1, "security.protocol": "SASL_PLAINTEXT", name: value])
        }
        #expect(sasl("sasl.mechanism", "GSSAPI").contains("Kerberos is not supported"))
        #expect(
            sasl("sasl.mechanism", "DIGEST").contains("one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER, AWS"))
        #expect(sasl("sasl.mechanism", "PLAIN").contains("sasl.username is not set"))
        #expect(sasl("sasl.mechanism", "OAUTHBEARER").contains("sasl.oauthbearer.token.file"))
        #expect(sasl("sasl.jaas.config", "PlainLoginModule required username=a").contains("is of the form"))
        #expect(
            Self.message([
                b.0: b.1, "security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "SCRAM-SHA-256",
                "sasl.jaas.config": "x.PlainLoginModule required username=a password=b;",
            ]).contains("another mechanism (PlainLoginModule)"))
        #expect(
            Self.message([b.0: b.1, "security.protocol": "SSL", "ssl.truststore.type": "JKS"]).contains("only be PEM"))
    }

    /// librdkafka's names and Java's for tokens of an identity provider come to the same.
    @Test(arguments: [
        [
            "sasl.oauthbearer.method": "oidc", "sasl.oauthbearer.client.id": "reader",
            "sasl.oauthbearer.client.secret": "s3cret", "sasl.oauthbearer.scope": "kafka",
            "sasl.oauthbearer.extensions": "team=one, logicalCluster=two",
        ],
        [
            "sasl.oauthbearer.client.credentials.client.id": "reader",
            "sasl.oauthbearer.client.credentials.client.secret": "s3cret", "sasl.oauthbearer.scope": "kafka",
            "sasl.oauthbearer.extensions": "team=one,logicalCluster=two",
            "sasl.oauthbearer.grant.type": "client_credentials",
        ],
        [
            "sasl.login.callback.handler.class":
                "org.apache.kafka.common.security.oauthbearer.secured.OAuthBearerLoginCallbackHandler",
            "sasl.jaas.config": "x.OAuthBearerLoginModule required clientId=reader clientSecret=\"s3cret\" scope=kafka "
                + "extension_logicalCluster=two extension_team=one;",
        ],
    ])
    func oidcByEitherName(_ pairs: [String: String]) throws {
        var settings = try Self.settings([
            "bootstrap.servers": "a", "security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "OAUTHBEARER",
            "sasl.oauthbearer.token.endpoint.url": "https://login.example.com/token",
        ])
        for (name, value) in pairs { try settings.set(name, value, from: "test") }
        #expect(settings.warnings.isEmpty)
        guard
            case .oauthBearer(.oidc(let tokens), let extensions)? = try settings.clientProperties().security.credentials
        else {
            Issue.record("no OIDC")
            return
        }
        #expect(tokens.client.id == "reader")
        #expect(tokens.client.secret.reveal() == "s3cret")
        #expect(tokens.client.scope == "kafka")
        #expect(tokens.client.endpoint.description == "https://login.example.com/token")
        #expect(Set(extensions) == [.init(name: "team", value: "one"), .init(name: "logicalCluster", value: "two")])
    }

    @Test func tokensThatCannotBeHad() throws {
        func message(_ changes: [String: String]) -> String {
            var all = [
                "bootstrap.servers": "a", "security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "OAUTHBEARER",
                "sasl.oauthbearer.method": "oidc", "sasl.oauthbearer.client.id": "reader",
                "sasl.oauthbearer.client.secret": "s3cret",
                "sasl.oauthbearer.token.endpoint.url": "https://login.example.com/token",
            ]
            for (name, value) in changes { all[name] = value.isEmpty ? nil : value }
            var settings = KafkaSettings()
            do {
                for (name, value) in all.sorted(by: { $0.key < $1.key }) { try settings.set(name, value, from: "test") }
                _ = try settings.clientProperties()
                return settings.warnings.joined()
            } catch {
                return error.message
            }
        }
        #expect(message([:]).isEmpty)
        #expect(message(["sasl.oauthbearer.client.secret": ""]).contains("sasl.oauthbearer.client.secret is not set"))
        #expect(message(["sasl.oauthbearer.client.id": ""]).contains("sasl.oauthbearer.client.id is not set"))
        #expect(message(["sasl.oauthbearer.token.endpoint.url": ""]).contains("is not set: it is the https://"))
        #expect(message(["sasl.oauthbearer.token.endpoint.url": "login"]).contains("is an address with https://"))
        #expect(message(["sasl.oauthbearer.token.endpoint.url": "http://login/token"]).contains("has no TLS"))
        #expect(message(["sasl.oauthbearer.token.endpoint.url": "http://localhost/token"]).isEmpty)
        #expect(message(["sasl.oauthbearer.method": "magic"]).contains("is oidc, aws_msk_iam or default"))
        #expect(message(["sasl.oauthbearer.grant.type": "password"]).contains("can only be client_credentials"))
        #expect(message(["sasl.login.callback.handler.class": "com.example.Mine"]).contains("foreign code"))
        #expect(message(["sasl.oauthbearer.jwt.retriever.class": "com.example.Mine"]).contains("foreign code"))
        #expect(message(["https.ca.location": "/nowhere/ca.pem"]).contains("/nowhere/ca.pem"))
        #expect(message(["oauth_cb": "f"]).contains("callbacks are not called"))
        #expect(message(["sasl.oauthbearer.assertion.file": "f"]).contains("signed assertions"))
        #expect(message(["sasl.oauthbearer.metadata.authentication.type": "azure_imds"]).contains("can only be none"))
    }

    @Test func awsByEitherName() throws {
        for pairs in [
            ["sasl.mechanism": "AWS_MSK_IAM", "sasl.aws.profile": "prod", "sasl.aws.region": "eu-central-1"],
            [
                "sasl.jaas.config": "software.amazon.msk.auth.iam.IAMLoginModule required awsProfileName=\"prod\";",
                "sasl.client.callback.handler.class": "software.amazon.msk.auth.iam.IAMClientCallbackHandler",
            ],
            ["sasl.mechanism": "OAUTHBEARER", "sasl.oauthbearer.method": "aws_msk_iam"],
            [
                "sasl.mechanism": "OAUTHBEARER",
                "sasl.jaas.config": "x.OAuthBearerLoginModule required awsProfileName=prod;",
                "sasl.login.callback.handler.class": "software.amazon.msk.auth.iam.IAMOAuthBearerLoginCallbackHandler",
            ],
        ] {
            var settings = try Self.settings(["bootstrap.servers": "a", "security.protocol": "SASL_PLAINTEXT"])
            for (name, value) in pairs { try settings.set(name, value, from: "test") }
            switch try settings.clientProperties().security.credentials {
            case .awsMSKIAM, .oauthBearer(.awsMSK, _): break
            default: Issue.record("no AWS: \(pairs)")
            }
        }
    }

    @Test func namesThatAreNotKnownOrNotTaken() {
        func error(_ name: String) -> String {
            var settings = KafkaSettings()
            do {
                try settings.set(name, "s3cret-value", from: "-X")
                return settings.warnings.joined()
            } catch {
                return error.message
            }
        }
        #expect(error("sasl.pasword").contains("Did you mean sasl.password"))
        #expect(error("ssl.ca.locaton").contains("ssl.ca.location"))
        #expect(error("security.protocoll").contains("security.protocol"))
        #expect(error("ssl.crl.location").contains("revocation"))
        #expect(error("group.id") == "-X: group.id is ignored: kframe uses no consumer group.")
        #expect(error("sasl.kerberos.service.name").contains("Kerberos"))
        #expect(error("topic.request.timeout.ms").contains("ignored"))
        // A password that stands where a name should is not shown.
        #expect(!error("hunter2!Xy").contains("hunter2"))
        for setting in SettingTable.all { #expect(!error(setting.name).contains("s3cret-value")) }
    }

    @Test func filesOfKcatKeepTheirBackslashes() throws {
        let text = """
            # a comment
            bootstrap.servers = a:1
              sasl.password=pa\\ss=w#rd  
            \u{FEFF}

            group.id=x
            """
        let found = try PropertiesFile.parse(text, path: "kcat.conf")
        #expect(found.map(\.name) == ["bootstrap.servers", "sasl.password", "group.id"])
        #expect(found.map(\.value) == ["a:1", "pa\\ss=w#rd", "x"])
    }

    @Test func filesOfJavaEscapeAndContinue() throws {
        let text = """
            ! a comment
            bootstrap.servers: a\\:1,\\
                b:2
            sasl.jaas.config=x.PlainLoginModule required \\
              username="al\\u0069ce" \\
              password="p\\\\w";
            client.id kframe
            """
        #expect(throws: KafkaClientError.self) { try PropertiesFile.parse(text, path: "client.properties") }
        let found = try PropertiesFile.parse(
            String(text.split(separator: "\n").dropLast().joined(separator: "\n")), path: "client.properties")
        #expect(found.map(\.value) == ["a:1,b:2", "x.PlainLoginModule required username=\"alice\" password=\"p\\w\";"])
        // Told by its continued lines where the file's name says nothing.
        #expect(try PropertiesFile.parse("a=1\\\n2", path: "settings").map(\.value) == ["12"])
        #expect(try PropertiesFile.parse("a=1\\\\", path: "settings").map(\.value) == ["1\\\\"])
    }

    /// Where quotes are not closed, what was meant as a value stands where a name should.
    @Test(arguments: [
        "\"\"\"hunter2\n[x]\na\"\"\" b", "[x]\nhunter2", "[x]\n'hunter2'", "[x]\n\"hunter2\" b = 1",
        "[x]\na = \"\"\"\nb\n\"\"\"\nhunter2\n\"\"\"", "[x]\n\"a = hunter2 \\\nb\" = c", "[x]\n\"a = hunter2\" = b",
        "[x]\n\"a = hunter2\" = \"b\" c",
    ])
    func aBrokenProfileFileShowsNothingOfItself(_ text: String) {
        let error = #expect(throws: (any Error).self) { try ProfileFile.parse(text, path: "config.toml") }
        #expect(error.map { "\($0)".contains("hunter2") } == false)
        #expect(error.map { "\($0)".contains("config.toml, line") } == true)
    }

    @Test func aWrongValueInAProfileFileIsToldByTheSettingsName() {
        for text in ["[x]\nsasl.username = me", "[x]\nsasl.username = 'me' too"] {
            let error = #expect(throws: KafkaClientError.self) { try ProfileFile.parse(text, path: "config.toml") }
            #expect(error.map { "\($0)".contains("sasl.username") } == true)
        }
        // Only three quotes go on in the next line.
        #expect(throws: KafkaClientError.self) { try ProfileFile.parse("[x]\na = \"b\\\nc\"", path: "config.toml") }
        let long = try? ProfileFile.parse("[x]\na = \"\"\"b\\\n  c\"\"\"", path: "config.toml")
        #expect(long?.first?.settings.map(\.value) == ["bc"])
    }

    @Test func profilesOfTOML() throws {
        let text = """
            # mine
            [prod]
            bootstrap.servers = "a:1"   # why
            "security.protocol" = 'SSL'
            request.timeout.ms = 5_000
            enable.ssl.certificate.verification = true
            ssl.ca.pem = \"\"\"
            -----BEGIN
            x\"\"\"

            [profiles.test]
            sasl.password = "a\\"b\\\\c\\u00e9"
            """
        let profiles = try ProfileFile.parse(text, path: "config.toml")
        #expect(profiles.map(\.name) == ["prod", "test"])
        #expect(profiles[0].settings.map(\.value) == ["a:1", "SSL", "5000", "true", "-----BEGIN\nx"])
        #expect(profiles[1].settings.map(\.value) == ["a\"b\\cé"])
        let broken = [
            "a = \"1\"", "[x", "[x]\na", "[x]\na = b", "[x]\na = \"b", "[x]\na = \"b\" c", "[x]\na = [1]", "[x]\n[x]",
            "[x]\na = \"\\q\"", "[]", "[x]\n= \"1\"", "[x]\na = \"\\u12\"",
        ]
        for text in broken {
            let error = #expect(throws: KafkaClientError.self, "\(text)") {
                try ProfileFile.parse(text, path: "config.toml")
            }
            #expect(error?.message.hasPrefix("config.toml, line ") == true)
        }
    }

    @Test func profilesAreFoundByName() throws {
        let path = try Self.file(
            "config.toml", "[prod]\nbootstrap.servers = \"a:1\"\nsasl.password = \"x\"\n", mode: 0o644)
        defer { try? FileManager.default.removeItem(atPath: path) }
        var settings = KafkaSettings()
        let error = #expect(throws: KafkaClientError.self) { try settings.add(profile: "pord", file: path) }
        #expect(error?.message.contains("It has prod") == true)
        try settings.add(profile: "prod", file: path)
        #expect(settings.has("sasl.password"))
        #expect(settings.warnings.count == 1 && settings.warnings[0].contains("can be read by others: chmod 600"))
    }

    @Test(arguments: [
        (0o600, "sasl.password=x", false), (0o644, "sasl.password=x", true), (0o644, "client.id=x", false),
    ])
    func filesThatOthersCanReadAreWarnedOf(_ mode: Int, _ text: String, _ warns: Bool) throws {
        let path = try Self.file("kcat.conf", text, mode: mode)
        defer { try? FileManager.default.removeItem(atPath: path) }
        var settings = KafkaSettings()
        try settings.add(file: path)
        #expect(settings.warnings.isEmpty != warns)
    }

    @Test func laterSettingsWin() throws {
        let settings = try Self.settings(["bootstrap.servers": "a", "client.id": "one", "client.id": "two"])
        #expect(try settings.clientProperties().clientID == "two")
    }

    /// Nothing that shows a value shows a secret.
    @Test func secretsStayWhereTheyAre() throws {
        var settings = try Self.settings([
            "bootstrap.servers": "a", "security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "PLAIN",
            "sasl.username": "alice", "sasl.password": "hunter2-hunter2", "ssl.key.password": "hunter2-hunter2",
        ])
        var seen = ""
        dump(settings, to: &seen)
        let properties = try settings.clientProperties()
        dump(properties.security, to: &seen)
        seen += "\(settings) \(properties)"
        do { try settings.set("sasl.mechanism", "hunter2-hunter2", from: "-X") } catch { seen += "\(error)" }
        do { _ = try settings.clientProperties() } catch { seen += "\(error)" }
        #expect(!seen.contains("hunter2"))
    }

    /// The table of the documentation is the table of the code.
    @Test func theDocumentationListsEverySetting() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/configuration.md")
        let text = try String(contentsOf: page.standardizedFileURL, encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
        let expected = SettingTable.all.map { "| `\($0.name)` | \($0.verdict) | \($0.note) |" }
        #expect(
            Set(rows) == Set(expected),
            "missing: \(Set(expected).subtracting(rows)); too many: \(Set(rows).subtracting(expected))")
        for prefix in SettingTable.ignoredPrefixes { #expect(text.contains("`\(prefix)*`")) }
    }
}
