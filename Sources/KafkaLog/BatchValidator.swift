import KafkaRecords
import NIOCore

/// Checks a producer's batches and gives them their offsets.
struct BatchValidator {
    private static let leaderEpochPosition = 12
    private static let crcPosition = 17
    private static let attributesPosition = 21
    private static let maxTimestampPosition = 35
    private static let appendTimeBit: Int16 = 0x08

    private let place: LogPlace
    private let limit: Int
    private let decoder = BatchDecoder()
    private let arena = RecordArena(retainedByteCount: 8 << 20)

    init(place: LogPlace, limit: Int) {
        self.place = place
        self.limit = limit
    }

    /// The batches of a record set with offsets from `start` on.
    ///
    /// Every record is looked at, as Kafka does: a batch in the log must be one that readers can read, and the largest
    /// timestamp of its header, by which they choose, must be true.
    func assign(
        _ records: ByteBuffer, from start: Int64, leaderEpoch: Int32, appendTime: Int64?
    ) throws(LogError) -> [RawRecordBatch] {
        var nextOffset = start
        var assigned: [RawRecordBatch] = []
        var left = records
        while left.readableBytes > 0 {
            // Every batch is cut off by itself: each begins at offset 0, which a walk over a log would not take.
            var iterator = RecordBatchIterator(left)
            guard let batch = try nextBatch(&iterator) else {
                throw LogError(.corruptBatch, "the record set ends inside a batch", at: place)
            }
            left.moveReaderIndex(forwardBy: batch.header.sizeInBytes)
            let maxTimestamp = try validate(batch)
            let rewritten = try rewrite(
                batch, baseOffset: nextOffset, leaderEpoch: leaderEpoch, maxTimestamp: appendTime ?? maxTimestamp,
                isAppendTime: appendTime != nil)
            nextOffset = rewritten.header.nextOffset
            assigned.append(rewritten)
        }
        guard !assigned.isEmpty else { throw LogError(.invalidBatch, "the record set holds no batch", at: place) }
        return assigned
    }

    private func nextBatch(_ iterator: inout RecordBatchIterator) throws(LogError) -> RawRecordBatch? {
        do throws(RecordError) {
            return try iterator.next()
        } catch {
            throw LogError(Self.code(of: error), error.message, at: place)
        }
    }

    /// Gives the largest timestamp of the batch's records.
    private func validate(_ batch: RawRecordBatch) throws(LogError) -> Int64 {
        let header = batch.header
        guard header.sizeInBytes <= limit else {
            throw LogError(
                .batchTooLarge, "a batch of \(header.sizeInBytes) bytes; \(limit) are the most that is taken", at: place
            )
        }
        guard header.magic == 2 else {
            throw invalid("message format \(header.magic); only format 2 is taken")
        }
        guard !header.isControl else { throw invalid("a producer cannot write control batches") }
        guard !header.isTransactional else { throw invalid("transactions are not supported") }
        guard header.timestampType == .create else { throw invalid("only a broker stamps append times") }
        guard header.recordCount > 0, header.recordCount == header.lastOffsetDelta &+ 1 else {
            throw invalid(
                "\(header.recordCount) records, but a last offset delta of \(header.lastOffsetDelta)")
        }
        // It may hold the batch's own bytes, which are to be changed then.
        defer { arena.reset() }
        do throws(RecordError) {
            try decoder.decode(batch, into: arena)
        } catch {
            throw LogError(Self.code(of: error), error.message, at: place)
        }
        var maxTimestamp: Int64 = -1
        for (index, record) in arena.records.enumerated() {
            guard record.offset == header.baseOffset &+ Int64(index) else {
                throw invalid("the offsets of its records are not 0, 1, 2, …")
            }
            maxTimestamp = max(maxTimestamp, record.timestamp)
        }
        return maxTimestamp
    }

    private func rewrite(
        _ batch: RawRecordBatch, baseOffset: Int64, leaderEpoch: Int32, maxTimestamp: Int64, isAppendTime: Bool
    ) throws(LogError) -> RawRecordBatch {
        var header = batch.header
        var bytes = batch.bytes
        let start = bytes.readerIndex
        guard baseOffset <= Int64.max - 1 - Int64(header.lastOffsetDelta) else {
            throw invalid("the log has no offsets left")
        }
        header.baseOffset = baseOffset
        header.partitionLeaderEpoch = leaderEpoch
        bytes.setInteger(baseOffset, at: start)
        bytes.setInteger(leaderEpoch, at: start + Self.leaderEpochPosition)
        let attributes = isAppendTime ? header.attributes | Self.appendTimeBit : header.attributes
        if attributes != header.attributes || maxTimestamp != header.maxTimestamp {
            header.attributes = attributes
            header.maxTimestamp = maxTimestamp
            bytes.setInteger(attributes, at: start + Self.attributesPosition)
            bytes.setInteger(maxTimestamp, at: start + Self.maxTimestampPosition)
            header.crc = bytes.withUnsafeReadableBytes { bytes in
                CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(Self.attributesPosition)))
            }
            bytes.setInteger(header.crc, at: start + Self.crcPosition)
        }
        return RawRecordBatch(header: header, bytes: bytes)
    }

    private func invalid(_ message: String) -> LogError { LogError(.invalidBatch, message, at: place) }

    private static func code(of error: RecordError) -> LogError.Code {
        switch error.code {
        case .checksumMismatch, .invalidLength: .corruptBatch
        default: .invalidBatch
        }
    }
}
