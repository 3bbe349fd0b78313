import KFrame
import KFrameScan
import TextRender

/// Counts as a number, a table, a chart, NDJSON or CSV.
struct CountRendering {
    /// More intervals than this are not filled in: a range of years by the second is not a chart.
    private static let intervalLimit: Int64 = 100_000

    private let counts: RowCounts
    private let interval: Int64?
    private let range: TimeRange

    init(_ counts: RowCounts, interval: Int64?, range: TimeRange) {
        self.counts = counts
        self.interval = interval
        self.range = range
    }

    private var isPlain: Bool { counts.columns.isEmpty && interval == nil }

    var ndjson: String {
        if isPlain { return "\(counts.total)\n" }
        return counts.entries.map { entry in
            var line = JSONLine()
            if interval != nil {
                line.add("start", entry.intervalStart.map { CivilTime.rfc3339(epochMilliseconds: $0) })
            }
            for (name, value) in zip(counts.columns, entry.group) { line.add(name, value) }
            line.add("count", entry.count)
            return line.text
        }.joined()
    }

    var csv: String {
        var writer = CSVWriter()
        writer.row((interval == nil ? [] : ["start"]) + counts.columns + ["count"])
        for entry in counts.entries {
            let start = interval == nil ? [] : [entry.intervalStart.map { CivilTime.rfc3339(epochMilliseconds: $0) }]
            writer.row(start + entry.group + ["\(entry.count)"])
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    func forTerminal(_ terminal: Terminal) -> String {
        if isPlain { return HumanFormat.count(counts.total) + "\n" }
        let lines = interval.flatMap { chart($0, terminal) } ?? table(terminal)
        return lines.joined(separator: "\n") + "\n"
    }

    private func table(_ terminal: Terminal) -> [String] {
        var columns = counts.columns.map { TextTable.Column(name: $0) }
        if interval != nil { columns.insert(TextTable.Column(name: "start"), at: 0) }
        columns.append(TextTable.Column(name: "count", alignment: .trailing))
        let rows: [[String?]] = counts.entries.map { entry in
            let start = interval == nil ? [] : [entry.intervalStart.map { CivilTime.rfc3339(epochMilliseconds: $0) }]
            return start + entry.group + [HumanFormat.count(entry.count)]
        }
        var table = TextTable(columns: columns, head: rows)
        table.showsSummary = false
        return table.lines(width: terminal.columns, style: terminal.style)
    }

    /// Nil where there is nothing to draw, or far too much.
    private func chart(_ interval: Int64, _ terminal: Terminal) -> [String]? {
        let starts = counts.entries.compactMap(\.intervalStart)
        guard let first = starts.min(), let last = starts.max() else { return nil }
        // Empty intervals at both ends of the range are part of the picture, where the range has ends.
        let from = (range.from.map { $0.floorDividing(interval) * interval }) ?? first
        let to = (range.to.map { ($0 - 1).floorDividing(interval) * interval }) ?? last
        let low = min(first, from)
        let high = max(last, to)
        guard (high - low) / interval < Self.intervalLimit else { return nil }
        let count = Int((high - low) / interval) + 1
        let labels = (0..<count).map { label(low + Int64($0) * interval, interval) }
        var order: [[String?]] = []
        var series: [[String?]: [Int]] = [:]
        for entry in counts.entries {
            guard let start = entry.intervalStart else { continue }
            if series[entry.group] == nil { order.append(entry.group) }
            series[entry.group, default: Array(repeating: 0, count: count)][Int((start - low) / interval)] += Int(
                entry.count)
        }
        let drawn = order.map { group in
            TimeChart.Series(name: group.map { $0 ?? "null" }.joined(separator: ", "), counts: series[group] ?? [])
        }
        return TimeChart(labels: labels, series: drawn.sorted { $0.total > $1.total })
            .lines(width: terminal.columns, style: terminal.style)
    }

    private func label(_ start: Int64, _ interval: Int64) -> String {
        let text = CivilTime.rfc3339(epochMilliseconds: start)
        guard text.count >= 19 else { return text }
        if interval >= 86_400_000 { return String(text.prefix(10)) }
        return String(text.dropFirst(11).prefix(interval % 60_000 == 0 ? 5 : 8))
    }
}
