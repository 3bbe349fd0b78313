import KafkaLocal
import KafkaWire
import NIOCore
import Testing

@Suite("The protocol's edges")
struct ProtocolTests {
    private func frame(_ api: Int16, _ version: Int16, _ body: [UInt8] = []) -> [UInt8] {
        var content = ByteBuffer()
        content.writeInteger(api)
        content.writeInteger(version)
        content.writeInteger(Int32(5))
        content.writeInteger(Int16(-1))
        content.writeBytes(body)
        var frame = ByteBuffer(integer: UInt32(content.readableBytes))
        frame.writeImmutableBuffer(content)
        return Array(frame.readableBytesView)
    }

    @Test(
        "calls and versions that are not known close the connection without a word",
        arguments: [(1, 3), (1, 18), (0, 2), (2, 0), (3, 14), (11, 0), (9999, 0), (17, 0), (36, 0), (10, 3)]
            as [(Int16, Int16)])
    func unknown(api: Int16, version: Int16) async throws {
        try await withBroker { broker, _ in
            let client = try WireClient(port: broker.port)
            try await client.sendRaw(frame(api, version))
            #expect(try await client.readToEnd().isEmpty)
        }
    }

    @Test(
        "bytes that are no request close the connection",
        arguments: [
            [0, 0, 0, 2, 0, 0], [0xff, 0xff, 0xff, 0xff], [0x7f, 0xff, 0xff, 0xff], Array("GET / HTTP/1.1\r\n".utf8),
            [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00], [0, 0, 0, 12, 0, 3, 0, 9, 0, 0, 0, 1, 0xff, 0xff, 0, 9],
        ] as [[UInt8]])
    func garbage(bytes: [UInt8]) async throws {
        try await withBroker { broker, _ in
            let client = try WireClient(port: broker.port)
            try await client.sendRaw(bytes)
            #expect(try await client.readToEnd().isEmpty)
            // The broker lives on.
            let next = try await WireClient(port: broker.port).ask(ApiVersionsRequest(), version: 0)
            #expect(next.errorCode == .noError)
        }
    }

    @Test("an unknown version of ApiVersions is answered in version 0, with what is known")
    func unknownApiVersions() async throws {
        try await withBroker { broker, _ in
            let client = try WireClient(port: broker.port)
            let request = encodeRequest(ApiVersionsRequest(), version: 99, correlationId: 3, clientId: nil)
            let bytes = try await client.exchange(Array(request.readableBytesView.dropFirst(4)))
            let (header, answer) = try decodeResponse(
                ApiVersionsResponse.self, from: ByteBuffer(bytes: bytes), version: 0)
            #expect(header.correlationId == 3)
            #expect(answer.errorCode == .unsupportedVersion)
            #expect(answer.apiKeys == [.init(apiKey: 18, minVersion: 0, maxVersion: 4)])
        }
    }

    @Test("what ApiVersions names is served")
    func apiVersions() async throws {
        try await withBroker { broker, _ in
            let answer = try await WireClient(port: broker.port).ask(
                ApiVersionsRequest(clientSoftwareName: "test", clientSoftwareVersion: "1.0"), version: 3)
            let named = Dictionary(
                uniqueKeysWithValues: answer.apiKeys.map { ($0.apiKey, $0.minVersion...$0.maxVersion) })
            #expect(named[ApiKey.fetch.rawValue] == 4...17)
            #expect(named[ApiKey.listOffsets.rawValue] == 1...10)
            #expect(named[ApiKey.metadata.rawValue] == 0...13)
            #expect(named[ApiKey.produce.rawValue] == 0...12)
            #expect(named[ApiKey.createTopics.rawValue] == 2...7)
            #expect(named[ApiKey.saslHandshake.rawValue] == 0...1)
        }
    }

    @Test("FindCoordinator says that there is none", arguments: [Int16(0), 1, 2])
    func findCoordinator(version: Int16) async throws {
        try await withBroker { broker, _ in
            let client = try WireClient(port: broker.port)
            var content = ByteBuffer()
            content.writeInteger(Int16(10))
            content.writeInteger(version)
            content.writeInteger(Int32(5))
            content.writeInteger(Int16(-1))
            content.writeInteger(Int16(1))
            content.writeString("g")
            if version >= 1 { content.writeInteger(Int8(0)) }
            var answer = ByteBuffer(bytes: try await client.exchange(Array(content.readableBytesView)))
            #expect(answer.readInteger(as: Int32.self) == 5)
            if version >= 1 { #expect(answer.readInteger(as: Int32.self) == 0) }
            #expect(answer.readInteger(as: Int16.self) == 15)
        }
    }

    @Test("requests sent together are answered in their order")
    func pipelining() async throws {
        try await withBroker { broker, _ in
            let client = try WireClient(port: broker.port)
            try await client.create("t")
            var bytes = ByteBuffer()
            for id in Int32(100)..<160 {
                bytes.writeImmutableBuffer(
                    encodeRequest(MetadataRequest(topics: []), version: 9, correlationId: id, clientId: nil))
            }
            bytes.writeImmutableBuffer(
                encodeRequest(ApiVersionsRequest(), version: 99, correlationId: 160, clientId: nil))
            bytes.writeImmutableBuffer(
                encodeRequest(FetchRequest(), version: 3, correlationId: 161, clientId: nil))
            try await client.sendRaw(Array(bytes.readableBytesView))
            var answers = ByteBuffer(bytes: try await client.readToEnd())
            var ids: [Int32] = []
            while let length = answers.readInteger(as: Int32.self), var answer = answers.readSlice(length: Int(length))
            {
                ids.append(answer.readInteger() ?? -1)
            }
            #expect(ids == Array(100...160))
        }
    }
}
