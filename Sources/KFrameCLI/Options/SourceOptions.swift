import ArgumentParser
import KFrame

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where the records are.
struct SourceOptions: ParsableArguments {
    @Option(
        name: [.customShort("b"), .customLong("bootstrap-servers")],
        help: ArgumentHelp(
            "Addresses of one or more brokers, by commas (or KFRAME_BOOTSTRAP_SERVERS).", valueName: "host:port,…"))
    var bootstrapServers: String?

    @Option(
        help: ArgumentHelp(
            "Read Kafka's own log directories instead: a backup, or a stopped broker's disk.", valueName: "dir"))
    var logDir: String?

    @Flag(name: [.customShort("v"), .customLong("verbose")], help: "Say more: the receipt by partition.")
    var isVerbose = false

    func reader() async throws -> Reader {
        if let logDir {
            guard bootstrapServers == nil else {
                throw ValidationError("give either --bootstrap-servers or --log-dir")
            }
            return try await Reader(.logDirectory(logDir))
        }
        let environment = getenv("KFRAME_BOOTSTRAP_SERVERS").map { String(cString: $0) }
        guard let servers = bootstrapServers ?? environment, !servers.isEmpty else {
            throw ValidationError(
                "no broker is given: -b host:port, KFRAME_BOOTSTRAP_SERVERS, or --log-dir (kframe demo needs none)")
        }
        return try await Reader(.cluster([servers]))
    }
}
