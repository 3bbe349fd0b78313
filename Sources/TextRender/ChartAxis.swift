/// How the intervals of a chart share the columns of the terminal.
package struct ChartAxis {
    /// How many intervals one column stands for, where there are more of them than columns.
    package let intervalsPerColumn: Int
    /// How many columns one bar takes, where there is room.
    package let columnsPerBar: Int
    private let labels: [String]

    package init(labels: [String], available: Int) {
        self.labels = labels
        intervalsPerColumn = max(1, (labels.count + available - 1) / available)
        columnsPerBar = intervalsPerColumn > 1 || labels.isEmpty ? 1 : min(4, max(1, available / labels.count))
    }

    /// The counts of each bar.
    package func columns(of counts: [Int]) -> [Int] {
        stride(from: 0, to: counts.count, by: intervalsPerColumn).map { start in
            counts[start..<min(start + intervalsPerColumn, counts.count)].reduce(0, +)
        }
    }

    /// The counts of each column of the terminal.
    package func stretched(_ counts: [Int]) -> [Int] {
        columnsPerBar == 1 ? counts : counts.flatMap { Array(repeating: $0, count: columnsPerBar) }
    }

    /// Labels of the intervals under their bars, as many as fit with a blank between.
    package func labelLine() -> String {
        var line = ""
        var used = 0
        let barCount = (labels.count + intervalsPerColumn - 1) / intervalsPerColumn
        let width = barCount * columnsPerBar
        for bar in 0..<barCount {
            let label = labels[bar * intervalsPerColumn]
            let start = bar * columnsPerBar
            guard start == 0 || start >= used + 2 else { continue }
            guard start == 0 || start + label.count <= width || bar == 0 else { break }
            line += String(repeating: " ", count: start - used) + label
            used = start + label.count
            // Labels at even distances read better than as many as possible.
            if used < start + width / 8 {
                line += String(repeating: " ", count: start + width / 8 - used)
                used = start + width / 8
            }
        }
        return line
    }
}
