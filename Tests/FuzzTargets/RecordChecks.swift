import KafkaRecords
import NIOCore

/// What must hold of any record set.
enum RecordChecks {
    /// A record with its bytes copied out.
    struct Record: Equatable {
        var offset: Int64
        var timestamp: Int64
        var key: [UInt8]?
        var value: [UInt8]?
        var headers: [RecordHeader]
    }

    /// Small, so that a decompression bomb costs little time.
    static let limit = DecompressionLimit(bytesPerBatch: 256 << 10)

    /// Walks a record set and checks every batch of it.
    static func check(_ set: ByteBuffer) throws {
        var iterator = RecordBatchIterator(set)
        let decoder = BatchDecoder(limit: limit)
        let arena = RecordArena(retainedByteCount: 1 << 20)
        var consumed = 0
        while true {
            let next: RawRecordBatch?
            do throws(RecordError) {
                next = try iterator.next()
            } catch {
                var again = iterator
                do {
                    let batch = try again.next()
                    throw FuzzFinding("after \(error) came \(String(describing: batch?.header))")
                } catch let second as RecordError {
                    try hold(second == error, "after \(error) came \(second)")
                }
                return
            }
            guard let batch = next else { break }
            consumed += batch.bytes.readableBytes
            try check(batch, decoder, arena)
        }
        try hold(
            consumed + iterator.trailingByteCount == set.readableBytes,
            "\(consumed) bytes of batches and \(iterator.trailingByteCount) behind them are not \(set.readableBytes)")
    }

    static func check(_ batch: RawRecordBatch, _ decoder: BatchDecoder, _ arena: RecordArena) throws {
        let before = arena.byteCount
        let recordsBefore = arena.records.count
        do throws(RecordError) {
            try decoder.decode(batch, into: arena)
        } catch {
            try hold(
                arena.byteCount == before && arena.records.count == recordsBefore, "a refused batch left something")
            let isRefusedAlone = (try? decoder.decode(batch)) == nil
            try hold(isRefusedAlone, "a batch is refused by one way and taken by the other: \(error)")
            return
        }
        let records = arena.records[recordsBefore...].map { record in
            Record(
                offset: record.offset, timestamp: record.timestamp, key: arena.key(of: record).map { Array($0) },
                value: arena.value(of: record).map { Array($0) }, headers: arena.headers(of: record).copied())
        }
        for (slice, record) in zip(arena.records[recordsBefore...], records) {
            try hold(
                slice.hasKey == (record.key != nil) && slice.hasValue == (record.value != nil)
                    && slice.headerCount == record.headers.count, "a slice of offset \(slice.offset) leaves its bytes")
        }
        let unpacked = arena.byteCount - before
        try hold(records.count * 7 <= unpacked, "\(records.count) records in \(unpacked) bytes")
        if batch.header.codec != CompressionCodec.none {
            try hold(unpacked <= limit.bytesPerBatch, "\(unpacked) bytes beyond the limit of \(limit.bytesPerBatch)")
        }
        try hold(batch.header.recordCount < 0 || records.count == Int(batch.header.recordCount), "the header counts")
        try compareAlone(batch, decoder, records)
        try rewrite(batch.header, records, decoder)
    }

    /// The slow way gives the same records.
    private static func compareAlone(_ batch: RawRecordBatch, _ decoder: BatchDecoder, _ records: [Record]) throws {
        let alone: DecodedBatch
        do throws(RecordError) {
            alone = try decoder.decode(batch)
        } catch {
            throw FuzzFinding("a batch is taken by one way and refused by the other: \(error)")
        }
        let copies = alone.records.map { record in
            Record(
                offset: record.offset, timestamp: record.timestamp,
                key: alone.key(of: record).map { Array($0.readableBytesView) },
                value: alone.value(of: record).map { Array($0.readableBytesView) }, headers: alone.headers(of: record))
        }
        try hold(copies == records, "two ways to decode a batch differ")
    }

    /// Written anew in format 2 and read again, the records are the same.
    private static func rewrite(_ header: RecordBatchHeader, _ records: [Record], _ decoder: BatchDecoder) throws {
        guard !header.isControl, let first = records.first else { return }
        let base = header.isLegacy ? first.offset : header.baseOffset
        let builder = RecordBatchBuilder()
        builder.baseOffset = base
        do throws(RecordError) {
            for record in records {
                guard let delta = Int32(exactly: record.offset &- base) else { return }
                try builder.append(
                    timestamp: record.timestamp, offsetDelta: delta, key: record.key, value: record.value,
                    headers: record.headers)
            }
        } catch {
            // Timestamps too far from the first one's, or offsets of a legacy wrapper that do not ascend.
            try hold(error.code == .unencodable, "cannot be written: \(error)")
            return
        }
        do {
            let again = try decoder.decode(try builder.build())
            let copies = again.records.map { record in
                Record(
                    offset: record.offset, timestamp: record.timestamp,
                    key: again.key(of: record).map { Array($0.readableBytesView) },
                    value: again.value(of: record).map { Array($0.readableBytesView) },
                    headers: again.headers(of: record))
            }
            try hold(copies == records, "records written and read again differ")
        } catch let error as RecordError {
            throw FuzzFinding("records that were read cannot be written and read again: \(error)")
        }
    }
}
