import ArgumentParser
import KFrame
import KFrameScan
import TextRender

struct TopicsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topics", abstract: "List topics: partitions, records, time span, and size where it is known.",
        discussion: """
            kframe topics -b localhost:9092
            kframe topics --log-dir /var/lib/kafka/data

            Records are offsets between the log's start and end: compaction and transactions leave fewer.
            """)

    @OptionGroup var source: SourceOptions

    @Flag(help: "Also Kafka's own topics.")
    var `internal` = false

    func run() async throws {
        let reader = try await source.reader()
        let topics = try await reader.topics(includesInternal: `internal`)
        await reader.close()
        let output = try RowOutput(path: nil, force: false)
        try output.write(output.isTerminal ? table(topics) : lines(topics))
        try output.finish()
    }

    private func table(_ topics: [TopicSummary]) -> String {
        let terminal = Terminal.of(descriptor: 1)
        var table = TextTable(
            columns: [
                .init(name: "topic"), .init(name: "partitions", alignment: .trailing),
                .init(name: "records", alignment: .trailing), .init(name: "first"), .init(name: "last"),
                .init(name: "size", alignment: .trailing),
            ],
            head: topics.map { topic in
                [
                    topic.name, "\(topic.partitionCount)", HumanFormat.count(topic.offsetCount),
                    topic.problem.map { "cannot be read: \($0)" }
                        ?? topic.firstTimestamp.map { CivilTime.rfc3339(epochMilliseconds: $0) },
                    topic.lastTimestamp.map { CivilTime.rfc3339(epochMilliseconds: $0) },
                    topic.sizeInBytes.map { HumanFormat.bytes($0) },
                ]
            })
        table.null = "-"
        table.showsSummary = false
        return table.lines(width: terminal.columns, style: terminal.style).joined(separator: "\n") + "\n"
    }

    private func lines(_ topics: [TopicSummary]) -> String {
        topics.map { topic in
            var line = JSONLine()
            line.add("topic", topic.name)
            line.add("partitions", Int64(topic.partitionCount))
            line.add("records", topic.offsetCount)
            line.add("first", topic.firstTimestamp.map { CivilTime.rfc3339(epochMilliseconds: $0) })
            line.add("last", topic.lastTimestamp.map { CivilTime.rfc3339(epochMilliseconds: $0) })
            line.add("bytes", topic.sizeInBytes)
            if let problem = topic.problem { line.add("problem", problem) }
            return line.text
        }.joined()
    }
}
