import ArgumentParser
import KFrame
import KFrameScan
import TextRender

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show the offsets of a range by partition, and why these; reads no record.",
        discussion: """
            kframe plan analytics__pageview --from 2022-09-22T12:00Z --to +2h -b localhost:9092
            """)

    @OptionGroup var range: RangeOptions
    @OptionGroup var source: SourceOptions

    func run() async throws {
        var options = ReadOptions()
        try range.scan.apply(to: &options)
        let span = try range.range()
        let reader = try await source.reader(options)
        let plan = try await reader.plan(range.topic, range: span, options: options)
        await reader.close()
        let output = try RowOutput(path: nil, force: false)
        try output.write(output.isTerminal ? table(plan) : lines(plan))
        try output.finish()
    }

    private func table(_ plan: ScanPlan) -> String {
        let terminal = Terminal.of(descriptor: 1)
        var table = TextTable(
            columns: [
                .init(name: "partition", alignment: .trailing), .init(name: "leader", alignment: .trailing),
                .init(name: "start", alignment: .trailing), .init(name: "end", alignment: .trailing),
                .init(name: "offsets", alignment: .trailing), .init(name: "starts at"), .init(name: "ends at"),
                .init(name: "log start", alignment: .trailing), .init(name: "log end", alignment: .trailing),
            ],
            head: plan.partitions.map { partition in
                [
                    "\(partition.partition)", "\(partition.leader)", "\(partition.start)", "\(partition.end)",
                    HumanFormat.count(partition.offsetCount), partition.startReason.sentence,
                    partition.endReason.sentence, "\(partition.logStart)", "\(partition.highWatermark)",
                ]
            })
        table.showsSummary = false
        let heading =
            "\(plan.topic), \(ReceiptText.range(plan.range)), \(plan.isolation.name), late \(plan.late)\n"
            + "\(HumanFormat.count(plan.offsetCount)) offsets to look at\n\n"
        return heading + table.lines(width: terminal.columns, style: terminal.style).joined(separator: "\n") + "\n"
    }

    private func lines(_ plan: ScanPlan) -> String {
        plan.partitions.map { partition in
            var line = JSONLine()
            line.add("topic", plan.topic)
            line.add("partition", Int64(partition.partition))
            line.add("leader", Int64(partition.leader))
            line.add("start", partition.start)
            line.add("end", partition.end)
            line.add("start_reason", partition.startReason.rawValue)
            line.add("end_reason", partition.endReason.rawValue)
            line.add("log_start", partition.logStart)
            line.add("high_watermark", partition.highWatermark)
            line.add("last_stable_offset", partition.lastStable)
            return line.text
        }.joined()
    }
}
