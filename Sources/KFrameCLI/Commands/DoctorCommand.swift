import ArgumentParser
import KFrame
import KafkaClient
import Logging
import TextRender

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Go the way of a read step by step; at the first failure, say why and what mends it.",
        discussion: """
            kframe doctor -b broker:9093 -X security.protocol=SSL
            kframe doctor --profile prod --topic clicks

            Name, connection, TLS, versions, SASL, metadata, every broker as advertised; and with a topic the rights on it and
            one fetch. It reads only.
            """)

    @OptionGroup var cluster: ClusterOptions

    @Option(help: ArgumentHelp("Try the rights on this topic, and one fetch.", valueName: "topic"))
    var topic: String?

    func run() async throws {
        let properties: ClientProperties
        do {
            let settings = try cluster.configuration().settings()
            for warning in settings.warnings { Console.standard.warn(warning) }
            properties = try settings.clientProperties()
        } catch let error as KafkaClientError {
            throw KFrameError(wrapping: error)
        }
        let output = try RowOutput(path: nil, force: false)
        let style = Terminal.of(descriptor: 1).style
        var failure: KafkaClientError?
        let checkup = ClusterCheckup(properties, topic: topic, logger: Logger(label: "kframe"))
        let isGood = await checkup.run { finding in
            // Each step is seen as it ends; a reader that has gone is seen at the end.
            try? output.write(Self.line(finding, style))
            try? output.flush()
            failure = finding.error ?? failure
        }
        try output.finish()
        guard isGood else {
            throw KFrameError(wrapping: failure ?? KafkaClientError(.bootstrapFailed, "No broker answers."))
        }
    }

    private static func line(_ finding: CheckupFinding, _ style: TerminalStyle) -> String {
        let mark = finding.isGood ? style.emphasized("ok  ", .green) : style.emphasized("FAIL", .red)
        let name = finding.step.rawValue.padded(to: 9)
        let time = milliseconds(finding.duration).padded(to: 10)
        // What failed and why is said once, at the end.
        return finding.isGood ? "\(mark) \(name) \(time) \(finding.detail)\n" : "\(mark) \(name) \(time)\n"
    }

    private static func milliseconds(_ duration: Duration) -> String {
        let tenths = duration.components.seconds * 10_000 + duration.components.attoseconds / 100_000_000_000_000
        return "\(tenths / 10).\(tenths % 10) ms"
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
