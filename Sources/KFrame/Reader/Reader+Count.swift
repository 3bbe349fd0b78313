import KFrameColumns
package import KFrameScan
import KafkaRecords

/// How many rows there are, by group and by time.
public struct RowCounts: Sendable {
    /// Rows of one group in one interval.
    public struct Entry: Sendable, Hashable {
        /// By the columns grouped by; nil where a row has none.
        public var group: [String?]
        /// Where the interval begins, in milliseconds since 1970; nil where rows are not counted by time, or have none.
        public var intervalStart: Int64?
        /// Rows; at least one, but where nothing is grouped by.
        public var count: Int64
    }

    /// The columns grouped by.
    public var columns: [String]
    /// By interval, then by falling count.
    public var entries: [Entry]
    /// Rows of all groups.
    public var total: Int64
    /// What was read, and what became of every offset of it.
    public let receipt: ReadReceipt
}

extension Reader {
    /// Counts the records in `[from, to)`, without making a frame. Without a filter or groups on values no value is decoded.
    ///
    /// - Parameters:
    ///   - columns: counts by each combination of their values; none for one count.
    ///   - interval: counts by intervals of so much time, aligned to midnight UTC 1970; nil for the whole range.
    public func count(
        _ topic: String, from: String, to: String, where filter: String? = nil, by columns: [String] = [],
        every interval: Duration? = nil, options: ReadOptions = ReadOptions()
    ) async throws(KFrameError) -> RowCounts {
        var options = options
        options.filter = filter ?? options.filter
        options = options.started()
        let range = try Self.range(from: from, to: to, zone: nil)
        let plan = try await plan(topic, range: range, options: options)
        let (seconds, attoseconds) = interval?.components ?? (0, 0)
        let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        return try await count(
            plan, by: columns, everyMilliseconds: interval == nil ? nil : milliseconds, options: options)
    }

    package func count(
        _ plan: ScanPlan, by columns: [String], everyMilliseconds interval: Int64?, options: ReadOptions
    ) async throws(KFrameError) -> RowCounts {
        let startedAt = Self.now()
        if let interval, interval < 1 {
            throw KFrameError(.invalidArgument, "an interval must be at least 1 ms long")
        }
        do {
            var options = options.started()
            options.columns = columns.isEmpty ? nil : columns
            var read = try prepare(plan, options, needsColumns: !columns.isEmpty)
            read.onlyCounts = read.filter == nil && columns.isEmpty && interval == nil
            let tally = GroupTally(ReadMemory(.groups, read, options))
            let pipeline = ReadPipeline<GroupCounts>(
                source: recordSource, read: read, detectsValueMode: options.values == .auto,
                keepsOrder: options.onError == .fail,
                limit: nil, fetches: limits.stream, deadline: options.deadline, progress: options.progress
            ) { rows in
                columns.isEmpty && interval == nil ? [] : [GroupCounts(rows, by: columns, interval: interval)]
            }
            let outcome = try await pipeline.run { result in
                for counts in result.outputs { try await tally.add(counts) }
                return true
            }
            let receipt = receipt(plan, options, read, outcome, startedAt: startedAt)
            try receipt.check()
            let total = receipt.total.delivered
            return RowCounts(
                columns: columns,
                entries: await tally.entries(total: total, isGrouped: !columns.isEmpty || interval != nil),
                total: total, receipt: ReadReceipt(receipt))
        } catch {
            throw KFrameError.ending(error)
        }
    }
}

/// One job's rows by group and interval.
private struct GroupCounts: Sendable {
    struct Key: Hashable {
        var group: [String?]
        var intervalStart: Int64?

        /// The memory of an entry of the table, more or less: texts of more than 15 bytes have some of their own.
        var byteCount: Int {
            group.reduce(96) { $0 + 16 + ($1.map { $0.utf8.count > 15 ? $0.utf8.count + 32 : 0 } ?? 0) }
        }
    }

    var counts: [Key: Int64] = [:]

    init(_ rows: SelectedRows, by names: [String], interval: Int64?) {
        let columns = names.map { name in rows.columns.first { $0.name == name } }
        var text = JSONText()
        for index in 0..<rows.rows.count {
            let row = rows.rows.row(at: index)
            let group = columns.map { $0.flatMap { Self.text($0, row, &text) } }
            let timestamp = rows.records[row].timestamp
            let start = interval.flatMap { timestamp == -1 ? nil : timestamp.floorDividing($0) * $0 }
            counts[Key(group: group, intervalStart: start), default: 0] += 1
        }
    }

    private static func text(_ column: VariantColumn, _ row: Int, _ text: inout JSONText) -> String? {
        switch column.kind(row) {
        case .absent, .null: return nil
        case .string: return String(decoding: column.bytes(row), as: UTF8.self)
        default:
            text.removeAll()
            text.append(column, row: row)
            return text.string
        }
    }
}

private actor GroupTally {
    private var counts: [GroupCounts.Key: Int64] = [:]
    private var memory: ReadMemory

    init(_ memory: ReadMemory) { self.memory = memory }

    /// - Throws: ``KFrameError/Code/frameTooLarge``.
    func add(_ other: GroupCounts) throws(KFrameError) {
        var added = 0
        for (key, count) in other.counts {
            let known = counts.count
            counts[key, default: 0] += count
            if counts.count > known { added += key.byteCount }
        }
        try memory.add(added)
    }

    func entries(total: Int64, isGrouped: Bool) -> [RowCounts.Entry] {
        guard isGrouped else { return [RowCounts.Entry(group: [], intervalStart: nil, count: total)] }
        let entries = counts.map { RowCounts.Entry(group: $0.group, intervalStart: $0.intervalStart, count: $1) }
        return entries.sorted { left, right in
            let times = (left.intervalStart ?? .min, right.intervalStart ?? .min)
            if times.0 != times.1 { return times.0 < times.1 }
            if left.count != right.count { return left.count > right.count }
            // A row without a value comes before one with an empty text.
            return left.group.lexicographicallyPrecedes(right.group) {
                ($0 == nil ? 0 : 1, $0 ?? "") < ($1 == nil ? 0 : 1, $1 ?? "")
            }
        }
    }
}
