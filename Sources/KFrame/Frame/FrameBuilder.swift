import KFrameColumns
import KFrameScan

/// What a job contributes to a frame: its rows in their densest form, until the types of all rows are known.
struct CompactBatch: Sendable {
    var partition: Int32
    var columns: [CompactColumn]
    var rowCount: Int
    /// Nil where nobody will ask for the rows' places.
    var places: RecordPlaces?

    /// - Parameters:
    ///   - given: the columns whose type the caller says.
    ///   - columnBytes: the bytes of text that a column may hold, unless there is only one row.
    init(
        _ rows: SelectedRows, detectsTimes: Bool, given: Set<String>, keepsPlaces: Bool, columnBytes: Int
    ) throws {
        partition = rows.partition
        rowCount = rows.rows.count
        let limit = rowCount > 1 ? columnBytes : largestOffset
        columns = try rows.columns.map { column in
            try CompactColumn(
                of: column, rows: rows.rows, detectTimes: detectsTimes,
                keepsKinds: !given.isEmpty && given.contains(column.name), limit: limit)
        }
        places = keepsPlaces ? rows.places : nil
    }

    /// The memory that it takes.
    var byteCount: Int {
        columns.reduce((places?.records.count ?? 0) * MemoryLayout<RecordPlace>.stride) { $0 + $1.byteCount }
    }

    /// The rows as columns of the types of `schema`.
    ///
    /// - Throws: ``KFrameError`` that names the first value which does not fit.
    func promoted(to schema: Schema, topic: String) throws(KFrameError) -> ColumnBatch {
        do throws(ColumnError) {
            return try ColumnBatch(promoting: columns, rowCount: rowCount, to: schema)
        } catch {
            let offset = places.flatMap { $0.records.indices.contains(error.row) ? $0.records[error.row].offset : nil }
            throw KFrameError(error, topic: topic, partition: partition, offset: offset)
        }
    }
}

/// Collects what jobs found, in whatever order they end, and makes one frame of it.
actor FrameBuilder {
    /// Before the event's columns, in this order, where they occur.
    static let leading = [
        "_partition", "_offset", "_timestamp", "_key", "_headers", "_schema_id", "_tombstone", "_value", "_error",
        "_raw",
        "_rest",
    ]
    static let leadingRanks = Dictionary(uniqueKeysWithValues: leading.enumerated().map { ($1, $0) })
    /// kframe's own columns whose type does not depend on the events.
    private static let typed: Set = [
        "_partition", "_offset", "_timestamp", "_key", "_headers", "_schema_id", "_tombstone",
    ]
    /// In every frame, unless columns were chosen.
    static let always = [
        Field("_partition", .int32), Field("_offset", .int64), Field("_timestamp", .timestamp(.millisecond)),
        Field("_key", .utf8),
    ]

    private var batches: [(partitionIndex: Int, index: Int, part: Int, batch: CompactBatch)] = []

    private var memory: ReadMemory

    init(_ memory: ReadMemory) { self.memory = memory }

    /// - Throws: where the frame has become too large.
    func add(_ result: JobResult<CompactBatch>) throws(KFrameError) {
        for batch in result.outputs {
            batches.append((result.partitionIndex, result.index, batches.count, batch))
            try memory.add(batch.byteCount)
        }
    }

    /// What all rows together are.
    struct Outcome: Sendable {
        var schema: Schema
        var batches: [ColumnBatch]
        var mixedColumns: [Receipt.MixedColumn]
        /// What a limit in order of time left of each partition.
        var kept: [Int32: ScanCounts]?
    }

    /// Decides the types over all rows and promotes every batch to them, several at a time. The builder is empty then.
    ///
    /// - Parameter asText: makes every column of events text, each value as its own kind spells it: for CSV.
    func finish(_ options: ReadOptions, read: PreparedRead, asText: Bool) async throws -> Outcome {
        let columns = read.columns
        var ordered = batches.sorted { left, right in
            (left.partitionIndex, left.index, left.part) < (right.partitionIndex, right.index, right.part)
        }.map(\.batch)
        batches = []
        var builder = SchemaBuilder(leading: Self.leading)
        for batch in ordered { builder.add(batch.columns, rowCount: batch.rowCount) }
        let mixed = builder.columns.filter { $0.summary.isMixed }.map { column in
            Receipt.MixedColumn(column: column.name, kinds: Self.kinds(column.summary.counts))
        }
        var schema = builder.schema(
            detectTimes: options.detectsTimes && !asText, types: options.types.mapValues(\.dataType),
            always: columns == nil ? Self.always : [])
        if asText {
            schema = Schema(
                schema.fields.map {
                    Self.typed.contains($0.name) || $0.type == .binary ? $0 : Field($0.name, .utf8)
                })
        }
        if let columns { schema = Schema(ColumnSelection(columns).arrange(schema.fields)) }
        let order = options.order == .time ? TimeOrder(ordered.map(\.places), limit: options.limit) : nil
        let promoted = try await promote(&ordered, to: schema, read)
        guard let order else {
            return Outcome(schema: schema, batches: promoted, mixedColumns: mixed, kept: nil)
        }
        let share = Double(order.places.count) / Double(max(1, promoted.reduce(0) { $0 + $1.rowCount }))
        try memory.look(needing: Int(Double(memory.byteCount) * share))
        return Outcome(
            schema: schema, batches: try order.arrange(promoted, schema: schema), mixedColumns: mixed,
            kept: options.limit == nil ? nil : order.kept)
    }

    /// Empties `batches` on the way, so that no column is held twice for long.
    private func promote(
        _ batches: inout [CompactBatch], to schema: Schema, _ read: PreparedRead
    ) async throws -> [ColumnBatch] {
        // From the end on, which is where an array lets go of its elements.
        batches.reverse()
        var left = consume batches
        batches = []
        let count = left.count
        let topic = read.plan.topic
        return try await withThrowingTaskGroup(of: (index: Int, batch: ColumnBatch, growth: Int).self) { group in
            var promoted: [ColumnBatch?] = Array(repeating: nil, count: count)
            func start() {
                guard let batch = left.popLast() else { return }
                let index = count - left.count - 1
                group.addTask {
                    try Task.checkCancellation()
                    let promoted = try batch.promoted(to: schema, topic: topic)
                    return (index, promoted, max(0, promoted.byteCount - batch.byteCount))
                }
            }
            for _ in 0..<read.limits.workerCount { start() }
            while let (index, batch, growth) = try await group.next() {
                promoted[index] = batch
                // Numbers that meet text become text.
                try memory.add(growth)
                start()
            }
            return promoted.compactMap { $0 }
        }
    }

    static func kinds(_ counts: KindCounts) -> [String: Int64] {
        var kinds: [String: Int64] = [:]
        for kind in ValueKind.allCases where counts[kind] > 0 && kind != .absent {
            kinds["\(kind)"] = Int64(counts[kind])
        }
        return kinds
    }
}
