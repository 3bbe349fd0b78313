/// Counts over time as bars: one chart, or one line of bars for each group.
package struct TimeChart: Sendable {
    package struct Series: Sendable {
        package var name: String
        /// One count for each interval, in order of time.
        package var counts: [Int]

        package init(name: String, counts: [Int]) {
            self.name = name
            self.counts = counts
        }

        package var total: Int { counts.reduce(0, +) }
    }

    /// What each interval begins with, short: `12:05`.
    package var labels: [String]
    package var series: [Series]
    /// How many groups are drawn; the largest, in the order in which they are given.
    package var groupLimit = 20

    package init(labels: [String], series: [Series]) {
        self.labels = labels
        self.series = series
    }

    /// The chart, line by line, no line wider than `width` columns.
    package func lines(width: Int, style: TerminalStyle) -> [String] {
        if series.count == 1, let only = series.first {
            return single(only, width: width, style: style)
        }
        return multiples(width: width, style: style)
    }

    private func single(_ series: Series, width: Int, style: TerminalStyle) -> [String] {
        let height = 8
        // Columns may stand for several intervals; with somewhat fewer of them the largest is no smaller.
        let narrow = ChartAxis(labels: labels, available: max(1, width - 28))
        let scaleWidth = HumanFormat.count(narrow.columns(of: series.counts).max() ?? 0).count
        let axis = ChartAxis(labels: labels, available: max(1, width - scaleWidth - 2))
        let counts = axis.columns(of: series.counts)
        let top = counts.max() ?? 0
        var lines: [String] = []
        let rows = Bars.rows(axis.stretched(counts), top: top, height: height, style: style)
        for (row, bars) in rows.enumerated() {
            let label = row == 0 ? HumanFormat.count(top) : row == height - 1 ? "0" : ""
            let scale = TerminalText.fitted(label, to: scaleWidth, trailing: true, style: style)
            lines.append(scale + (style.unicode ? " │" : " |") + style.emphasized(bars, .cyan))
        }
        let indent = String(repeating: " ", count: scaleWidth + 2)
        return lines.map(Self.withoutTrailingBlanks) + footer(axis, indent: indent, width: width, style: style)
    }

    private func multiples(width: Int, style: TerminalStyle) -> [String] {
        let shown = largest()
        let names = shown.map { TerminalText.escaped($0.name, style: style) }
        let nameWidth = min(max(5, width / 3), names.map { DisplayWidth.of($0) }.max() ?? 0)
        let totals = shown.map { HumanFormat.count($0.total) }
        let totalWidth = max(5, totals.map(\.count).max() ?? 0)
        let axis = ChartAxis(labels: labels, available: max(1, width - nameWidth - totalWidth - 4))
        let height = shown.count <= 4 ? 3 : shown.count <= 8 ? 2 : 1
        var lines: [String] = []
        for (index, series) in shown.enumerated() {
            let counts = axis.columns(of: series.counts)
            if height > 1, index > 0 { lines.append("") }
            let rows = Bars.rows(axis.stretched(counts), top: counts.max() ?? 0, height: height, style: style)
            for (row, bars) in rows.enumerated() {
                let isLast = row == height - 1
                let name = TerminalText.fitted(isLast ? names[index] : "", to: nameWidth, style: style)
                let total = TerminalText.fitted(
                    isLast ? totals[index] : "", to: totalWidth, trailing: true, style: style)
                lines.append("\(name)  \(total)  " + style.emphasized(bars, .cyan))
            }
        }
        var notes: [String] = []
        if shown.count > 1 { notes.append("each group has its own scale") }
        let hidden = series.count - shown.count
        if hidden > 0 { notes.append("\(style.ellipsis) \(HumanFormat.counted(hidden, "more group"))") }
        let indent = String(repeating: " ", count: nameWidth + totalWidth + 4)
        return lines.map(Self.withoutTrailingBlanks)
            + footer(axis, indent: indent, width: width, style: style, notes: notes)
    }

    /// The labels under the bars, and what one should know of them.
    private func footer(
        _ axis: ChartAxis, indent: String, width: Int, style: TerminalStyle, notes: [String] = []
    ) -> [String] {
        var lines = [Self.withoutTrailingBlanks(indent + axis.labelLine())]
        if axis.intervalsPerColumn > 1 { lines.append("\(indent)a column is \(axis.intervalsPerColumn) intervals") }
        lines += notes.map { indent + $0 }
        return lines.map { style.emphasized(TerminalText.truncated($0, to: width, style: style), .dim) }
    }

    private func largest() -> [Series] {
        guard series.count > groupLimit else { return series }
        let order = series.indices.sorted { (series[$0].total, $1) > (series[$1].total, $0) }
        return order.prefix(groupLimit).sorted().map { series[$0] }
    }

    private static func withoutTrailingBlanks(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
