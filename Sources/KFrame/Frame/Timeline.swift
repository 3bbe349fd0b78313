package import KFrameColumns
package import KFrameScan

/// Counts the rows of a frame by groups and intervals of time.
package enum Timeline {
    /// - Parameters:
    ///   - names: counts by each combination of these columns' values.
    ///   - interval: in milliseconds, aligned to midnight UTC 1970.
    ///   - range: what the frame was asked for; empty intervals at its ends are counted too.
    /// - Throws: ``KFrameError`` where the frame lacks a column.
    package static func counts(
        _ schema: Schema, _ batches: [ColumnBatch], by names: [String], everyMilliseconds interval: Int64,
        range: TimeRange
    ) throws(KFrameError) -> ColumnBatch {
        guard interval > 0 else { throw KFrameError(.invalidArgument, "an interval must be at least 1 ms long") }
        let time = try index(of: "_timestamp", in: schema)
        var groups: [Int] = []
        for name in names { groups.append(try index(of: name, in: schema)) }
        var counts: [Key: Int64] = [:]
        var text = JSONText()
        for batch in batches {
            for row in 0..<batch.rowCount {
                let key = Key(
                    start: batch.columns[time].int64(row).map { $0.floorDividing(interval) * interval },
                    group: groups.map { cell(batch.columns[$0], row, &text) })
                counts[key, default: 0] += 1
            }
        }
        let entries = counts.map { RowCounts.Entry(group: $0.group, intervalStart: $0.start, count: $1) }
        let ordered = entries.sorted { left, right in
            left.group.lexicographicallyPrecedes(right.group) {
                ($0 == nil ? 0 : 1, $0 ?? "") < ($1 == nil ? 0 : 1, $1 ?? "")
            }
        }
        return try CountGrid(ordered, by: names, everyMilliseconds: interval, range: range).batch
    }

    private struct Key: Hashable {
        var start: Int64?
        var group: [String?]
    }

    private static func cell(_ column: Column, _ row: Int, _ text: inout JSONText) -> String? {
        if column.isNull(row) { return nil }
        text.removeAll()
        text.append(cell: column, row: row)
        return text.string
    }

    private static func index(of name: String, in schema: Schema) throws(KFrameError) -> Int {
        guard let index = schema.index(of: name) else {
            throw KFrameError(.invalidArgument, "the frame has no column \(name)")
        }
        return index
    }
}
