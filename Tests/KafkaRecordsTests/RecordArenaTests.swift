import KafkaRecords
import NIOCore
import Testing

@Suite struct RecordArenaTests {
    @Test func manyBatchesInOneArena() throws {
        let decoder = BatchDecoder()
        let arena = RecordArena()
        var expected: [ReadRecord] = []
        for codec in CompressionCodec.allCases {
            let bytes = try BatchBytes.built(codec, count: 20, seed: UInt64(codec.rawValue))
            expected += RecordSetReading(bytes).records
            let batch = try #require(try batches(bytes).first)
            try decoder.decode(batch, into: arena)
        }
        let header = try #require(try batches(BatchBytes.built(.none, count: 1)).first).header
        #expect(arena.records.count == 100)
        #expect(arena.records.map { ReadRecord($0, in: arena, header: header) } == expected)
    }

    @Test func aBatchThatFailsLeavesTheArenaAsItWas() throws {
        let decoder = BatchDecoder()
        let arena = RecordArena()
        let good = try #require(try batches(BatchBytes.built(.lz4, count: 5)).first)
        try decoder.decode(good, into: arena)
        let before = arena.records
        let values = before.map { arena.value(of: $0).map { [UInt8]($0) } }
        for codec in CompressionCodec.allCases {
            var bytes = try BatchBytes.built(codec, count: 50)
            bytes.removeLast(3)
            let bad = try #require(try batches(BatchBytes.withChecksum(bytes)).first)
            #expect(throws: RecordError.self) { try decoder.decode(bad, into: arena) }
            #expect(arena.records == before)
        }
        try decoder.decode(good, into: arena)
        #expect(arena.records.count == 10)
        #expect(arena.records.prefix(5).map { arena.value(of: $0).map { [UInt8]($0) } } == values)
    }

    @Test func onceGrownNothingIsAllocated() throws {
        let decoder = BatchDecoder()
        let arena = RecordArena()
        let all = try CompressionCodec.allCases.flatMap { try batches(BatchBytes.built($0, count: 500)) }
        for batch in all { try decoder.decode(batch, into: arena) }
        let allocated = arena.allocatedByteCount
        for _ in 0..<5 {
            arena.reset()
            #expect(arena.byteCount == 0 && arena.records.isEmpty)
            for batch in all { try decoder.decode(batch, into: arena) }
            #expect(arena.allocatedByteCount == allocated)
        }
    }

    @Test func slicesOfAnotherArenaReadNothingForeign() throws {
        let decoder = BatchDecoder()
        let large = RecordArena()
        let batch = try #require(try batches(BatchBytes.built(.none, count: 50)).first)
        try decoder.decode(batch, into: large)
        let empty = RecordArena()
        for record in large.records {
            #expect(empty.value(of: record)?.isEmpty ?? true)
            #expect(Array(empty.headers(of: record)).isEmpty)
        }
    }

    @Test func aDecodedBatchOutlivesTheDecoder() throws {
        let batch = try #require(try batches(BatchBytes.built(.zstd, count: 30)).first)
        var decoded: DecodedBatch?
        do {
            let decoder = BatchDecoder()
            decoded = try decoder.decode(batch)
            for other in try batches(BatchBytes.built(.zstd, count: 300, seed: 8)) { _ = try decoder.decode(other) }
        }
        let kept = try #require(decoded)
        let expected = RecordSetReading([UInt8](batch.bytes.readableBytesView)).records
        #expect(kept.records.map { ReadRecord($0, in: kept) } == expected)
    }
}
