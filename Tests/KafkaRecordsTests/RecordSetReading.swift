import KafkaRecords
import NIOCore

/// What became of a record set read from its start: all records up to its end or the first error.
struct RecordSetReading {
    var records: [ReadRecord] = []
    var headers: [RecordBatchHeader] = []
    var error: RecordError?
    var trailingByteCount = 0
    /// The arena's memory at the end; it never shrinks while reading.
    var allocatedByteCount = 0

    /// Control records are decoded, and left out of `records`.
    init(_ bytes: [UInt8], limit: DecompressionLimit = .standard, partition: Int32 = 0) {
        var iterator = RecordBatchIterator(ByteBuffer(bytes: bytes))
        let decoder = BatchDecoder(limit: limit)
        let arena = RecordArena(retainedByteCount: Int.max / 4)
        do throws(RecordError) {
            while let batch = try iterator.next() {
                arena.reset()
                try decoder.decode(batch, into: arena)
                headers.append(batch.header)
                guard !batch.header.isControl else { continue }
                records += arena.records.map {
                    ReadRecord($0, in: arena, header: batch.header, partition: partition)
                }
            }
        } catch {
            self.error = error
        }
        trailingByteCount = iterator.trailingByteCount
        allocatedByteCount = arena.allocatedByteCount
    }
}

/// All batches of a record set that is known to be good.
func batches(_ bytes: [UInt8]) throws -> [RawRecordBatch] {
    var iterator = RecordBatchIterator(ByteBuffer(bytes: bytes))
    var result: [RawRecordBatch] = []
    while let batch = try iterator.next() { result.append(batch) }
    return result
}

/// A seeded generator (SplitMix64), so that a failing sample can be had again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
}
