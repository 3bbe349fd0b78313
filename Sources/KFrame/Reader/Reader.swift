package import KFrameScan
import KafkaClient
import KafkaLog
import Logging

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Reads time ranges of topics into frames: the entry to kframe. Read-only: no consumer group, no commits.
///
///     let reader = try await Reader(.cluster(["localhost:9092"]))
///     let frame = try await reader.read(
///         "analytics__pageview", from: "2022-09-22T12:00Z", to: "2022-09-22T14:00Z",
///         where: "writeKey = 'newapp_2022_test_key'")
///     print(frame)
///     await reader.close()
///
/// One reader serves any number of reads, also at the same time.
public final class Reader: Sendable {
    package let recordSource: any RecordSource
    package let catalog: any TopicCatalog
    package let limits: ReadLimits
    /// What the user should know of the configuration: settings that are ignored, files that others can read.
    public let warnings: [String]
    private let onClose: @Sendable () async -> Void

    /// Connects to a cluster, or opens a directory.
    ///
    /// - Throws: ``KFrameError``, which for a cluster lists the addresses that were tried and what each said.
    public convenience init(_ source: Source) async throws(KFrameError) {
        try await self.init(source, limits: ReadLimits(), deadline: nil)
    }

    /// - Parameter deadline: when the connection has to be there.
    package init(
        _ source: Source, limits: ReadLimits = ReadLimits(), deadline: ReadDeadline? = nil
    ) async throws(KFrameError) {
        self.limits = limits
        do {
            switch source {
            case .cluster(let addresses):
                let properties = ClientProperties(
                    bootstrapServers: try BrokerAddress.list(parsing: addresses.joined(separator: ",")))
                let cluster = try await Self.connect(properties, deadline)
                let clusterSource = try await ClusterSource(cluster)
                recordSource = clusterSource
                catalog = clusterSource
                warnings = []
                onClose = { await cluster.shutdown() }
            case .configured(let configuration):
                let settings = try configuration.settings()
                let cluster = try await Self.connect(try settings.clientProperties(), deadline)
                let clusterSource = try await ClusterSource(cluster)
                recordSource = clusterSource
                catalog = clusterSource
                warnings = settings.warnings
                onClose = { await cluster.shutdown() }
            case .logDirectory(let path):
                let directory = try LogDirectorySource(path: path)
                recordSource = directory
                catalog = directory
                warnings = []
                onClose = {}
            }
        } catch {
            throw KFrameError(wrapping: error)
        }
    }

    /// Closes the connections. Reads that still run end with an error.
    public func close() async {
        await onClose()
    }

    private static func connect(
        _ properties: ClientProperties, _ deadline: ReadDeadline?
    ) async throws -> KafkaCluster {
        let addresses = properties.bootstrapServers.map(\.description).joined(separator: ", ")
        return try await ReadDeadline.run(
            deadline, "Connecting", situation: { ["No broker at \(addresses) has answered so far."] }
        ) {
            try await KafkaCluster.connect(properties, logger: Logger(label: "kframe"))
        }
    }

    /// Milliseconds since 1970.
    package static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
