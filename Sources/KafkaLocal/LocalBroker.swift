package import Logging

/// A one-node Kafka broker over a log directory, for trying kframe and for tests.
///
/// It speaks enough of the protocol for producers and for consumers without a group, and answers as Apache Kafka 4.0 does
/// where it answers at all; KNOWN-LIMITS.md says what it does not do. It listens on loopback unless told otherwise. TLS,
/// passwords and topic rights are there for those who ask for them (``ListenerSecurity``), to test with.
package final class LocalBroker: Sendable {
    /// What the broker listens on.
    package let host: String
    package let port: Int
    private let cluster: LocalCluster

    /// Starts a broker.
    ///
    /// - Parameters:
    ///   - directory: a log directory as a broker keeps it, or one to be made. Locked against other brokers, unless it is
    ///     only read (``BrokerOptions/isReadOnly``).
    ///   - port: 0 for any that is free; `port` then says which.
    package static func start(
        directory: String, host: String = "127.0.0.1", port: Int = 0, options: BrokerOptions = BrokerOptions(),
        logger: Logger = Logger(label: "kafka-local") { _ in SwiftLogNoOpLogHandler() }
    ) async throws(BrokerError) -> LocalBroker {
        let cluster = try await LocalCluster.start(
            directory: directory, nodes: nil, host: host, port: port, options: options, logger: logger)
        return LocalBroker(cluster, host: host)
    }

    private init(_ cluster: LocalCluster, host: String) {
        self.cluster = cluster
        self.host = host
        port = cluster.port(of: cluster.nodeIDs.first ?? -1)
    }

    /// The control hook: pauses, cut connections, error codes.
    package var faults: Faults { cluster.faults }

    /// `host:port`, as clients want it.
    package var bootstrapServers: String { cluster.bootstrapServers }

    package var clusterID: String { cluster.clusterID }

    /// How many connections there have been, those that failed included.
    package var connectionsAccepted: Int { cluster.connectionsAccepted }

    package var nodeID: Int32 { cluster.nodeIDs.first ?? -1 }

    /// Ends all connections, puts the logs on the disk and lets go of the directory. Again, it does nothing.
    package func shutdown() async { await cluster.shutdown() }
}
