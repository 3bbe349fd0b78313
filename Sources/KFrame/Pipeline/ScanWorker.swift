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
    private let sieve: RecordSelector.Sieve?
    private var selector: RecordSelector
    private let decoder: JSONColumnDecoder
    private let filter: BoundFilter?
    private let scratch = FilterScratch()
    private var candidates: [RecordSlice] = []
    private var values: [ValueSlice] = []
    /// Names of the filter and the selection that no event so far has had.
    private var unseenNames: [String]
    /// Where the rows of the answer lie; collected only where a limit has to be found among them.
    private var answerOffsets: [Int64]?

    init(_ read: PreparedRead) throws {
        self.read = read
        let prefilter = read.prefilter
        sieve = prefilter.map { prefilter in { Self.sift($0, $1, &$2, prefilter) } }
        selector = RecordSelector()
        decoder = JSONColumnDecoder(
            DecodeOptions(mode: read.valueMode, projection: read.decodedColumns.map { Projection($0) }))
        filter = read.filter.map { BoundFilter($0) }
        unseenNames = read.filterNames + read.selectedNames
    }

    /// - Parameter pieces: at most how often records are unpacked; what is left then is told in the result.
    mutating func run<Output: Sendable>(
        _ job: ScanJob, pieces: Int = .max, makeOutput: (SelectedRows) throws -> [Output]
    ) throws -> JobResult<Output> {
        let partition = read.plan.partitions[job.partitionIndex].partition
        var result = JobResult<Output>(index: job.index, partitionIndex: job.partitionIndex, counts: ScanCounts())
        if read.onlyCounts {
            try count(job, &result)
            return result
        }
        var rest = job.batches[...]
        var piecesLeft = pieces
        while !rest.isEmpty, piecesLeft > 0 {
            piecesLeft -= 1
            let taken: Int
            do {
                taken = try selector.select(rest, in: read.range, upTo: read.limits.unpackedBytes, sieve: sieve)
            } catch {
                throw KFrameError(error, topic: read.plan.topic, partition: partition)
            }
            for batch in rest.prefix(taken) { result.counts.add(batch.countsBefore) }
            result.counts.add(selector.counts)
            result.counts.filtered &+= selector.sievedOut
            result.counts.filteredUnparsed &+= selector.sievedOut
            rest = rest.dropFirst(taken)
            try keep(&result, partition: partition, makeOutput: makeOutput)
        }
        result.batchesLeft = rest.count
        if rest.isEmpty { result.counts.add(job.countsAfter) }
        return result
    }

    /// Counts the rows of a job, and looks at no value.
    private mutating func count<Output>(_ job: ScanJob, _ result: inout JobResult<Output>) throws {
        let planned = read.plan.partitions[job.partitionIndex]
        // How far records come out of order tells whether the allowance was enough; headers do not tell that.
        let isHeaderEnough = read.range.to == nil || read.plan.late == .exact || planned.end >= planned.snapshotEnd
        do {
            try selector.count(job.batches, in: read.range, isHeaderEnough: isHeaderEnough)
        } catch {
            throw KFrameError(error, topic: read.plan.topic, partition: planned.partition)
        }
        for batch in job.batches { result.counts.add(batch.countsBefore) }
        result.counts.add(selector.counts)
        result.counts.add(job.countsAfter)
        result.rowCount = Int(clamping: selector.counts.delivered)
    }

    /// Looks at a job only as far as its `limit`th row of the answer, as if the partition ended right behind that row:
    /// so that every count says what was read for these rows. The job must have that many rows.
    ///
    /// - Returns: also where that row ends, and the job as far as it was looked at.
    mutating func run<Output: Sendable>(
        _ job: ScanJob, limit: Int, makeOutput: (SelectedRows) throws -> [Output]
    ) throws -> (result: JobResult<Output>, end: Int64, job: ScanJob) {
        answerOffsets = []
        defer { answerOffsets = nil }
        // Nothing is kept of the first look: it only tells where the rows are.
        let whole: JobResult<Output> = try run(job) { _ in [] }
        guard let offsets = answerOffsets, limit > 0, limit <= offsets.count else {
            return (whole, job.batches.last?.spanEnd ?? 0, job)
        }
        let end = offsets[limit - 1] &+ 1
        let cut = job.cut(at: end)
        return (try run(cut, makeOutput: makeOutput), end, cut)
    }

    /// Does as much of a job as is unpacked at once, and where it fails at some offset as much as lies before that: so
    /// that what is handed on before a failure depends on the records alone.
    ///
    /// - Returns: also the job as far as it was done, and what is left of it.
    mutating func runToFailure<Output: Sendable>(
        _ job: ScanJob, pieces: Int = .max, makeOutput: (SelectedRows) throws -> [Output]
    ) throws -> (result: JobResult<Output>, job: ScanJob, rest: ScanJob?) {
        do {
            let result = try run(job, pieces: pieces, makeOutput: makeOutput)
            let (done, rest) = job.split(leaving: result.batchesLeft)
            return (result, done, rest)
        } catch let error as KFrameError {
            guard let offset = error.offset else { throw error }
            let cut = job.cut(at: offset)
            var result = try run(cut, makeOutput: makeOutput)
            result.failure = error
            return (result, cut, nil)
        }
    }

    /// Decodes and filters the selector's rows.
    private mutating func keep<Output: Sendable>(
        _ result: inout JobResult<Output>, partition: Int32, makeOutput: (SelectedRows) throws -> [Output]
    ) throws {
        let bytes = selector.arena.bytes
        selector.exchangeRows(&candidates)
        var columns = try kafkaColumns(bytes, partition, isBeforeDecoding: read.preselects)
        if let filter, read.preselects, !candidates.isEmpty {
            preselect(filter, columns, &result)
            columns = try kafkaColumns(bytes, partition, isBeforeDecoding: false)
        }
        guard !candidates.isEmpty else { return }
        var errors: [DecodedValues.RowError] = []
        if read.decodesValues {
            let decoded = try decode(bytes, candidates)
            columns.append(contentsOf: decoded.columns)
            errors = decoded.errors
            result.duplicateKeys &+= Int64(decoded.duplicateKeyCount)
            if !unseenNames.isEmpty { noteNames(decoded.columns, &result) }
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
        if read.onError == .fail, let row = [leftOut.first.map(Int.init), kept.first?.row].compactMap(\.self).min() {
            throw undecodable(candidates[row], partition, errors.first { $0.row == row }?.reason ?? "")
        }
        if read.onError == .skip, !kept.isEmpty {
            leftOut = (leftOut + kept.map { Int32($0.row) }).sorted()
            let dropped = Set(kept.map { Int32($0.row) })
            rows = .rows(rows.indexes.filter { !dropped.contains($0) })
            kept = []
        }
        result.counts.undecodable &+= Int64(leftOut.count)
        for row in leftOut.prefix(Self.sampleCount - min(Self.sampleCount, result.undecodable.count)) {
            result.undecodable.append(
                Receipt.Sample(
                    partition: partition, offset: candidates[Int(row)].offset,
                    reason: errors.first { $0.row == Int(row) }?.reason ?? ""))
        }
        guard !rows.isEmpty else { return }
        result.rowCount += rows.count
        result.counts.withError &+= Int64(kept.count)
        let lateness = count(rows, into: &result.counts)
        answerOffsets?.append(contentsOf: rows.indexes.map { candidates[Int($0)].offset })
        if let selection = read.selection { columns = columns.filter { selection.contains($0.name) } }
        columns = try inOrderOfAppearance(columns, rows, bytes)
        result.outputs += try makeOutput(
            SelectedRows(
                partition: partition, columns: columns, rows: rows, records: candidates,
                errorRows: kept.map { Int32($0.row) }, lateness: lateness, fieldRanks: read.fieldRanks))
    }

    /// - Parameter isBeforeDecoding: also those that a decoder would make, as far as they are known of undecoded rows.
    private func kafkaColumns(
        _ bytes: UnsafeRawBufferPointer, _ partition: Int32, isBeforeDecoding: Bool
    ) throws -> [VariantColumn] {
        guard read.needsColumns || filter != nil else { return [] }
        var columns = try KafkaColumns(bytes: bytes, rows: candidates, partition: partition, needs: read.needs).make()
        if isBeforeDecoding || !read.decodesValues, read.filtersTombstones, candidates.contains(where: { !$0.hasValue })
        {
            columns.append(try KafkaColumns.tombstones(candidates))
        }
        return columns
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

    /// Picks the rows whose bytes do not prove that they cannot pass the filter.
    private static func sift(
        _ rows: UnsafeBufferPointer<RecordSlice>, _ bytes: UnsafeRawBufferPointer, _ kept: inout [Int],
        _ prefilter: RawPrefilter
    ) {
        for index in rows.indices where rows[index].hasValue {
            let start = rows[index].valueStart
            let value = UnsafeRawBufferPointer(rebasing: bytes[start..<start + rows[index].valueCount])
            if prefilter.mayMatch(value) { kept.append(index) }
        }
    }

    private mutating func decode(_ bytes: UnsafeRawBufferPointer, _ rows: [RecordSlice]) throws -> DecodedValues {
        values.removeAll(keepingCapacity: true)
        for row in rows { values.append(ValueSlice(start: row.valueStart, count: row.valueCount)) }
        return try values.withUnsafeBufferPointer { try decoder.decode(ValueBatch(bytes: bytes, values: $0)) }
    }

    /// Takes down which of the names asked for the events have; of an object, one of its fields.
    private mutating func noteNames<Output>(_ columns: [VariantColumn], _ result: inout JobResult<Output>) {
        for name in unseenNames {
            guard let column = columns.first(where: { $0.name == name || ColumnSelection.isBeneath(name, $0.name) })
            else { continue }
            result.knownNames.insert(column.name)
            if column.name == name { unseenNames.removeAll { $0 == name } }
        }
    }

    /// Counts the rows of the answer.
    ///
    /// - Returns: which of them came late, and by how many milliseconds.
    private func count(_ rows: RowSelection, into counts: inout ScanCounts) -> [Int32: Int64] {
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
        guard !selector.lateRows.isEmpty else { return [:] }
        var lateness: [Int64: Int64] = [:]
        for late in selector.lateRows { lateness[late.offset] = late.lateness }
        var late: [Int32: Int64] = [:]
        for row in rows.indexes {
            guard let milliseconds = lateness[candidates[Int(row)].offset] else { continue }
            late[row] = milliseconds
            counts.late &+= 1
            counts.greatestLateness = max(milliseconds, counts.greatestLateness ?? milliseconds)
        }
        return late
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
