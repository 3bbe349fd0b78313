import KFrame
import KFrameScan
import TextRender

/// A receipt as people read it.
struct ReceiptText {
    private let receipt: Receipt
    private let style: TerminalStyle
    private let width: Int?

    init(_ receipt: ReadReceipt, style: TerminalStyle, width: Int?) {
        self.receipt = receipt.receipt
        self.style = style
        self.width = width
    }

    /// `2022-09-22T12:00:00Z to 2022-09-22T14:00:00Z`.
    static func range(_ range: TimeRange) -> String {
        let from = range.from.map { CivilTime.rfc3339(epochMilliseconds: $0) } ?? "earliest"
        let to = range.to.map { CivilTime.rfc3339(epochMilliseconds: $0) } ?? "latest"
        return "\(from) to \(to)"
    }

    /// - Parameter byPartition: with a table of the partitions.
    func text(byPartition: Bool) -> String {
        var lines = [heading, sum, read]
        if byPartition { lines += [""] + table.lines(width: width, style: style) + [""] }
        lines += receipt.notes.map { style.emphasized("note:", .yellow) + " " + $0 }
        return lines.joined(separator: "\n") + "\n"
    }

    private var heading: String {
        let total = receipt.total
        var text = style.emphasized(HumanFormat.counted(total.delivered, "row"), .bold)
        text += " of \(receipt.plan.topic), \(Self.range(receipt.plan.range))"
        if let filter = receipt.filter { text += ", where \(filter)" }
        return text
    }

    /// The equation: every offset that was looked at, and what became of it.
    private var sum: String {
        let total = receipt.total
        let parts: [(Int64, String)] = [
            (total.delivered, "delivered"), (total.outside, "outside the range"), (total.filtered, "filtered"),
            (total.undecodable, "undecodable"), (total.limited, "beyond the limit"), (total.control, "control"),
            (total.aborted, "aborted"), (total.missing, "missing"),
        ]
        let terms = parts.filter { $0.0 > 0 || $0.1 == "delivered" }.map { "\(HumanFormat.count($0)) \($1)" }
        let check = style.unicode ? "✓" : "ok"
        return "\(HumanFormat.counted(receipt.offsetCount, "offset")) in "
            + "\(HumanFormat.counted(receipt.partitions.count, "partition")) = \(terms.joined(separator: " + ")) "
            + style.emphasized(check, .green)
    }

    private var read: String {
        let total = receipt.total
        var facts = [
            "fetched \(HumanFormat.bytes(receipt.bytesFetched))",
            "\(HumanFormat.counted(total.batchesRead, "batch")) read",
        ]
        if total.batchesRead != 1 { facts[1] = "\(HumanFormat.count(total.batchesRead)) batches read" }
        if total.batchesCounted > 0 {
            facts.append("\(HumanFormat.count(total.batchesCounted)) counted by their headers")
        }
        if total.batchesPruned > 0 {
            facts.append("\(HumanFormat.count(total.batchesPruned)) left unread by their headers")
        }
        if total.withError > 0 { facts.append("\(HumanFormat.counted(total.withError, "row")) with _error") }
        facts.append("\(receipt.plan.isolation.name), late \(receipt.plan.late)")
        facts.append(HumanFormat.duration(.milliseconds(max(0, receipt.finishedAt - receipt.startedAt))))
        return facts.joined(separator: ", ")
    }

    private var table: TextTable {
        let counts: [(String, (ScanCounts) -> Int64)] = [
            ("delivered", \.delivered), ("outside", \.outside), ("filtered", \.filtered),
            ("undecodable", \.undecodable), ("limited", \.limited), ("control", \.control), ("aborted", \.aborted),
            ("missing", \.missing), ("late", \.late),
        ]
        let total = receipt.total
        let shown = counts.filter { $0.1(total) > 0 || $0.0 == "delivered" }
        let columns =
            ["partition", "start", "end"].map { TextTable.Column(name: $0, alignment: .trailing) }
            + shown.map { TextTable.Column(name: $0.0, alignment: .trailing) }
            + [TextTable.Column(name: "first"), TextTable.Column(name: "last")]
        var table = TextTable(
            columns: columns,
            head: receipt.partitions.map { partition in
                ["\(partition.partition)", "\(partition.start)", "\(partition.end)"]
                    + shown.map { HumanFormat.count($0.1(partition.counts)) }
                    + [partition.counts.lowestTimestamp, partition.counts.highestTimestamp].map { time in
                        time.map { CivilTime.rfc3339(epochMilliseconds: $0) }
                    }
            })
        table.null = "-"
        table.showsSummary = false
        return table
    }
}
