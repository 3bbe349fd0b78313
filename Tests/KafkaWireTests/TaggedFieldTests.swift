import KafkaWire
import NIOCore
import Testing

struct TaggedFieldTests {
    private let unknown = [
        TaggedField(tag: 1, data: ByteBuffer(string: "one")), TaggedField(tag: 1_000, data: ByteBuffer()),
    ]

    @Test("unknown fields are kept and written again between the known ones")
    func unknownFields() throws {
        let response = FetchResponse(
            responses: [
                .init(
                    topic: "t",
                    partitions: [
                        .init(
                            divergingEpoch: .init(epoch: 1, endOffset: 2), snapshotId: .init(endOffset: 3, epoch: 4),
                            unknownTaggedFields: [TaggedField(tag: 7, data: ByteBuffer(string: "seven"))])
                    ], unknownTaggedFields: unknown)
            ], nodeEndpoints: [.init(nodeId: 1, host: "h", port: 2, unknownTaggedFields: unknown)],
            unknownTaggedFields: unknown)
        var writer = WireWriter()
        response.write(to: &writer, version: 16)
        var reader = WireReader(writer.buffer)
        var again = try FetchResponse(reading: &reader, version: 16)
        try reader.finish()
        again.responses[0].topic = "t"  // From version 13 names are not sent.
        #expect(again == response)
    }

    @Test("tags in another order than theirs say the same")
    func order() throws {
        // Correlation id, then two tags with a byte each, the larger first.
        var reader = WireReader(ByteBuffer(bytes: [0, 0, 0, 5, 2, 9, 1, 0x61, 7, 1, 0x62]))
        let header = try ResponseHeader(reading: &reader, version: 1)
        #expect(header.unknownTaggedFields.map(\.tag) == [7, 9])
        var writer = WireWriter()
        header.write(to: &writer, version: 1)
        reader = WireReader(writer.buffer)
        #expect(try ResponseHeader(reading: &reader, version: 1) == header)
    }

    @Test("no message has millions of elements, those in tagged fields included")
    func tooMany() {
        let limit = 1 << 21
        for count in [limit - 1, limit] {
            // Brokers' addresses, which are a tagged field: itself one element.
            var data = ByteBuffer(bytes: [UInt8(0x81 - (limit - count)), 0x80, 0x80, 0x01])
            data.writeRepeatingByte(0, count: count)
            var writer = WireWriter()
            FetchResponse(unknownTaggedFields: [TaggedField(tag: 0, data: data)]).write(to: &writer, version: 16)
            var reader = WireReader(writer.buffer)
            let error = #expect(throws: WireError.self) { try FetchResponse(reading: &reader, version: 16) }
            #expect((error?.kind == .tooManyElements(limit: limit)) == (count == limit), "\(String(describing: error))")
        }
    }

    @Test("in the header too")
    func header() throws {
        let header = RequestHeader(
            apiKey: 1, apiVersion: 12, correlationId: 5, clientId: nil, unknownTaggedFields: unknown)
        var writer = WireWriter()
        header.write(to: &writer)
        var reader = WireReader(writer.buffer)
        #expect(try RequestHeader(reading: &reader) == header)
        try reader.finish()

        let answer = ResponseHeader(correlationId: 5, unknownTaggedFields: unknown)
        writer = WireWriter()
        answer.write(to: &writer, version: 1)
        reader = WireReader(writer.buffer)
        #expect(try ResponseHeader(reading: &reader, version: 1) == answer)
        try reader.finish()
    }

    @Test("versions that are not flexible have none")
    func classic() throws {
        let response = SaslAuthenticateResponse(sessionLifetimeMs: 1, unknownTaggedFields: unknown)
        var writer = WireWriter()
        response.write(to: &writer, version: 1)
        var reader = WireReader(writer.buffer)
        #expect(
            try SaslAuthenticateResponse(reading: &reader, version: 1) == SaslAuthenticateResponse(sessionLifetimeMs: 1)
        )
        try reader.finish()
    }

    @Test("a field with bytes left over or missing is an error that says where")
    func wrongSize() throws {
        // ApiVersions 3: no error, no calls, throttle time, one tagged field: number 1, an int64 of the given size.
        for size in [7, 9] {
            var writer = WireWriter()
            writer.int16(0)
            writer.unsignedVarint(1)
            writer.int32(0)
            for value in [1, 1, UInt32(size)] { writer.unsignedVarint(value) }
            var buffer = writer.buffer
            buffer.writeRepeatingByte(0, count: size)
            var reader = WireReader(buffer)
            let error = #expect(throws: WireError.self) { try ApiVersionsResponse(reading: &reader, version: 3) }
            #expect(error?.message == "ApiVersionsResponse")
            #expect(error?.kind == (size == 7 ? .truncated(needed: 8, available: 7) : .trailingBytes(count: 1)))
            #expect(error?.byteOffset == (size == 7 ? 10 : 18))
        }
    }

    @Test("the last of several fields with one tag counts")
    func repeated() throws {
        var writer = WireWriter()
        writer.int16(0)
        writer.unsignedVarint(1)
        writer.int32(0)
        writer.unsignedVarint(2)
        for epoch in [5, 6] as [Int64] {
            writer.unsignedVarint(1)
            writer.unsignedVarint(8)
            writer.int64(epoch)
        }
        var reader = WireReader(writer.buffer)
        let response = try ApiVersionsResponse(reading: &reader, version: 3)
        #expect(response.finalizedFeaturesEpoch == 6)
        #expect(response.unknownTaggedFields.isEmpty)
    }
}
