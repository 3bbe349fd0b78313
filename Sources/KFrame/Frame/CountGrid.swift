package import KFrameColumns
package import KFrameScan

/// Counts by interval and group as columns: `start`, the columns grouped by, `count`.
///
/// Where rows are counted by time, every interval of the range has a row for every group, with 0 where there was nothing:
/// an hour without events is to be seen, not left out. Rows whose record has no timestamp have no `start`.
package struct CountGrid: Sendable {
    /// More rows than this are no picture.
    private static let rowLimit: Int64 = 1_000_000

    package let batch: ColumnBatch

    /// - Parameter entries: each combination of interval and group at most once.
    package init(
        _ entries: [RowCounts.Entry], by names: [String], everyMilliseconds interval: Int64?, range: TimeRange
    ) throws(KFrameError) {
        var groups: [[String?]] = []
        var cells: [Cell: Int64] = [:]
        var totals: [[String?]: Int64] = [:]
        for entry in entries {
            cells[Cell(start: entry.intervalStart, group: entry.group)] = entry.count
            if totals[entry.group] == nil { groups.append(entry.group) }
            totals[entry.group, default: 0] += entry.count
        }
        if groups.isEmpty, names.isEmpty { groups = [[]] }
        // The largest group first, for that is what one looks for; those of one size in the order of their first interval.
        let ranks = Dictionary(groups.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        groups.sort { left, right in
            let sizes = (totals[left] ?? 0, totals[right] ?? 0)
            return sizes.0 == sizes.1 ? (ranks[left] ?? 0) < (ranks[right] ?? 0) : sizes.0 > sizes.1
        }
        var rows: [(Cell, Int64)] = []
        for start in try Self.starts(entries, interval, range, groups: groups.count) {
            for group in groups {
                let cell = Cell(start: start, group: group)
                guard start != nil || cells[cell] != nil || interval == nil else { continue }
                rows.append((cell, cells[cell] ?? 0))
            }
        }
        batch = Self.batch(rows, names: names, hasTime: interval != nil)
    }

    private struct Cell: Hashable {
        var start: Int64?
        var group: [String?]
    }

    /// The starts of all intervals, those without a row included; nil for rows without a time, or where none is asked for.
    private static func starts(
        _ entries: [RowCounts.Entry], _ interval: Int64?, _ range: TimeRange, groups: Int
    ) throws(KFrameError) -> [Int64?] {
        guard let interval else { return [nil] }
        let seen = entries.compactMap(\.intervalStart)
        let low = range.from.map { $0.floorDividing(interval) * interval } ?? seen.min()
        // The range's end where it has one; one that lies far ahead (`latest` has none) is not drawn out to.
        let high = range.to.map { ($0 &- 1).floorDividing(interval) * interval } ?? seen.max()
        let hasUntimed = entries.contains { $0.intervalStart == nil }
        guard let low, let high, low <= high else { return hasUntimed ? [nil] : [] }
        let first = min(low, seen.min() ?? low)
        let last = max(high, seen.max() ?? high)
        let (distance, overflow) = last.subtractingReportingOverflow(first)
        guard !overflow, distance / interval < rowLimit / Int64(max(1, groups)) else {
            throw KFrameError(
                .invalidArgument,
                "so short an interval makes more than \(rowLimit) counts over this range; take a longer one, or fewer groups"
            )
        }
        let starts: [Int64?] = (0...(distance / interval)).map { first + $0 * interval }
        return hasUntimed ? [nil] + starts : starts
    }

    private static func batch(_ rows: [(Cell, Int64)], names: [String], hasTime: Bool) -> ColumnBatch {
        var fields: [Field] = []
        var columns: [Column] = []
        if hasTime {
            fields.append(Field("start", .timestamp(.millisecond)))
            columns.append(Column(timestamps: rows.map(\.0.start), .millisecond))
        }
        for (index, name) in names.enumerated() {
            fields.append(Field(name, .utf8))
            columns.append(Column(texts: rows.map { $0.0.group[index] }))
        }
        fields.append(Field("count", .int64, isNullable: false))
        columns.append(Column(int64s: rows.map(\.1)))
        return ColumnBatch(schema: Schema(fields), columns: columns, rowCount: rows.count)
    }
}
