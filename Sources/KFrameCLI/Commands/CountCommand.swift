import ArgumentParser
import KFrame
import KFrameScan
import TextRender

/// What `count` writes where it is not a chart or a table.
enum CountFormat: String, ExpressibleByArgument, CaseIterable {
    case ndjson, csv
}

struct CountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count", abstract: "Count the records of a time range, by groups and over time.",
        discussion: """
            kframe count analytics__pageview --from 2022-09-22T00:00Z --to +24h
            kframe count analytics__pageview --from -2h --to now --by type,writeKey
            kframe count analytics__pageview --from -2h --to now --every 5m --by type
            """)

    @OptionGroup var range: RangeOptions

    @Option(
        name: .customLong("where"), help: ArgumentHelp("Only rows that pass, as in SQL's WHERE.", valueName: "filter"))
    var filter: String?

    @Option(help: ArgumentHelp("Count by each combination of these columns' values.", valueName: "a,b"))
    var by: String?

    @Option(help: ArgumentHelp("Count by intervals of so much time, and draw them.", valueName: "duration"))
    var every: String?

    @Option(help: ArgumentHelp("ndjson or csv, instead of a table or a chart.", valueName: "format"))
    var format: CountFormat?

    @Flag(name: .shortAndLong, help: "No receipt on standard error.")
    var quiet = false

    @OptionGroup var source: SourceOptions

    func run() async throws {
        let output = try RowOutput(path: nil, force: false)
        var options = ReadOptions()
        try range.scan.apply(to: &options)
        options.filter = filter
        try Reader.checkFilter(options)
        let span = try range.range()
        let interval = try every.map { text in
            guard let milliseconds = DurationText.milliseconds(text), milliseconds > 0 else {
                throw ValidationError("--every takes a duration such as 5m; not “\(text)”")
            }
            return milliseconds
        }
        let reader = try await source.reader(options)
        options.progress = Console.standard.startProgress()
        let plan = try await reader.plan(range.topic, range: span, options: options)
        let counts = try await reader.count(
            plan, by: by.map { ColumnList.parse($0) } ?? [], everyMilliseconds: interval, options: options)
        Console.standard.finishProgress()
        await reader.close()
        let terminal = Terminal.of(descriptor: 1)
        let rendering = CountRendering(counts, interval: interval, range: span)
        if let format {
            try output.write(format == .csv ? rendering.csv : rendering.ndjson)
        } else if output.isTerminal {
            try output.write(rendering.forTerminal(terminal))
        } else {
            try output.write(rendering.ndjson)
        }
        try output.finish()
        if !quiet {
            let errors = Console.standard.terminal
            Console.standard.write(
                (output.isTerminal ? "\n" : "")
                    + ReceiptText(
                        counts.receipt, style: errors.style, width: errors.isTerminal ? errors.columns : nil
                    ).text(byPartition: source.isVerbose))
        }
    }
}
