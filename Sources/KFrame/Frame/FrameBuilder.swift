import KFrameColumns
import KFrameScan

/// What a job contributes to a frame: its rows in their densest form, until the types of all rows are known.
struct CompactBatch: Sendable {
    var partition: Int32
    var columns: [CompactColumn]
    var rowCount: Int
    /// By row; only where the frame is put in order of time.
    var records: [RecordPlace]

    init(_ rows: SelectedRows, detectsTimes: Bool, keepsRecords: Bool) throws {
        partition = rows.partition
        rowCount = rows.rows.count
        columns = try rows.columns.map { column in
            try CompactColumn(of: column, rows: rows.rows, detectTimes: detectsTimes)
        }
        records = keepsRecords ? rows.rows.indexes.map { rows.records[Int($0)] } : []
    }
}

/// Collects what jobs found, in whatever order they end, and makes one frame of it.
actor FrameBuilder {
    /// Before the event's columns, in this order, where they occur.
    static let leading = [
        "_partition", "_offset", "_timestamp", "_key", "_headers", "_schema_id", "_tombstone", "_value", "_error", "_raw",
        "_rest",
    ]
    /// In every frame, unless columns were chosen.
    private static let always = [
        Field("_partition", .int32), Field("_offset", .int64), Field("_timestamp", .timestamp(.millisecond)),
        Field("_key", .utf8),
    ]

    private var batches: [(partitionIndex: Int, index: Int, batch: CompactBatch)] = []

    func add(_ result: JobResult<CompactBatch>) {
        guard let batch = result.output else { return }
        batches.append((result.partitionIndex, result.index, batch))
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
    func finish(_ options: ReadOptions, columns: [String]?, asText: Bool) async throws -> Outcome {
        let ordered = batches.sorted { ($0.partitionIndex, $0.index) < ($1.partitionIndex, $1.index) }.map(\.batch)
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
            schema = Schema(schema.fields.map { $0.name.hasPrefix("_") ? $0 : Field($0.name, .utf8) })
        }
        if let columns { schema = Schema(ColumnSelection(columns).arrange(schema.fields)) }
        let promoted = try await Self.promote(ordered, to: schema)
        guard options.order == .time else {
            return Outcome(schema: schema, batches: promoted, mixedColumns: mixed, kept: nil)
        }
        let order = TimeOrder(ordered.map { ($0.partition, $0.records) }, limit: options.limit)
        return Outcome(
            schema: schema, batches: try order.arrange(promoted, schema: schema), mixedColumns: mixed,
            kept: options.limit == nil ? nil : order.kept)
    }

    private static func promote(_ batches: [CompactBatch], to schema: Schema) async throws -> [ColumnBatch] {
        try await withThrowingTaskGroup(of: (Int, ColumnBatch).self) { group in
            var promoted: [ColumnBatch?] = Array(repeating: nil, count: batches.count)
            var next = 0
            func start() {
                guard next < batches.count else { return }
                let index = next
                let batch = batches[index]
                next += 1
                group.addTask {
                    (index, try ColumnBatch(promoting: batch.columns, rowCount: batch.rowCount, to: schema))
                }
            }
            for _ in 0..<ReadLimits.workerCount { start() }
            while let (index, batch) = try await group.next() {
                promoted[index] = batch
                start()
            }
            return promoted.compactMap { $0 }
        }
    }

    private static func kinds(_ counts: KindCounts) -> [String: Int64] {
        var kinds: [String: Int64] = [:]
        for kind in ValueKind.allCases where counts[kind] > 0 && kind != .absent {
            kinds["\(kind)"] = Int64(counts[kind])
        }
        return kinds
    }
}
