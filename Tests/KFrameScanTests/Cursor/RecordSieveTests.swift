import KFrameScan
import KafkaRecords
import NIOCore
import TestSupport
import Testing

/// A sieve leaves rows out batch by batch, and what it leaves is moved together in memory; but of uncompressed batches all
/// stays where it came.
@Suite struct RecordSieveTests {
    private struct Row: Equatable {
        var offset: Int64
        var key: [UInt8]?
        var value: [UInt8]?
        var headers: [RecordHeader]
    }

    private func rows(_ selector: borrowing RecordSelector) -> [Row] {
        let arena = selector.arena
        return selector.rows.map { row in
            Row(
                offset: row.offset, key: arena.key(of: row).map { Array($0) },
                value: arena.value(of: row).map { Array($0) }, headers: arena.headers(of: row).copied())
        }
    }

    private func batches(_ codec: CompressionCodec, _ random: inout SplitMix64) throws -> [PartitionCursor
        .SelectedBatch]
    {
        var bytes = ByteBuffer()
        var offset: Int64 = 0
        for _ in 0..<6 {
            let builder = RecordBatchBuilder(codec: codec)
            builder.baseOffset = offset
            for _ in 0..<(1 + random.below(20)) {
                let value = Array(repeating: UInt8(random.below(256)), count: random.below(300))
                let key = random.below(2) == 0 ? nil : Array("key \(offset)".utf8)
                let headers = (0..<random.below(3)).map {
                    RecordHeader(
                        name: Array("h\($0)".utf8), value: random.below(2) == 0 ? nil : Array("\(offset)".utf8))
                }
                try builder.append(
                    timestamp: Int64(random.below(100)), key: key, value: random.below(5) == 0 ? nil : value,
                    headers: headers)
                offset += 1
            }
            bytes.writeImmutableBuffer(try builder.build().bytes)
        }
        var cursor = PartitionCursor(plan: .offsets(0, offset), range: TimeRange(from: nil, to: nil))
        var aborted = AbortedTransactions([])
        return try #require(try cursor.advance(over: bytes, dropping: &aborted)).batches
    }

    @Test(
        "the rows left have their keys, values and headers; the memory is that of these rows, or the answer's",
        arguments: [CompressionCodec.none, .gzip, .snappy, .lz4, .zstd])
    func rowsLeft(_ codec: CompressionCodec) throws {
        var random = SplitMix64(seed: 7)
        for _ in 0..<20 {
            let batches = try batches(codec, &random)
            for modulus in [1, 2, 3, 7, 1_000] {
                for range in [TimeRange(from: nil, to: nil), TimeRange(from: 30, to: 70)] {
                    var plain = RecordSelector()
                    try plain.select(batches, in: range)
                    let expected = rows(plain).filter { $0.offset % Int64(modulus) == 0 }
                    let all = plain.rows.count

                    var sieved = RecordSelector()
                    let taken = try sieved.select(batches[...], in: range, upTo: .max) { rows, bytes, kept in
                        for (place, row) in rows.enumerated() where row.offset % Int64(modulus) == 0 {
                            kept.append(place)
                        }
                    }
                    #expect(taken == batches.count)
                    #expect(rows(sieved) == expected)
                    #expect(sieved.sievedOut == Int64(all - expected.count) && sieved.counts == plain.counts)
                    let slices = sieved.arena.records.capacity * MemoryLayout<RecordSlice>.stride
                    if codec == .none {
                        #expect(sieved.arena.allocatedByteCount == slices)
                        continue
                    }
                    let needed = expected.reduce(0) { $0 + ($1.key?.count ?? 0) + ($1.value?.count ?? 0) }
                    #expect(sieved.arena.byteCount <= needed + 64 * expected.count)
                }
            }
        }
    }

    @Test("batches are taken until what is left of them fills the limit")
    func limit() throws {
        var random = SplitMix64(seed: 9)
        let batches = try batches(.lz4, &random)
        var selector = RecordSelector()
        let all = TimeRange(from: nil, to: nil)
        #expect(try selector.select(batches[...], in: all, upTo: 1) { _, _, _ in } == batches.count)
        #expect(selector.rows.isEmpty && selector.arena.byteCount == 0)
        #expect(try selector.select(batches[...], in: all, upTo: 1) { rows, _, kept in kept += rows.indices } == 1)
    }
}
