import KafkaWire
import NIOCore
import Testing
import WireMessages

struct WireReaderTests {
    @Test(
        "unsigned varints",
        arguments: [
            (0, [0x00]), (1, [0x01]), (127, [0x7f]), (128, [0x80, 0x01]), (300, [0xac, 0x02]), (16_383, [0xff, 0x7f]),
            (16_384, [0x80, 0x80, 0x01]), (2_097_152, [0x80, 0x80, 0x80, 0x01]),
            (268_435_456, [0x80, 0x80, 0x80, 0x80, 0x01]), (.max, [0xff, 0xff, 0xff, 0xff, 0x0f]),
        ] as [(UInt32, [UInt8])])
    func unsignedVarints(value: UInt32, bytes: [UInt8]) throws {
        var writer = WireWriter()
        writer.unsignedVarint(value)
        #expect(writer.buffer == ByteBuffer(bytes: bytes))
        var reader = WireReader(ByteBuffer(bytes: bytes))
        #expect(try reader.unsignedVarint("value") == value)
        try reader.finish()
        for length in 0..<bytes.count {
            var cut = WireReader(ByteBuffer(bytes: bytes.prefix(length)))
            #expect(throws: WireError.self) { try cut.unsignedVarint("value") }
        }
    }

    @Test(
        "zigzag varints",
        arguments: [
            (0, [0x00]), (-1, [0x01]), (1, [0x02]), (-64, [0x7f]), (64, [0x80, 0x01]),
            (.max, [0xfe, 0xff, 0xff, 0xff, 0x0f]), (.min, [0xff, 0xff, 0xff, 0xff, 0x0f]),
        ] as [(Int32, [UInt8])])
    func varints(value: Int32, bytes: [UInt8]) throws {
        var writer = WireWriter()
        writer.varint(value)
        #expect(writer.buffer == ByteBuffer(bytes: bytes))
        var reader = WireReader(ByteBuffer(bytes: bytes))
        #expect(try reader.varint("value") == value)
        try reader.finish()
    }

    @Test(
        "varints that do not end or do not fit",
        arguments: [
            [0xff, 0xff, 0xff, 0xff, 0x10], [0x80, 0x80, 0x80, 0x80, 0x80, 0x00], [0xff, 0xff, 0xff, 0xff, 0xff],
        ]
            as [[UInt8]])
    func longVarints(bytes: [UInt8]) throws {
        var reader = WireReader(ByteBuffer(bytes: bytes), message: "M")
        #expect(throws: WireError(.varintTooLong, message: "M", field: "value", byteOffset: 0)) {
            try reader.unsignedVarint("value")
        }
    }

    @Test("strings in both forms: empty, ASCII, beyond ASCII, null", arguments: [0, 3] as [Int16])
    func strings(version: Int16) throws {
        let long = String(repeating: "ü", count: 200)
        let values = ["", "a", "größe 日本 😀", long]
        var writer = WireWriter()
        writer.begin(.apiVersions, version: version)
        for value in values { writer.string(value) }
        writer.nullableString(nil)
        writer.nullableString("")
        writer.stringArray(values)

        var reader = WireReader(writer.buffer)
        try reader.begin("M", .apiVersions, version: version)
        for value in values { #expect(try reader.string("value") == value) }
        #expect(try reader.nullableString("value") == nil)
        #expect(try reader.nullableString("value")?.isEmpty == true)
        #expect(try reader.stringArray("values") == values)
        try reader.finish()
    }

    @Test("bytes and arrays in both forms, null and empty apart", arguments: [0, 3] as [Int16])
    func bytesAndArrays(version: Int16) throws {
        let window = ApiVersionsResponse.ApiVersion(apiKey: 1, minVersion: 2, maxVersion: 3)
        var writer = WireWriter()
        writer.begin(.apiVersions, version: version)
        writer.bytes(ByteBuffer(string: "xyz"))
        writer.nullableBytes(nil)
        writer.nullableBytes(ByteBuffer())
        writer.array([window, window], version: version)
        writer.nullableArray(nil as [ApiVersionsResponse.ApiVersion]?, version: version)
        writer.nullableArray([] as [ApiVersionsResponse.ApiVersion], version: version)
        writer.int32Array([.min, 0, .max])

        var reader = WireReader(writer.buffer)
        try reader.begin("M", .apiVersions, version: version)
        #expect(try reader.bytes("a") == ByteBuffer(string: "xyz"))
        #expect(try reader.nullableBytes("b") == nil)
        #expect(try reader.nullableBytes("c") == ByteBuffer())
        #expect(try reader.array("d", version: version) == [window, window])
        #expect(try reader.nullableArray("e", of: ApiVersionsResponse.ApiVersion.self, version: version) == nil)
        #expect(try reader.nullableArray("f", of: ApiVersionsResponse.ApiVersion.self, version: version) == [])
        #expect(try reader.int32Array("g") == [.min, 0, .max])
        try reader.finish()
    }

    @Test("null where none is allowed", arguments: [0, 3] as [Int16])
    func nulls(version: Int16) throws {
        var writer = WireWriter()
        writer.begin(.apiVersions, version: version)
        writer.nullableString(nil)
        var strings = WireReader(writer.buffer)
        try strings.begin("M", .apiVersions, version: version)
        #expect(throws: WireError(.unexpectedNull, message: "M", field: "value", byteOffset: 0)) {
            try strings.string("value")
        }
        writer = WireWriter()
        writer.begin(.apiVersions, version: version)
        writer.nullableBytes(nil)
        var bytes = WireReader(writer.buffer)
        try bytes.begin("M", .apiVersions, version: version)
        #expect(throws: WireError(.unexpectedNull, message: "M", field: "value", byteOffset: 0)) {
            try bytes.bytes("value")
        }
    }

    @Test(
        "text that is not UTF-8 is refused",
        arguments: [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80]] as [[UInt8]])
    func invalidText(bytes: [UInt8]) throws {
        var buffer = ByteBuffer()
        buffer.writeInteger(Int16(bytes.count))
        buffer.writeBytes(bytes)
        var reader = WireReader(buffer, message: "M")
        #expect(throws: WireError(.invalidUTF8, message: "M", field: "name", byteOffset: 2)) {
            try reader.string("name")
        }
    }

    @Test("a classic string is cut at 32,767 bytes, between two Unicode scalars")
    func longStrings() throws {
        var writer = WireWriter()
        writer.string("x" + String(repeating: "日", count: 20_000))
        var reader = WireReader(writer.buffer)
        let value = try reader.string("value")
        try reader.finish()
        #expect(value == "x" + String(repeating: "日", count: 10_922))
        #expect(value.utf8.count == 32_767)
    }

    @Test("an isolation level that does not exist is refused")
    func isolationLevels() throws {
        for level in IsolationLevel.allCases {
            var reader = WireReader(ByteBuffer(integer: level.rawValue))
            #expect(try reader.isolationLevel("isolationLevel") == level)
        }
        var reader = WireReader(ByteBuffer(integer: Int8(2)), message: "M")
        #expect(throws: WireError(.invalidValue(2), message: "M", field: "isolationLevel", byteOffset: 0)) {
            try reader.isolationLevel("isolationLevel")
        }
    }

    @Test("an error says what is missing, in which field of which message, and where")
    func description() throws {
        var writer = WireWriter()
        writer.int32(0)
        writer.int16(1)
        var reader = WireReader(writer.buffer)
        let error = #expect(throws: WireError.self) {
            try FetchResponse(reading: &reader, version: 7)
        }
        #expect(
            error?.description
                == "The message ends too early: 4 bytes needed, 0 left, at byte 6 of FetchResponse, field sessionId.")
    }

    @Test("versions outside the window are refused", arguments: ApiKey.allCases)
    func versions(api: ApiKey) throws {
        for type in [MessageTypes.request(api), MessageTypes.response(api)] {
            for version in [api.versions.lowerBound - 1, api.versions.upperBound + 1, .max, .min] {
                var reader = WireReader(ByteBuffer(repeating: 0, count: 64))
                let error = #expect(throws: WireError.self) { _ = try type.init(reading: &reader, version: version) }
                #expect(error?.kind == .unsupportedVersion(version))
            }
        }
    }
}
