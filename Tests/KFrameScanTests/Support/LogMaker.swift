import KFrameScan
import KafkaRecords
import NIOCore

/// Writes one partition's batches, one after the other. The value of every record is its offset, so that a record can
/// be told from any other; padded where bytes matter.
struct LogMaker {
    private(set) var batches: [RawRecordBatch] = []
    /// What the next batch begins with.
    var nextOffset: Int64

    init(from offset: Int64 = 0) { nextOffset = offset }

    /// All batches in one run of bytes.
    var bytes: ByteBuffer {
        var all = ByteBuffer()
        for batch in batches { all.writeImmutableBuffer(batch.bytes) }
        return all
    }

    /// A batch of records with these timestamps.
    ///
    /// - Parameters:
    ///   - deltas: the records' offset deltas, where compaction left gaps; nil for 0, 1, 2…
    ///   - lastDelta: the delta of the last record the batch was written with, where compaction removed it.
    ///   - horizon: a delete horizon in place of the base timestamp.
    @discardableResult
    mutating func records(
        _ timestamps: [Int64], deltas: [Int32]? = nil, lastDelta: Int32? = nil, codec: CompressionCodec = .none,
        producer: Int64? = nil, horizon: Int64? = nil, appendTime: Int64? = nil, maxTimestamp: Int64? = nil,
        valueBytes: Int = 0
    ) throws -> RecordBatchHeader {
        let builder = RecordBatchBuilder(codec: codec)
        builder.baseOffset = nextOffset
        if let producer {
            builder.producerID = producer
            builder.producerEpoch = 0
            builder.isTransactional = true
        }
        if let horizon {
            builder.hasDeleteHorizon = true
            builder.baseTimestamp = horizon
        }
        builder.logAppendTime = appendTime
        for (index, timestamp) in timestamps.enumerated() {
            let delta = deltas?[index] ?? Int32(index)
            var value = Array(String(nextOffset + Int64(delta)).utf8)
            if value.count < valueBytes { value += Array(repeating: 0x20, count: valueBytes - value.count) }
            try builder.append(timestamp: timestamp, offsetDelta: delta, key: nil, value: value)
        }
        builder.lastOffsetDelta = lastDelta
        builder.maxTimestamp = maxTimestamp
        return add(try builder.build())
    }

    /// A batch that compaction emptied: it still accounts for its offsets.
    @discardableResult
    mutating func emptied(span: Int32) throws -> RecordBatchHeader {
        let builder = RecordBatchBuilder()
        builder.baseOffset = nextOffset
        builder.lastOffsetDelta = span - 1
        return add(try builder.build())
    }

    /// The marker that ends a producer's transaction, stamped with the broker's clock.
    @discardableResult
    mutating func marker(
        _ kind: ControlRecord.Kind, producer: Int64, timestamp: Int64
    ) throws -> RecordBatchHeader {
        let builder = RecordBatchBuilder()
        builder.baseOffset = nextOffset
        builder.producerID = producer
        builder.producerEpoch = 0
        try builder.appendMarker(kind, timestamp: timestamp, coordinatorEpoch: 0)
        return add(try builder.build())
    }

    /// Offsets that no batch is left of.
    mutating func gap(_ count: Int64) { nextOffset += count }

    /// A batch made elsewhere.
    @discardableResult
    mutating func add(_ batch: RawRecordBatch) -> RecordBatchHeader {
        batches.append(batch)
        nextOffset = batch.header.nextOffset
        return batch.header
    }
}

extension RawRecordBatch {
    /// The same batch with one bit of its last byte changed: the checksum is wrong then.
    func damaged() -> RawRecordBatch {
        var bytes = ByteBuffer(bytes: Array(self.bytes.readableBytesView))
        let last = bytes.writerIndex - 1
        bytes.setInteger((bytes.getInteger(at: last, as: UInt8.self) ?? 0) ^ 1, at: last)
        return RawRecordBatch(header: header, bytes: bytes)
    }
}
