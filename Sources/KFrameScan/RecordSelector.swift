package import KafkaRecords

/// Unpacks batches and keeps the records that lie in the planned offsets and the time range. It belongs to one task
/// at a time and keeps its memory from call to call.
package struct RecordSelector: ~Copyable {
    /// Says which of a batch's rows shall stay, by appending their places among these.
    package typealias Sieve = (
        _ rows: UnsafeBufferPointer<RecordSlice>, _ bytes: UnsafeRawBufferPointer, _ kept: inout [Int]
    ) -> Void

    /// The records kept, in offset order; their slices lie in ``arena``.
    package private(set) var rows: [RecordSlice] = []
    /// The rows that came after a record past the range's end, and how far behind it, in milliseconds.
    package private(set) var lateRows: [LateRow] = []
    /// What became of the records that were not kept.
    package private(set) var counts = ScanCounts()
    /// How many rows the sieve left out.
    package private(set) var sievedOut: Int64 = 0
    package let arena = RecordArena()
    private var decoder: BatchDecoder
    private var kept: [Int] = []

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
    /// - Parameter sieve: asked after each batch, while its bytes are still in the processor's cache; what it leaves out
    ///   takes no memory.
    /// - Returns: how many batches were taken.
    package mutating func select(
        _ batches: ArraySlice<PartitionCursor.SelectedBatch>, in range: TimeRange, upTo byteLimit: Int,
        sieve: Sieve? = nil
    ) throws(RecordError) -> Int {
        forget()
        var taken = 0
        for batch in batches {
            let mark = arena.byteCount
            let firstRow = rows.count
            try select(batch, in: range)
            if let sieve, rows.count > firstRow { sift(from: firstRow, sieve) }
            arena.keep(&rows, from: firstRow, bytesFrom: mark)
            taken += 1
            if arena.byteCount >= byteLimit { break }
        }
        return taken
    }

    /// Replaces ``counts`` by those of `batches`, whose rows in the range count as delivered; there are no ``rows``.
    ///
    /// - Parameter isHeaderEnough: where a batch's header proves that all of its records are in the range, they are
    ///   counted by it, and not looked at.
    package mutating func count(
        _ batches: [PartitionCursor.SelectedBatch], in range: TimeRange, isHeaderEnough: Bool
    ) throws(RecordError) {
        forget()
        for batch in batches {
            if isHeaderEnough, try countByHeader(batch, in: range) { continue }
            try select(batch, in: range, onlyCounts: true)
            for row in rows {
                counts.delivered &+= 1
                if row.timestamp != -1 { counts.addTimes(row.timestamp, row.timestamp) }
            }
            for row in lateRows {
                counts.late &+= 1
                counts.greatestLateness = max(row.lateness, counts.greatestLateness ?? row.lateness)
            }
            rows.removeAll(keepingCapacity: true)
            lateRows.removeAll(keepingCapacity: true)
            arena.reset()
        }
    }

    /// Gives ``rows`` away against memory to be filled next, so that neither is copied.
    package mutating func exchangeRows(_ other: inout [RecordSlice]) {
        swap(&rows, &other)
    }

    private mutating func forget() {
        rows.removeAll(keepingCapacity: true)
        lateRows.removeAll(keepingCapacity: true)
        counts = ScanCounts()
        sievedOut = 0
        arena.reset()
    }

    private mutating func sift(from firstRow: Int, _ sieve: Sieve) {
        kept.removeAll(keepingCapacity: true)
        let bytes = arena.bytes
        rows.withUnsafeBufferPointer { sieve(UnsafeBufferPointer(rebasing: $0[firstRow...]), bytes, &kept) }
        sievedOut &+= Int64(rows.count - firstRow - kept.count)
        var next = firstRow
        for place in kept {
            rows[next] = rows[firstRow + place]
            next += 1
        }
        rows.removeSubrange(next...)
    }

    /// False where the records have to be looked at: some may be outside, some may be late, or some may not be in the
    /// span.
    private mutating func countByHeader(
        _ batch: PartitionCursor.SelectedBatch, in range: TimeRange
    ) throws(RecordError) -> Bool {
        let header = batch.raw.header
        guard batch.fate == .select, header.isWholly(in: range),
            header.timestampType == .logAppend || range.to.map({ batch.maxTimestampBefore < $0 }) ?? true,
            let count = header.recordCount(from: batch.spanStart, to: batch.spanEnd)
        else { return false }
        try BatchDecoder.verifyChecksum(of: batch.raw)
        counts.delivered &+= count
        counts.missing &+= batch.spanEnd &- batch.spanStart &- count
        counts.batchesCounted &+= 1
        return true
    }

    /// - Parameter onlyCounts: where all records of the batch are wanted they may be counted as delivered, and no row be
    ///   kept.
    private mutating func select(
        _ batch: PartitionCursor.SelectedBatch, in range: TimeRange, onlyCounts: Bool = false
    ) throws(RecordError) {
        try decoder.decode(batch.raw, into: arena)
        counts.batchesRead &+= 1
        let survey = RecordSurvey(of: arena.records, after: batch.maxTimestampBefore)
        if let offset = survey.misplaced ?? (survey.lastOffset < batch.raw.header.nextOffset ? nil : survey.lastOffset)
        {
            throw RecordError(
                .invalidOffset, offset: batch.raw.header.baseOffset,
                "its records' offsets do not ascend, or leave the batch, at offset \(offset)")
        }
        if batch.fate == .select, survey.isWholly(in: range), survey.firstOffset >= batch.spanStart,
            survey.lastOffset < batch.spanEnd
        {
            takeAll(of: batch, survey, onlyCounts)
        } else {
            takeSome(of: batch, in: range)
        }
    }

    private mutating func takeAll(
        of batch: PartitionCursor.SelectedBatch, _ survey: RecordSurvey, _ onlyCounts: Bool
    ) {
        let count = Int64(arena.records.count)
        counts.missing &+= batch.spanEnd &- batch.spanStart &- count
        if survey.disorder > 0 { counts.greatestDisorder = max(survey.disorder, counts.greatestDisorder ?? 0) }
        guard onlyCounts else { return rows.append(contentsOf: arena.records) }
        counts.delivered &+= count
        if survey.leastTime <= survey.greatestTime { counts.addTimes(survey.leastTime, survey.greatestTime) }
    }

    private mutating func takeSome(of batch: PartitionCursor.SelectedBatch, in range: TimeRange) {
        var inSpan: Int64 = 0
        var kept: Int64 = 0
        var largest = batch.maxTimestampBefore
        var disorder: Int64 = 0
        let from = range.from ?? Int64.min
        let to = range.to ?? Int64.max
        let takesUntimed = range.from == nil
        let takesAllAbove = range.to == nil
        for record in arena.records {
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
