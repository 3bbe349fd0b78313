package import KafkaRecords

/// Unpacks batches and keeps the records that lie in the planned offsets and the time range. It belongs to one task
/// at a time and keeps its memory from call to call.
package struct RecordSelector: ~Copyable {
    /// The records kept, in offset order; their slices lie in ``arena``.
    package private(set) var rows: [RecordSlice] = []
    /// The rows that came after a record past the range's end, and how far behind it, in milliseconds.
    package private(set) var lateRows: [LateRow] = []
    /// What became of the records that were not kept.
    package private(set) var counts = ScanCounts()
    package let arena = RecordArena()
    private var decoder: BatchDecoder

    package struct LateRow: Sendable, Equatable {
        package var offset: Int64
        package var lateness: Int64
    }

    package init(limit: DecompressionLimit = .standard) {
        decoder = BatchDecoder(limit: limit)
    }

    /// Replaces ``rows`` by those of `batches`.
    package mutating func select(
        _ batches: [PartitionCursor.SelectedBatch], in range: TimeRange
    ) throws(RecordError) {
        _ = try select(batches[...], in: range, upTo: .max)
    }

    /// Replaces ``rows`` by those of the first of `batches`: as many as unpack to `byteLimit` bytes, and one at least.
    ///
    /// - Returns: how many batches were taken.
    package mutating func select(
        _ batches: ArraySlice<PartitionCursor.SelectedBatch>, in range: TimeRange, upTo byteLimit: Int
    ) throws(RecordError) -> Int {
        rows.removeAll(keepingCapacity: true)
        lateRows.removeAll(keepingCapacity: true)
        counts = ScanCounts()
        arena.reset()
        var taken = 0
        for batch in batches {
            try select(batch, in: range)
            taken += 1
            if arena.byteCount >= byteLimit { break }
        }
        return taken
    }

    /// Gives ``rows`` away against memory to be filled next, so that neither is copied.
    package mutating func exchangeRows(_ other: inout [RecordSlice]) {
        swap(&rows, &other)
    }

    private mutating func select(
        _ batch: PartitionCursor.SelectedBatch, in range: TimeRange
    ) throws(RecordError) {
        let first = arena.records.count
        try decoder.decode(batch.raw, into: arena)
        counts.batchesRead &+= 1
        var inSpan: Int64 = 0
        var kept: Int64 = 0
        var largest = batch.maxTimestampBefore
        var disorder: Int64 = 0
        let from = range.from ?? Int64.min
        let to = range.to ?? Int64.max
        let takesUntimed = range.from == nil
        let takesAllAbove = range.to == nil
        var previous = Int64.min
        let records = arena.records
        for index in first..<records.count {
            let record = records[index]
            guard record.offset > previous, record.offset < batch.raw.header.nextOffset else {
                throw RecordError(
                    .invalidOffset, offset: batch.raw.header.baseOffset,
                    "its records' offsets do not ascend, or leave the batch, at offset \(record.offset)")
            }
            previous = record.offset
            let timestamp = record.timestamp
            defer { largest = max(largest, timestamp) }
            guard record.offset >= batch.spanStart, record.offset < batch.spanEnd else { continue }
            if timestamp < largest, timestamp != -1 { disorder = max(disorder, largest &- timestamp) }
            inSpan &+= 1
            guard batch.fate == .select else { continue }
            guard timestamp >= from, timestamp != -1 || takesUntimed, timestamp < to || takesAllAbove else { continue }
            // A record without a timestamp is neither late nor in time.
            if largest >= to, !takesAllAbove, timestamp != -1, batch.raw.header.timestampType == .create {
                lateRows.append(LateRow(offset: record.offset, lateness: largest &- timestamp))
            }
            rows.append(record)
            kept &+= 1
        }
        counts.missing &+= batch.spanEnd &- batch.spanStart &- inSpan
        if disorder > 0, batch.fate == .select { counts.greatestDisorder = max(disorder, counts.greatestDisorder ?? 0) }
        switch batch.fate {
        case .select: counts.outside &+= inSpan &- kept
        case .control: counts.control &+= inSpan
        case .aborted: counts.aborted &+= inSpan
        }
    }
}
