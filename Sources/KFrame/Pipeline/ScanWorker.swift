import KFrameColumns
import KFrameDecode
import KFrameFilter
import KFrameScan
import KafkaRecords

/// Does the work of one job after the other: unpack, select, decode, filter. It keeps its memory from job to job and
/// belongs to one task.
struct ScanWorker: ~Copyable {
    /// How many rows left out as undecodable a job reports by place.
    private static let sampleCount = 5

    private let read: PreparedRead
    private let prefilter: RawPrefilter?
    private var selector: RecordSelector
    private let decoder: JSONColumnDecoder
    private let filter: BoundFilter?
    private let scratch = FilterScratch()
    private var candidates: [RecordSlice] = []
    private var values: [ValueSlice] = []

    init(_ read: PreparedRead) throws {
        self.read = read
        prefilter = read.valueMode == .json ? read.filter.flatMap { RawPrefilter($0) } : nil
        selector = RecordSelector()
        decoder = JSONColumnDecoder(
            DecodeOptions(mode: read.valueMode, projection: read.decodedColumns.map { Projection($0) }))
        filter = read.filter.map { BoundFilter($0) }
    }

    mutating func run<Output: Sendable>(
        _ job: ScanJob, makeOutput: (SelectedRows) throws -> Output
    ) throws -> JobResult<Output> {
        try runWhole(job, makeOutput: makeOutput).result
    }

    /// Looks at a job only as far as its `limit`th row of the answer, as if the partition ended right behind that row:
    /// so that every count says what was read for these rows. The job must have that many rows.
    mutating func run<Output: Sendable>(
        _ job: ScanJob, limit: Int, makeOutput: (SelectedRows) throws -> Output
    ) throws -> (result: JobResult<Output>, end: Int64) {
        let whole = try runWhole(job, makeOutput: makeOutput)
        guard limit > 0, limit <= whole.offsets.count else {
            return (whole.result, job.batches.last?.spanEnd ?? 0)
        }
        let end = whole.offsets[limit - 1] &+ 1
        var cut = job
        cut.countsAfter = ScanCounts()
        cut.batches = cut.batches.compactMap { batch in
            guard batch.spanStart < end else { return nil }
            var batch = batch
            batch.spanEnd = min(batch.spanEnd, end)
            return batch
        }
        return (try runWhole(cut, makeOutput: makeOutput).result, end)
    }

    private mutating func runWhole<Output: Sendable>(
        _ job: ScanJob, makeOutput: (SelectedRows) throws -> Output
    ) throws -> (result: JobResult<Output>, offsets: [Int64]) {
        let partition = read.plan.partitions[job.partitionIndex].partition
        do {
            try selector.select(job.batches, in: read.range)
        } catch {
            throw KFrameError(
                .corruptRecords, "\(read.plan.topic) partition \(partition), \(error.description)", topic: read.plan.topic,
                partition: partition, offset: error.offset)
        }
        var counts = job.countsAfter
        for batch in job.batches { counts.add(batch.countsBefore) }
        counts.add(selector.counts)
        var result = JobResult<Output>(
            index: job.index, partitionIndex: job.partitionIndex, rowCount: 0, counts: counts)
        let offsets = try keep(&result, partition: partition, makeOutput: makeOutput)
        return (result, offsets)
    }

    /// Decodes and filters the selector's rows. Returns the offsets of the rows kept.
    private mutating func keep<Output: Sendable>(
        _ result: inout JobResult<Output>, partition: Int32, makeOutput: (SelectedRows) throws -> Output
    ) throws -> [Int64] {
        let bytes = selector.arena.bytes
        searchBytes(bytes, &result)
        var columns = try kafkaColumns(bytes, partition)
        if let filter, read.preselects, !candidates.isEmpty {
            preselect(filter, columns, &result)
            columns = try kafkaColumns(bytes, partition)
        }
        guard !candidates.isEmpty else { return [] }
        var errors: [DecodedValues.RowError] = []
        if read.decodesValues {
            let decoded = try decode(bytes, candidates)
            columns.append(contentsOf: decoded.columns)
            errors = decoded.errors
            result.duplicateKeys = Int64(decoded.duplicateKeyCount)
        }
        var rows = RowSelection.all(candidates.count)
        var leftOut: [Int32] = []
        if let filter {
            let outcome = filter.evaluate(
                VariantBatch(rowCount: candidates.count, columns: columns),
                undecodableRows: errors.map { Int32($0.row) }, scratch: scratch)
            result.counts.filtered &+= Int64(outcome.filteredCount)
            leftOut = outcome.undecodable
            rows = outcome.selected.count == candidates.count ? rows : .rows(outcome.selected)
        }
        var kept = errors
        if filter != nil, !errors.isEmpty {
            let selected = Set(rows.indexes)
            kept = errors.filter { selected.contains(Int32($0.row)) }
        }
        if read.onError == .fail, let row = leftOut.first.map(Int.init) ?? kept.first?.row {
            throw undecodable(candidates[row], partition, errors.first { $0.row == row }?.reason ?? "")
        }
        if read.onError == .skip, !kept.isEmpty {
            leftOut = (leftOut + kept.map { Int32($0.row) }).sorted()
            let dropped = Set(kept.map { Int32($0.row) })
            rows = .rows(rows.indexes.filter { !dropped.contains($0) })
            kept = []
        }
        result.counts.undecodable &+= Int64(leftOut.count)
        result.undecodable = leftOut.prefix(Self.sampleCount).map { row in
            Receipt.Sample(
                partition: partition, offset: candidates[Int(row)].offset,
                reason: errors.first { $0.row == Int(row) }?.reason ?? "")
        }
        result.counts.withError &+= Int64(kept.count)
        result.rowCount = rows.count
        count(rows, into: &result.counts)
        guard !rows.isEmpty else { return [] }
        if let selection = read.selection { columns = columns.filter { selection.contains($0.name) } }
        columns = try inOrderOfAppearance(columns, rows, bytes)
        result.output = try makeOutput(
            SelectedRows(
                partition: partition, columns: columns, rows: rows,
                records: candidates.map { RecordPlace(offset: $0.offset, timestamp: $0.timestamp) }))
        return rows.indexes.map { candidates[Int($0)].offset }
    }

    private func kafkaColumns(_ bytes: UnsafeRawBufferPointer, _ partition: Int32) throws -> [VariantColumn] {
        guard read.needsColumns || filter != nil else { return [] }
        return try KafkaColumns(bytes: bytes, rows: candidates, partition: partition, needs: read.needs).make()
    }

    /// Leaves out the rows that cannot pass whatever their values are.
    private mutating func preselect<Output>(
        _ filter: BoundFilter, _ columns: [VariantColumn], _ result: inout JobResult<Output>
    ) {
        let outcome = filter.preselect(VariantBatch(rowCount: candidates.count, columns: columns), scratch: scratch)
        guard outcome.filteredCount > 0 else { return }
        result.counts.filtered &+= Int64(outcome.filteredCount)
        candidates = (outcome.selected + outcome.undecodable).sorted().map { candidates[Int($0)] }
    }

    /// The columns in order of first appearance among the rows of the answer. The decoder's order is that of all rows it
    /// saw; where some were left out, it is asked again for the few rows in which a column appears first.
    private mutating func inOrderOfAppearance(
        _ columns: [VariantColumn], _ rows: RowSelection, _ bytes: UnsafeRawBufferPointer
    ) throws -> [VariantColumn] {
        guard case .rows(let indexes) = rows, read.decodesValues, read.valueMode == .json else { return columns }
        var firstRows: Set<Int32> = []
        for column in columns where column.meaning == .event {
            if let row = indexes.first(where: { column.kind(Int($0)) != .absent }) { firstRows.insert(row) }
        }
        let again = try decode(bytes, firstRows.sorted().map { candidates[Int($0)] })
        var ranks: [String: Int] = [:]
        for (rank, column) in again.columns.enumerated() { ranks[column.name] = rank }
        return columns.enumerated().sorted { left, right in
            // Kafka's own come first, as they are.
            (ranks[left.element.name] ?? -1, left.offset) < (ranks[right.element.name] ?? -1, right.offset)
        }.map(\.element).filter { $0.meaning != .event || ranks[$0.name] != nil }
    }

    /// Leaves out the rows whose bytes prove that they cannot pass the filter.
    private mutating func searchBytes<Output>(_ bytes: UnsafeRawBufferPointer, _ result: inout JobResult<Output>) {
        guard let prefilter, read.decodesValues else {
            selector.exchangeRows(&candidates)
            return
        }
        candidates.removeAll(keepingCapacity: true)
        let rows = selector.rows
        for row in rows {
            let value = UnsafeRawBufferPointer(
                rebasing: bytes[row.valueStart..<row.valueStart + max(0, row.valueCount)])
            if row.hasValue, prefilter.mayMatch(value) { candidates.append(row) }
        }
        let dropped = Int64(rows.count - candidates.count)
        result.counts.filtered &+= dropped
        result.counts.filteredUnparsed &+= dropped
    }

    private mutating func decode(_ bytes: UnsafeRawBufferPointer, _ rows: [RecordSlice]) throws -> DecodedValues {
        values.removeAll(keepingCapacity: true)
        for row in rows { values.append(ValueSlice(start: row.valueStart, count: row.valueCount)) }
        return try values.withUnsafeBufferPointer { try decoder.decode(ValueBatch(bytes: bytes, values: $0)) }
    }

    private func count(_ rows: RowSelection, into counts: inout ScanCounts) {
        counts.delivered &+= Int64(rows.count)
        var lowest = Int64.max
        var highest = Int64.min
        for index in 0..<rows.count {
            let timestamp = candidates[rows.row(at: index)].timestamp
            guard timestamp != -1 else { continue }
            lowest = min(lowest, timestamp)
            highest = max(highest, timestamp)
        }
        if lowest <= highest {
            counts.lowestTimestamp = min(lowest, counts.lowestTimestamp ?? lowest)
            counts.highestTimestamp = max(highest, counts.highestTimestamp ?? highest)
        }
        guard !selector.lateRows.isEmpty else { return }
        let delivered = Set(rows.indexes.map { candidates[Int($0)].offset })
        for late in selector.lateRows where delivered.contains(late.offset) {
            counts.late &+= 1
            counts.greatestLateness = max(late.lateness, counts.greatestLateness ?? late.lateness)
        }
    }

    private func undecodable(_ record: RecordSlice, _ partition: Int32, _ reason: String) -> KFrameError {
        KFrameError(
            .undecodableValue,
            "the value at \(read.plan.topic) partition \(partition) offset \(record.offset) cannot be decoded: \(reason)\n"
                + "--on-error keep shows such rows with _error and _raw, --on-error skip leaves them out",
            topic: read.plan.topic, partition: partition, offset: record.offset)
    }
}

extension RowSelection {
    /// The row numbers, written out.
    var indexes: [Int32] {
        switch self {
        case .all(let count): (0..<count).map { Int32(truncatingIfNeeded: $0) }
        case .rows(let rows): rows
        }
    }
}
