import KafkaClient

/// Settings as people write them: files of kcat's and Java's form, TOML profiles, JAAS lines, addresses. No error or
/// warning holds a secret.
enum SettingsFuzz {
    /// What stands for a secret in the inputs.
    private static let mark = "pw~"

    private static let seeds = [
        "security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.username=me\nsasl.password=pw~1\nbootstrap.servers=a:1,[::1]:2",
        "security.protocol = SASL_PLAINTEXT\nsasl.mechanism = SCRAM-SHA-512\n"
            + "sasl.jaas.config = org.apache.kafka.common.security.scram.ScramLoginModule required \\\n"
            + " username=\"me\" password=\"pw~2\";\nbootstrap.servers = broker-1.example.com\n",
        "# comment\n! other\nssl.keystore.key = -----BEGIN PRIVATE KEY-----\\n\\\n pw~3 \\u0041\nbootstrap.servers:x",
        "[prod]\nbootstrap.servers = \"a:9093\"\nsecurity.protocol = 'SSL'\nssl.key.password = \"\"\"pw~4\"\"\"\n"
            + "[profiles.dev]\n\"client.id\" = \"x\\u00e9\\U0001F600\"\nsocket.timeout.ms = 1_000\n",
        "sasl.mechanisms=OAUTHBEARER\nsasl.oauthbearer.config=principal=x\nsasl.oauthbearer.token=pw~5\n"
            + "security.protocol=SASL_SSL\nbootstrap.servers=SASL_SSL://a:9092\nretry.backoff.ms=99999999999999999999",
        "sasl.pasword=pw~6", "bootstrap.servers=[fe80::1%eth0]:65536,:1,a:b", "metadata.broker.list=a\nclient.rack=r",
    ]

    /// A byte for the form, and the text.
    static let target = FuzzTarget(
        "settings", maximumLength: 1024,
        words: SettingTable.all.map(\.name) + [
            "SASL_SSL", "SASL_PLAINTEXT", "SCRAM-SHA-256", "PLAIN", "OAUTHBEARER", " required ", "username=\"",
            "password=\"", "\";", "[prod]\n", "\"\"\"", "\\u0041", "\\\n", mark, "\r\n", "\u{FEFF}",
        ],
        seeds: { seeds.flatMap { seed in [UInt8](0...2).map { [$0] + Array(seed.utf8) } } }
    ) { bytes in
        var input = FuzzInput(bytes)
        let form = input.byte() % 3
        let text = input.text
        do {
            let pairs: [(name: String, value: String)] =
                switch form {
                case 0: try PropertiesFile.parse(text, path: "f.conf")
                case 1: try PropertiesFile.parse(text, path: "f.properties")
                default: try ProfileFile.parse(text, path: "f.toml").flatMap(\.settings)
                }
            try take(pairs)
        } catch let error as KafkaClientError {
            // A line that cannot be read may hold anything: none of it is shown.
            try hold(!"\(error)".contains(mark), "an error shows \(mark): \(error)")
        }
    }

    private static func take(_ pairs: [(name: String, value: String)]) throws {
        // A setting's name, and what is meant to be seen, may hold the mark too.
        let mayShow = pairs.contains { pair in
            pair.name.contains(mark)
                || pair.value.contains(mark) && SettingTable.setting(pair.name)?.isSecret == false
        }
        var settings = KafkaSettings()
        for (name, value) in pairs {
            // No files are looked for here.
            guard !name.contains("location"), !name.contains("file") else { continue }
            do throws(KafkaClientError) {
                try settings.set(name, value, from: "f")
            } catch {
                if !mayShow { try hold(!"\(error)".contains(mark), "an error shows \(mark): \(error)") }
            }
        }
        var shown = settings.warnings.joined(separator: " ")
        do throws(KafkaClientError) {
            shown += "\(try settings.clientProperties())"
        } catch {
            shown += "\(error)"
        }
        if !mayShow { try hold(!shown.contains(mark), "\(mark) is shown: \(shown)") }
    }
}
