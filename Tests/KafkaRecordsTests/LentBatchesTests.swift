import KafkaRecords
import NIOCore
import TestSupport
import Testing

/// Uncompressed batches that came in one answer are read where they are.
@Suite struct LentBatchesTests {
    /// What a batch holds, decoded by itself.
    private static func alone(_ batch: RawRecordBatch) throws -> [ReadRecord] {
        let decoded = try BatchDecoder().decode(batch)
        return decoded.records.map { ReadRecord($0, in: decoded) }
    }

    @Test func nothingIsCopied() throws {
        var set: [UInt8] = []
        for number in Int64(0)..<5 {
            set += try BatchBytes.built(.none, count: 40, seed: UInt64(number), baseOffset: 100 * number)
        }
        let all = try batches(set)
        let decoder = BatchDecoder()
        let arena = RecordArena()
        for _ in 0..<3 {
            arena.reset()
            for batch in all { try decoder.decode(batch, into: arena) }
            #expect(arena.byteCount == set.count && arena.records.count == 200)
            #expect(
                arena.records.map { ReadRecord($0, in: arena, header: all[0].header) } == (try all.flatMap(Self.alone)))
            #expect(arena.allocatedByteCount == arena.records.capacity * MemoryLayout<RecordSlice>.stride)
        }
    }

    @Test func theMemoryIsHeldAndGivenBack() throws {
        let decoder = BatchDecoder()
        let arena = RecordArena()
        var answer = ByteBuffer(bytes: try BatchBytes.built(.none, count: 30))
        do {
            var iterator = RecordBatchIterator(answer)
            try decoder.decode(try #require(try iterator.next()), into: arena)
        }
        let values = arena.records.map { arena.value(of: $0).map { [UInt8]($0) } }
        // Whoever writes into the answer gets a copy.
        answer.setRepeatingByte(0, count: answer.readableBytes, at: answer.readerIndex)
        #expect(arena.records.map { arena.value(of: $0).map { [UInt8]($0) } } == values)
        #expect(values.contains { $0?.contains { $0 != 0 } ?? false })
        arena.reset()
        var other = ByteBuffer(bytes: try BatchBytes.built(.none, count: 30))
        do {
            var iterator = RecordBatchIterator(other)
            try decoder.decode(try #require(try iterator.next()), into: arena)
        }
        arena.reset()
        #expect(other.modifyIfUniquelyOwned { _ in true } == true)
    }

    @Test(
        "batches of several answers, codecs and formats in any order, some left out, some rows kept", arguments: 0..<40)
    func anyOrder(_ seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var answers: [[RawRecordBatch]] = []
        for _ in 0..<3 {
            var set: [UInt8] = []
            for base in Int64(0)..<8 {
                switch Int.random(in: 0..<10, using: &generator) {
                case 0:
                    set += LegacyBytes.message(
                        offset: 10 * base, magic: 1, attributes: 0, timestamp: 5, key: nil, value: [1])
                case 1: set += try BatchBytes.built(.lz4, count: 9, seed: generator.next(), baseOffset: 10 * base)
                default: set += try BatchBytes.built(.none, count: 9, seed: generator.next(), baseOffset: 10 * base)
                }
            }
            answers.append(try batches(set))
        }
        let decoder = BatchDecoder()
        let arena = RecordArena()
        for _ in 0..<20 {
            arena.reset()
            var rows: [RecordSlice] = []
            var headers: [RecordBatchHeader] = []
            var expected: [ReadRecord] = []
            for _ in 0..<6 {
                // Mostly one answer, and mostly onwards in it.
                let answer = answers[
                    Int.random(in: 0..<10, using: &generator) < 8 ? 0 : Int.random(in: 1..<3, using: &generator)]
                for batch in answer where Int.random(in: 0..<3, using: &generator) > 0 {
                    let mark = arena.byteCount
                    let first = rows.count
                    try decoder.decode(batch, into: arena)
                    let part = try Self.alone(batch)
                    let keepsAll = Bool.random(using: &generator)
                    for (place, record) in arena.records.enumerated() where keepsAll || place % 4 == 1 {
                        rows.append(record)
                        headers.append(batch.header)
                        expected.append(part[place])
                    }
                    arena.keep(&rows, from: first, bytesFrom: mark)
                }
            }
            let found = zip(rows, headers).map { ReadRecord($0, in: arena, header: $1) }
            #expect(found == expected)
        }
    }

    @Test func aBatchThatFailsLeavesThoseBefore() throws {
        var bad = try BatchBytes.built(.none, count: 50, seed: 2, baseOffset: 10)
        bad.removeLast(3)
        let set = try BatchBytes.built(.none, count: 5, seed: 1) + BatchBytes.withChecksum(bad)
        let all = try batches(set + BatchBytes.built(.none, count: 5, seed: 3, baseOffset: 100))
        let decoder = BatchDecoder()
        let arena = RecordArena()
        #expect(throws: RecordError.self) { try decoder.decode(all[1], into: arena) }
        #expect(arena.byteCount == 0 && arena.records.isEmpty)
        try decoder.decode(all[0], into: arena)
        let count = arena.byteCount
        #expect(throws: RecordError.self) { try decoder.decode(all[1], into: arena) }
        #expect(arena.byteCount == count && arena.records.count == 5)
        try decoder.decode(all[2], into: arena)
        let found = arena.records.map { ReadRecord($0, in: arena, header: all[0].header) }
        #expect(found == (try Self.alone(all[0]) + Self.alone(all[2])))
    }
}
