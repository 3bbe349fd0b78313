import ArgumentParser
import Clickstream
import KFrame
import KFrameDemo
import KafkaLocal
import TextRender

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Show the main job on a local broker with a day of generated clickstream; needs no Kafka.",
        discussion: """
            It starts a broker on a free loopback port and reads from it over TCP, as from any cluster: the events of
            12:00 to 14:00 UTC of a new app under test.
            """)

    @Option(help: ArgumentHelp("How many events the day has.", valueName: "n"))
    var events = 100_000

    private static let from = "2022-09-22T12:00Z"
    private static let to = "2022-09-22T14:00Z"
    private static let filter = "writeKey = '\(Clickstream.newAppWriteKey)'"

    func validate() throws {
        guard events > 0 else { throw ValidationError("--events takes a number from 1 on") }
    }

    func run() async throws {
        let terminal = Terminal.of(descriptor: 1)
        let style = terminal.style
        let directory = try TemporaryDirectory(prefix: "kframe-demo")
        Interruption.shared.onEnd { directory.remove() }
        defer { directory.remove() }
        let output = try RowOutput(path: nil, force: false)
        func say(_ text: String) throws {
            try output.write(text + "\n")
            try output.flush()
        }
        try say(
            "A local broker gets a day of clickstream: \(HumanFormat.counted(events, "event")), 22 September 2022 …")
        _ = try DemoData(eventCount: events).write(to: directory.path)
        let broker: LocalBroker
        do throws(BrokerError) {
            broker = try await LocalBroker.start(directory: directory.path)
        } catch {
            throw OutputError(message: "\(error)")
        }
        let address = "127.0.0.1:\(broker.port)"
        try say("It listens on \(address). The question: are the events of the new app in Kafka, and are they right?\n")
        try say(
            style.emphasized(
                "$ kframe read \(Clickstream.topic) --from \(Self.from) --to \(Self.to) \\\n"
                    + "      --where \"\(Self.filter)\" -b \(address)", .bold) + "\n")
        let reader = try await Reader(.cluster([address]))
        var options = ReadOptions()
        options.progress = Console.standard.startProgress()
        let frame = try await reader.read(
            Clickstream.topic, from: Self.from, to: Self.to, where: Self.filter, options: options)
        Console.standard.finishProgress()
        let width = output.isTerminal ? terminal.columns : 120
        try say(frame.table(all: 12, head: 6, tail: 4).lines(width: width, style: style).joined(separator: "\n") + "\n")
        try say(ReceiptText(frame.receipt, style: style, width: width).text(byPartition: true))
        let counts = try await reader.count(
            Clickstream.topic, from: Self.from, to: Self.to, where: Self.filter, by: ["type"])
        let parts = counts.entries.map { "\(HumanFormat.count($0.count)) \($0.group[0] ?? "null")" }
        try say("By type: \(parts.joined(separator: ", "))\n")
        await reader.close()
        await broker.shutdown()
        try say(Self.next)
        try output.finish()
    }

    private static let next = """
        Try next (the broker again, to be played with):
            kframe serve --demo --port 9092 &
            export KFRAME_BOOTSTRAP_SERVERS=127.0.0.1:9092
            kframe topics
            kframe count \(Clickstream.topic) --from 2022-09-22T00:00Z --to +24h --every 30m
            kframe count \(Clickstream.topic) --from \(from) --to \(to) --by type,writeKey
            kframe read  \(Clickstream.topic) --from \(from) --to +10m --select _timestamp,type,context.page.url
            kframe read  \(Clickstream.topic) --from \(from) --to \(to) --where "properties.price >= 100" -o events.csv
        """
}
