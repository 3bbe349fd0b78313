/// The header of one record batch, or of one legacy message seen as a batch (magic 0 and 1).
///
/// The layout of magic 2 is KIP-98's:
///
///     0 base offset (8)   8 length of what follows (4)   12 partition leader epoch (4)   16 magic (1)
///     17 CRC-32C of all that follows it (4)   21 attributes (2)   23 last offset delta (4)
///     27 base timestamp (8)   35 max timestamp (8)   43 producer id (8)   51 producer epoch (2)
///     53 base sequence (4)   57 record count (4)   61 records
///
/// and of a legacy message:
///
///     0 offset (8)   8 length of what follows (4)   12 CRC-32 of all that follows it (4)   16 magic (1)
///     17 attributes (1)   18 timestamp (8, magic 1 only)   18 or 26 key, value
package struct RecordBatchHeader: Sendable, Equatable {
    /// The offset of the first record that the batch was written with (compaction may have removed it). Of a legacy
    /// message: its own offset, which for a compressed wrapper is that of the last message inside.
    package var baseOffset: Int64
    /// The whole batch in bytes, its offset and length fields included.
    package var sizeInBytes: Int
    /// -1 where unknown, and for legacy messages.
    package var partitionLeaderEpoch: Int32
    /// The message format: 0, 1 or 2.
    package var magic: Int8
    /// CRC-32C for magic 2, CRC-32 for legacy messages.
    package var crc: UInt32
    package var attributes: Int16
    /// 0 for legacy messages.
    package var lastOffsetDelta: Int32
    /// Milliseconds since 1970 that record timestamps count from. Neither the least timestamp of the batch, nor, where
    /// ``hasDeleteHorizon`` is set, the time of any record. Of a legacy message: its timestamp.
    package var baseTimestamp: Int64
    /// The largest timestamp of the batch in milliseconds since 1970, or -1 where it has none (always so for magic 0).
    /// With ``TimestampType/logAppend`` it is the timestamp of every record. After compaction it may be above all that is
    /// left. To skip a batch by it, use ``provenMaxTimestamp``.
    package var maxTimestamp: Int64
    /// -1 where the producer was neither idempotent nor transactional.
    package var producerID: Int64
    package var producerEpoch: Int16
    package var baseSequence: Int32
    /// The number of records in the batch; 0 after compaction removed them all; -1 for a compressed legacy wrapper,
    /// which does not say.
    package var recordCount: Int32

    /// The bytes before the records of a batch of magic 2.
    package static let sizeOfMagic2 = 61
    /// The bytes of the base offset and length fields, which the length does not count.
    package static let logOverhead = 12

    package init(
        baseOffset: Int64, sizeInBytes: Int, partitionLeaderEpoch: Int32 = -1, magic: Int8 = 2, crc: UInt32 = 0,
        attributes: Int16 = 0, lastOffsetDelta: Int32, baseTimestamp: Int64, maxTimestamp: Int64,
        producerID: Int64 = -1, producerEpoch: Int16 = -1, baseSequence: Int32 = -1, recordCount: Int32
    ) {
        self.baseOffset = baseOffset
        self.sizeInBytes = sizeInBytes
        self.partitionLeaderEpoch = partitionLeaderEpoch
        self.magic = magic
        self.crc = crc
        self.attributes = attributes
        self.lastOffsetDelta = lastOffsetDelta
        self.baseTimestamp = baseTimestamp
        self.maxTimestamp = maxTimestamp
        self.producerID = producerID
        self.producerEpoch = producerEpoch
        self.baseSequence = baseSequence
        self.recordCount = recordCount
    }

    /// Nil for the numbers 5 to 7, which no codec has.
    package var codec: CompressionCodec? { CompressionCodec(rawValue: Int8(truncatingIfNeeded: attributes & 0x07)) }

    /// Always ``TimestampType/create`` for magic 0, whose messages have no timestamp.
    package var timestampType: TimestampType { magic > 0 && attributes & 0x08 != 0 ? .logAppend : .create }

    /// The timestamp that no record of the batch is above, or nil where the header proves nothing: writers of magic 1
    /// gave compressed wrappers any timestamp, 0 among them, and readers only ever used those of the messages inside.
    package var provenMaxTimestamp: Int64? {
        magic == 1 && codec != CompressionCodec.none && timestampType == .create ? nil : maxTimestamp
    }

    package var isLegacy: Bool { magic < 2 }
    package var isTransactional: Bool { !isLegacy && attributes & 0x10 != 0 }
    /// A control batch holds transaction markers and the like, and is never handed to a consumer.
    package var isControl: Bool { !isLegacy && attributes & 0x20 != 0 }
    /// The base timestamp is the time from which the cleaner may drop tombstones (KIP-534), and no record's.
    package var hasDeleteHorizon: Bool { !isLegacy && attributes & 0x40 != 0 }
    package var hasProducerID: Bool { producerID >= 0 }

    /// The last offset that the batch was written with, whatever compaction left of it.
    package var lastOffset: Int64 { baseOffset &+ Int64(lastOffsetDelta) }
    /// Where a reader goes on after this batch.
    package var nextOffset: Int64 { lastOffset &+ 1 }
}
