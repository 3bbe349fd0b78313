import ArgumentParser
import KFrame
import KafkaClient

/// Where the records are.
struct SourceOptions: ParsableArguments {
    @OptionGroup var cluster: ClusterOptions

    @Option(
        help: ArgumentHelp(
            "Read Kafka's own log directories instead: a backup, or a stopped broker's disk.", valueName: "dir"))
    var logDir: String?

    @Flag(name: [.customShort("v"), .customLong("verbose")], help: "Say more: the receipt by partition.")
    var isVerbose = false

    /// - Parameter options: whose time, where there is a limit to it, runs already.
    func reader(_ options: ReadOptions = ReadOptions()) async throws -> Reader {
        if let logDir {
            guard !cluster.isGiven else { throw ValidationError("give either a cluster or --log-dir") }
            return try await Reader(.logDirectory(logDir))
        }
        let configuration = try cluster.configuration()
        do {
            // Said before the connecting, which may fail for what they are about.
            for warning in try configuration.settings().warnings { Console.standard.warn(warning) }
        } catch {
            throw KFrameError(wrapping: error)
        }
        return try await Reader(.configured(configuration), deadline: options.deadline)
    }
}
