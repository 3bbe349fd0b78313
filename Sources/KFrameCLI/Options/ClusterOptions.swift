import ArgumentParser
import KFrame
import KafkaClient

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Which cluster, and how to connect to it.
///
/// The later wins: profile, file, `-X`, `-b`. KFRAME_CONFIG names a file for when neither profile nor file is given,
/// KFRAME_BOOTSTRAP_SERVERS addresses for when nothing else names any.
struct ClusterOptions: ParsableArguments {
    @Option(
        name: [.customShort("b"), .customLong("bootstrap-servers")],
        help: ArgumentHelp(
            "Addresses of one or more brokers, by commas (or KFRAME_BOOTSTRAP_SERVERS).", valueName: "host:port,…"))
    var bootstrapServers: String?

    @Option(
        name: [.customShort("X", allowingJoined: true), .customLong("set")],
        parsing: .singleValue,
        help: ArgumentHelp(
            "A setting of librdkafka or the Java client, such as security.protocol=SSL.", valueName: "name=value"))
    var settings: [String] = []

    @Option(
        name: [.customShort("F"), .customLong("config-file")],
        help: ArgumentHelp("A file of such settings, of kcat's or Java's form (or KFRAME_CONFIG).", valueName: "file"))
    var file: String?

    @Option(help: ArgumentHelp("Settings by this name in ~/.config/kframe/config.toml.", valueName: "name"))
    var profile: String?

    var isGiven: Bool { bootstrapServers != nil || !settings.isEmpty || file != nil || profile != nil }

    func configuration() throws -> KafkaConfiguration {
        var configuration = KafkaConfiguration()
        if let profile { configuration.bases.append(.profile(profile, file: try Self.profileFile())) }
        if let file = file ?? (profile == nil ? Self.environment("KFRAME_CONFIG") : nil) {
            configuration.bases.append(.file(file))
        }
        for assignment in settings {
            guard let equals = assignment.firstIndex(of: "="), equals != assignment.startIndex else {
                throw ValidationError("-X takes name=value, such as -X security.protocol=SASL_SSL")
            }
            configuration.set(
                String(assignment[..<equals]), String(assignment[assignment.index(after: equals)...]), from: "-X")
        }
        if let bootstrapServers { configuration.set("bootstrap.servers", bootstrapServers, from: "-b") }
        let names: [String]
        do {
            let known = try configuration.settings()
            names = ["bootstrap.servers", "metadata.broker.list"].filter(known.has)
        } catch {
            throw KFrameError(wrapping: error)
        }
        if names.isEmpty {
            guard let servers = Self.environment("KFRAME_BOOTSTRAP_SERVERS") else {
                throw ValidationError(
                    "no broker is given: -b host:port, KFRAME_BOOTSTRAP_SERVERS, or --log-dir (kframe demo needs none)")
            }
            configuration.set("bootstrap.servers", servers, from: "KFRAME_BOOTSTRAP_SERVERS")
        }
        return configuration
    }

    private static func profileFile() throws -> String {
        if let directory = environment("XDG_CONFIG_HOME") { return "\(directory)/kframe/config.toml" }
        guard let home = environment("HOME") else { throw ValidationError("--profile needs HOME to be set") }
        return "\(home)/.config/kframe/config.toml"
    }

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
