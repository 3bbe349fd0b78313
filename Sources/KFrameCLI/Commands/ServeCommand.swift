import ArgumentParser
import Clickstream
import KFrame
import KFrameDemo
import KafkaLocal
import TextRender

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run a small local Kafka broker over a log directory, for trying and testing.",
        discussion: """
            kframe serve --demo
            kframe serve /tmp/logs --port 9092
            kframe serve /backup/kafka --read-only

            It serves Kafka's own segment files on loopback to any Kafka client. It is no replacement for Kafka:
            KNOWN-LIMITS.md says what it does not do.
            """)

    @Argument(help: "The log directory; made where it is missing. May be left out with --demo.")
    var directory: String?

    @Flag(help: "Fill it with a day of generated clickstream, unless that is there already.")
    var demo = false

    @Option(help: ArgumentHelp("How many events the demo has.", valueName: "n"))
    var events = 100_000

    @Option(help: ArgumentHelp("Which demo: the same seed gives the same events.", valueName: "n"))
    var seed = Clickstream.defaultSeed

    @Option(
        help: ArgumentHelp("The address to listen on. Anything but loopback is open to the network.", valueName: "host")
    )
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("The port to listen on; 0 for any that is free.", valueName: "port"))
    var port = 9092

    @Flag(help: "Change nothing in the directory: no topics made, nothing produced.")
    var readOnly = false

    @OptionGroup var listener: ListenerOptions

    func validate() throws {
        guard directory != nil || demo else { throw ValidationError("which directory? Or try kframe serve --demo") }
        guard events > 0 else { throw ValidationError("--events takes a number from 1 on") }
        guard (0...65_535).contains(port) else { throw ValidationError("--port takes a number up to 65535") }
        guard !(demo && readOnly) else { throw ValidationError("--demo writes; leave out --read-only") }
    }

    func run() async throws {
        let temporary = directory == nil ? try TemporaryDirectory(prefix: "kframe-demo") : nil
        let path = directory ?? temporary?.path ?? ""
        if demo {
            Console.standard.line("writing \(HumanFormat.counted(events, "event")) to \(path)")
            let isNew = try DemoData(eventCount: events, seed: seed).write(to: path)
            if !isNew { Console.standard.line("\(path) holds \(Clickstream.topic) already: left as it is") }
        }
        var options = BrokerOptions()
        options.isReadOnly = readOnly
        options.security = try listener.security()
        let broker: LocalBroker
        do throws(BrokerError) {
            broker = try await LocalBroker.start(directory: path, host: host, port: port, options: options)
        } catch {
            throw OutputError(message: "\(error)")
        }
        Interruption.shared.onEnd {
            await broker.shutdown()
            temporary?.remove()
        }
        let output = try RowOutput(path: nil, force: false)
        try output.write("listening on \(host):\(broker.port)\n")
        try output.finish()
        Console.standard.line("Ctrl+C ends it. In another terminal:")
        Console.standard.line("    kframe topics -b \(host):\(broker.port)")
        // Until the user interrupts it, or the task is cancelled.
        while !Task.isCancelled { try await Task.sleep(for: .seconds(3_600)) }
    }
}
