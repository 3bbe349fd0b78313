import GoldenData
import KafkaWire
import NIOCore
import TestSupport
import Testing
import WireMessages

/// Bytes of a peer can only throw: they never trap, and never make the reader reserve what a count or length claims.
struct HostileBytesTests {
    /// One recording of each API and version: the smallest answer.
    static func sample() throws -> [(api: ApiKey, exchange: WireExchange)] {
        let groups = Dictionary(grouping: try GoldenExchangeTests.spoken()) {
            "\($0.exchange.apiKey) \($0.exchange.apiVersion)"
        }
        return groups.keys.sorted().compactMap { key in
            groups[key]?.min {
                ($0.exchange.response.count, $0.exchange.file) < ($1.exchange.response.count, $1.exchange.file)
            }
        }
    }

    @Test("a response cut at any byte is an error", arguments: ApiKey.allCases.filter { $0 != .createTopics })
    func truncatedResponses(api: ApiKey) throws {
        var cuts = 0
        for exchange in try WireExchange.of(api: api.rawValue) {
            let frame = ByteBuffer(bytes: exchange.response)
            // Inside a record set, which is taken whole, all cuts are alike: its first and last bytes stand for the rest.
            let alike = Set(try RecordPlaces.ranges(in: exchange).flatMap { $0.dropFirst(4).dropLast(4) })
            for length in 0..<frame.readableBytes where !alike.contains(length) {
                let cut = frame.getSlice(at: 0, length: length) ?? ByteBuffer()
                do {
                    try read(cut, api: api, version: exchange.apiVersion)
                    Issue.record("read with \(length) bytes: \(exchange)")
                } catch is WireError {
                    cuts += 1
                }
            }
        }
        #expect(cuts > 400)
    }

    @Test("a request cut at any byte is an error")
    func truncatedRequests() throws {
        var cuts = 0
        for (api, exchange) in try Self.sample() where api.versions.contains(exchange.apiVersion) {
            let frame = ByteBuffer(bytes: exchange.request)
            for length in 0..<frame.readableBytes {
                let cut = frame.getSlice(at: 0, length: length) ?? ByteBuffer()
                do {
                    _ = try MessageTypes.reencodeRequest(cut)
                    Issue.record("read with \(length) bytes: \(exchange)")
                } catch is WireError {
                    cuts += 1
                }
            }
        }
        #expect(cuts > 4_000)
    }

    @Test("a response with bytes behind its end is an error")
    func bytesLeftOver() throws {
        for (api, exchange) in try GoldenExchangeTests.spoken() {
            var frame = ByteBuffer(bytes: exchange.response)
            frame.writeInteger(UInt8(0))
            let kind = WireError.Kind.trailingBytes(count: 1)
            do {
                try read(frame, api: api, version: exchange.apiVersion)
                Issue.record("read in spite of a stray byte: \(exchange)")
            } catch let error as WireError {
                #expect(error.kind == kind)
                #expect(error.byteOffset == exchange.response.count)
            }
        }
    }

    @Test("a changed byte gives an error or another message, in bounded memory")
    func mutatedResponses() throws {
        let before = MemoryPeak.virtualKiB()
        var random = SplitMix64(seed: 20_220_922)
        var read = 0
        var refused = 0
        for (api, exchange) in try Self.sample() {
            // All of a short answer, three hundred places of a long one.
            let places = Array(exchange.response.indices.shuffled(using: &random).prefix(300))
            for place in places {
                let byte = exchange.response[place]
                let other = UInt8(truncatingIfNeeded: random.next())
                for value in Set([0x00, 0x7f, 0x80, 0xff, byte ^ 0x01, byte ^ 0x80, other]) where value != byte {
                    var bytes = exchange.response
                    bytes[place] = value
                    do {
                        try self.read(ByteBuffer(bytes: bytes), api: api, version: exchange.apiVersion)
                        read += 1
                    } catch is WireError {
                        refused += 1
                    }
                }
            }
        }
        // Most bytes are numbers that may have any value; a good part are lengths that may not.
        #expect(read > 8_000)
        #expect(refused > 8_000)
        try expectBounded(since: before)
    }

    @Test("a changed byte in a request too")
    func mutatedRequests() throws {
        let before = MemoryPeak.virtualKiB()
        var random = SplitMix64(seed: 7)
        var tried = 0
        for (_, exchange) in try Self.sample() {
            for place in exchange.request.indices.shuffled(using: &random).prefix(100) {
                for value: UInt8 in [0x00, 0x7f, 0xff, exchange.request[place] ^ 0x01] {
                    var bytes = exchange.request
                    bytes[place] = value
                    var reader = WireReader(ByteBuffer(bytes: bytes))
                    tried += 1
                    do {
                        let header = try RequestHeader(reading: &reader)
                        guard let api = ApiKey(rawValue: header.apiKey) else { continue }
                        _ = try MessageTypes.request(api).init(reading: &reader, version: header.apiVersion)
                        try reader.finish()
                    } catch {
                        continue
                    }
                }
            }
        }
        #expect(tried > 14_000)
        try expectBounded(since: before)
    }

    @Test(
        "counts that the bytes cannot hold are refused before anything is reserved",
        arguments: [Int32.max, 1_000_000_000, 9])
    func hugeCounts(count: Int32) throws {
        let before = MemoryPeak.virtualKiB()
        var classic = WireWriter()
        classic.int32(0)  // throttle time
        classic.int32(count)
        classic.int64(0)
        #expect(
            throws: WireError(
                .countTooLarge(count: Int(count), available: 8), message: "ListOffsetsResponse", field: "topics",
                byteOffset: 4)
        ) {
            var reader = WireReader(classic.buffer)
            _ = try ListOffsetsResponse(reading: &reader, version: 2)
        }
        var compact = WireWriter()
        compact.int32(0)
        compact.unsignedVarint(UInt32(count) + 1)
        compact.int64(0)
        #expect(
            throws: WireError(
                .countTooLarge(count: Int(count), available: 8), message: "ListOffsetsResponse", field: "topics",
                byteOffset: 4)
        ) {
            var reader = WireReader(compact.buffer)
            _ = try ListOffsetsResponse(reading: &reader, version: 6)
        }
        try expectBounded(since: before)
    }

    @Test("a count that could just be true reserves little before its elements are there")
    func countAsLargeAsTheFrame() throws {
        let before = MemoryPeak.virtualKiB()
        var writer = WireWriter()
        writer.int32(0)  // throttle time
        writer.int32(60_000_000)
        var frame = writer.buffer
        frame.writeRepeatingByte(0xff, count: 60_000_000)
        #expect(throws: WireError.self) {
            var reader = WireReader(frame)
            _ = try FetchResponse(reading: &reader, version: 4)
        }
        try expectBounded(since: before)
    }

    @Test("negative counts and lengths are refused; -1 only where null is allowed", arguments: [Int32.min, -2, -1])
    func negativeCounts(count: Int32) throws {
        var writer = WireWriter()
        writer.int32(0)
        writer.int32(count)
        var reader = WireReader(writer.buffer)
        let kind: WireError.Kind = count == -1 ? .unexpectedNull : .negativeLength(Int(count))
        #expect(throws: WireError(kind, message: "ListOffsetsResponse", field: "topics", byteOffset: 4)) {
            try ListOffsetsResponse(reading: &reader, version: 2)
        }
    }

    @Test("more tagged fields than bytes are refused")
    func hugeTagCounts() throws {
        var writer = WireWriter()
        writer.int32(0)
        writer.unsignedVarint(1)
        writer.unsignedVarint(.max)
        writer.int64(0)
        var reader = WireReader(writer.buffer)
        #expect(
            throws: WireError(
                .countTooLarge(count: Int(UInt32.max), available: 8), message: "ListOffsetsResponse",
                field: "taggedFields", byteOffset: 5)
        ) {
            try ListOffsetsResponse(reading: &reader, version: 6)
        }
    }

    private func read(_ frame: ByteBuffer, api: ApiKey, version: Int16) throws {
        var reader = WireReader(frame)
        _ = try ResponseHeader(reading: &reader, version: api.responseHeaderVersion(version))
        _ = try MessageTypes.response(api).init(reading: &reader, version: version)
        try reader.finish()
    }

    /// A count believed would reserve gigabytes; other tests that run beside this one take a few megabytes.
    private func expectBounded(since before: Int?) throws {
        guard let before, let after = MemoryPeak.virtualKiB() else { return }
        #expect(after - before < 1 << 20, "the address space grew by \(after - before) KiB")
    }
}
