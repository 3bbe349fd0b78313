import KafkaLog
import KafkaWire
package import Logging
import NIOCore
import NIOPosix

/// A Kafka cluster of one or more brokers in this process, over one log directory: for tests of those who read from it.
///
/// Each broker has a port of its own, leads some of the partitions and follows others, and answers for what it is: leaders
/// and epochs are checked as Apache Kafka 4.0 does. All replicas of a partition are the same files, unless they are told to
/// differ. What can be done to it is in ``LocalCluster/moveLeader(of:_:to:)`` and its neighbours, and in ``Faults``.
package final class LocalCluster: Sendable {
    /// A broker as it is asked for.
    package struct Node: Sendable, Hashable {
        package var id: Int32
        package var rack: String?

        package init(_ id: Int32, rack: String? = nil) {
            self.id = id
            self.rack = rack
        }
    }

    /// The control hook: pauses, cut connections, error codes.
    package let faults: Faults
    let state: ClusterState
    private let nodes: [LocalNode]
    private let runtime: LocalRuntime

    /// Starts the brokers.
    ///
    /// - Parameters:
    ///   - directory: a log directory as a broker keeps it, or one to be made. Locked against other brokers, unless it is
    ///     only read (``BrokerOptions/isReadOnly``).
    ///   - nodes: nil for one broker with the id that the directory names.
    ///   - port: the first broker's; 0 for any that is free. The others take any that is free.
    package static func start(
        directory: String, nodes: [Node]?, host: String = "127.0.0.1", port: Int = 0,
        options: BrokerOptions = BrokerOptions(),
        logger: Logger = Logger(label: "kafka-local") { _ in SwiftLogNoOpLogHandler() }
    ) async throws(BrokerError) -> LocalCluster {
        let faults = Faults()
        let state: ClusterState
        do throws(LogError) {
            state = try ClusterState(directory: directory, nodes: nodes, options: options, faults: faults)
        } catch {
            throw BrokerError(.directory, error.description)
        }
        let runtime = LocalRuntime(fileThreadCount: options.fileThreadCount, logger: logger)
        let made = state.placement.now.nodes.keys.sorted().map { id in
            LocalNode(BrokerState(cluster: state, nodeID: id), host: host, runtime: runtime)
        }
        let cluster = LocalCluster(state: state, nodes: made, runtime: runtime)
        for (index, node) in made.enumerated() {
            do {
                try await node.start(port: index == 0 ? port : 0)
            } catch {
                await cluster.shutdown()
                throw BrokerError(.listen, "cannot listen on \(host), port \(port): \(error)")
            }
            logger.info(
                "listening", metadata: ["host": "\(host)", "port": "\(node.port)", "directory": "\(directory)"])
        }
        return cluster
    }

    private init(state: ClusterState, nodes: [LocalNode], runtime: LocalRuntime) {
        faults = state.faults
        self.state = state
        self.nodes = nodes
        self.runtime = runtime
    }

    package var nodeIDs: [Int32] { nodes.map(\.state.nodeID) }

    /// `host:port` of all brokers, as clients want it.
    package var bootstrapServers: String { nodes.map(\.address).joined(separator: ",") }

    package var clusterID: String { state.clusterID }

    /// How many connections there have been, those that failed included.
    package var connectionsAccepted: Int { nodes.reduce(0) { $0 + $1.connectionsAccepted } }

    /// 0 for a broker that there is not.
    package func port(of node: Int32) -> Int { self.node(node)?.port ?? 0 }

    func node(_ id: Int32) -> LocalNode? { nodes.first { $0.state.nodeID == id } }

    /// Ends all connections, puts the logs on the disk and lets go of the directory. Again, it does nothing.
    package func shutdown() async {
        guard runtime.beginShutdown() else { return }
        for node in nodes { await node.stop() }
        // Appends that are under way end before their logs are closed.
        await runtime.endFileWork()
        try? state.topics.close()
        state.topics.store.writable?.unlock()
        await runtime.endLoops()
    }
}
