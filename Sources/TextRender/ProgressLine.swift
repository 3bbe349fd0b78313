/// How far a read is, as one line.
package struct ProgressLine: Sendable, Equatable {
    /// Offsets done with, and all of them; known from the plan before the first byte is read.
    package var done: Int64
    package var total: Int64
    /// Rows delivered so far.
    package var rows: Int64
    /// Bytes fetched so far.
    package var bytes: Int64
    package var elapsed: Duration

    package init(done: Int64 = 0, total: Int64, rows: Int64 = 0, bytes: Int64 = 0, elapsed: Duration = .zero) {
        self.done = done
        self.total = total
        self.rows = rows
        self.bytes = bytes
        self.elapsed = elapsed
    }

    /// The line, no wider than `width`: what does not fit is left out, the least needed first.
    package func text(width: Int, style: TerminalStyle) -> String {
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        let perSecond = seconds > 0 ? 1 / seconds : 0
        let percent = TerminalText.fitted(
            HumanFormat.percent(done, of: total), to: 5, trailing: true, style: style)
        // In the order in which they are worth their room.
        let optional = [
            "ETA \(remaining(seconds: seconds).map(HumanFormat.duration) ?? "?")",
            "\(HumanFormat.short(Double(done) * perSecond)) rec/s",
            "\(HumanFormat.bytes(Double(bytes) * perSecond))/s",
            HumanFormat.counted(rows, "row"),
        ]
        var facts = percent
        for fact in optional where facts.count + 2 + fact.count + 2 + Self.smallestBar <= width {
            facts += "  " + fact
        }
        let barWidth = min(40, width - facts.count - 2)
        guard barWidth >= Self.smallestBar else { return TerminalText.truncated(facts, to: width, style: style) }
        return bar(width: barWidth, style: style) + " " + facts
    }

    private static let smallestBar = 10

    /// The time still to go at the pace so far; nil before anything is done.
    private func remaining(seconds: Double) -> Duration? {
        guard done > 0, seconds > 0 else { return nil }
        let left = Double(max(0, total - done)) * seconds / Double(done)
        return left < 1e9 ? .milliseconds(Int64(left * 1_000)) : nil
    }

    private func bar(width: Int, style: TerminalStyle) -> String {
        let share = total > 0 ? min(1, max(0, Double(done) / Double(total))) : 1
        guard style.unicode else {
            let full = Int(share * Double(width - 2))
            return "[" + String(repeating: "#", count: full) + String(repeating: ".", count: width - 2 - full) + "]"
        }
        let eighths = Int(share * Double(width) * 8)
        var bar = String(repeating: "█", count: eighths / 8)
        if eighths % 8 > 0 { bar.append(Self.leftBlocks[eighths % 8 - 1]) }
        let rest = String(repeating: "░", count: width - (eighths + 7) / 8)
        return style.emphasized(bar, .cyan) + style.emphasized(rest, .dim)
    }

    private static let leftBlocks: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
}
