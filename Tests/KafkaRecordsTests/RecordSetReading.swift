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
