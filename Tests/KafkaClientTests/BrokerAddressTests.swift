import KafkaClient
import Testing

@Suite struct BrokerAddressTests {
    @Test(arguments: [
        ("localhost", "localhost", 9092),
        ("localhost:19092", "localhost", 19092),
        ("  broker-1.example.com:9093\n", "broker-1.example.com", 9093),
        ("10.0.0.7:1", "10.0.0.7", 1),
        ("10.0.0.7:65535", "10.0.0.7", 65535),
        ("::1", "::1", 9092),
        ("fe80::1%eth0", "fe80::1%eth0", 9092),
        ("[::1]", "::1", 9092),
        ("[::1]:29092", "::1", 29092),
        ("[2001:db8::2]:9094", "2001:db8::2", 9094),
        ("PLAINTEXT://kafka:9092", "kafka", 9092),
        ("SSL://kafka:9093", "kafka", 9093),
        ("SASL_SSL://kafka:9093", "kafka", 9093),
        ("plaintext://[::1]:9095", "::1", 9095),
        ("под.example:9092", "под.example", 9092),
    ])
    func reads(_ text: String, _ host: String, _ port: Int) throws {
        let address = try BrokerAddress(parsing: text)
        #expect(address == BrokerAddress(host: host, port: port))
        #expect(try BrokerAddress(parsing: address.description) == address)
    }

    @Test(arguments: [
        "", "   ", ":9092", "host:", "host:0", "host:65536", "host:-1", "host:9x", "host:٣",
        "host:99999999999999999999",
        "[::1", "[::1]9092", "[]:9092", "TLS://host:9093", "EXTERNAL://host:9093", "http://host", "a b:9092",
        "host/path:9092", "user@host:9092", "host:1:2:!",
    ])
    func refuses(_ text: String) {
        let error = #expect(throws: KafkaClientError.self) { try BrokerAddress(parsing: text) }
        #expect(error?.code == .invalidConfiguration)
        #expect(error?.message.contains("\"\(text)\"") == true)
    }

    @Test func readsLists() throws {
        let addresses = try BrokerAddress.list(parsing: "a, b:1,, [::1]:2 ,a:9092,")
        #expect(addresses.map(\.description) == ["a:9092", "b:1", "[::1]:2"])
        #expect(throws: KafkaClientError.self) { try BrokerAddress.list(parsing: " , ,") }
        #expect(throws: KafkaClientError.self) { try BrokerAddress.list(parsing: "") }
        #expect(throws: KafkaClientError.self) { try BrokerAddress.list(parsing: "a:9092,b:x") }
    }
}
