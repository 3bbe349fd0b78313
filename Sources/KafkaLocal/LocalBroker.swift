import KafkaLog
import KafkaWire
package import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A one-node Kafka broker over a log directory, for trying kframe and for tests.
///
/// It speaks enough of the protocol for producers and for consumers without a group, and answers as Apache Kafka 4.0 does
/// where it answers at all; KNOWN-LIMITS.md says what it does not do. It listens on loopback unless told otherwise. TLS,
/// passwords and topic rights are there for those who ask for them (``ListenerSecurity``), to test with.
package final class LocalBroker: Sendable {
    private enum Phase {
        case running
        case stopped
    }

    /// What the broker listens on.
    package let host: String
    package let port: Int
    /// The control hook: pauses, cut connections, error codes.
    package let faults: Faults
    private let state: BrokerState
    private let group: MultiThreadedEventLoopGroup
    private let pool: NIOThreadPool
    private let server: any Channel
    private let connections: ConnectionRegistry
    private let phase = Mutex(Phase.running)

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
        let faults = Faults()
        let state: BrokerState
        do throws(LogError) {
            state = try BrokerState(directory: directory, options: options, faults: faults)
        } catch {
            throw BrokerError(.directory, error.description)
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: min(2, System.coreCount))
        let pool = NIOThreadPool(numberOfThreads: max(1, options.fileThreadCount))
        pool.start()
        let connections = ConnectionRegistry()
        do {
            let server = try await bind(
                host: host, port: port, group: group, pool: pool, state: state, connections: connections, logger: logger
            )
            let bound = server.localAddress?.port ?? port
            state.listens(at: host, port: bound)
            logger.info("listening", metadata: ["host": "\(host)", "port": "\(bound)", "directory": "\(directory)"])
            return LocalBroker(
                host: host, port: bound, state: state, group: group, pool: pool, server: server,
                connections: connections)
        } catch {
            try? await pool.shutdownGracefully()
            try? await group.shutdownGracefully()
            throw BrokerError(.listen, "cannot listen on \(host), port \(port): \(error)")
        }
    }

    private init(
        host: String, port: Int, state: BrokerState, group: MultiThreadedEventLoopGroup, pool: NIOThreadPool,
        server: any Channel, connections: ConnectionRegistry
    ) {
        self.host = host
        self.port = port
        self.faults = state.faults
        self.state = state
        self.group = group
        self.pool = pool
        self.server = server
        self.connections = connections
    }

    /// `host:port`, as clients want it.
    package var bootstrapServers: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    package var clusterID: String { state.clusterID }

    /// How many connections there have been, those that failed included.
    package var connectionsAccepted: Int { connections.accepted }

    package var nodeID: Int32 { state.nodeID }

    /// Ends all connections, puts the logs on the disk and lets go of the directory. Again, it does nothing.
    package func shutdown() async {
        let isFirst = phase.withLock { phase in
            defer { phase = .stopped }
            return phase == .running
        }
        guard isFirst else { return }
        try? await server.close()
        await connections.closeAll()
        // Appends that are under way end before their logs are closed.
        try? await pool.shutdownGracefully()
        try? state.topics.close()
        state.topics.store.writable?.unlock()
        try? await group.shutdownGracefully()
    }

    private static func bind(
        host: String, port: Int, group: MultiThreadedEventLoopGroup, pool: NIOThreadPool, state: BrokerState,
        connections: ConnectionRegistry, logger: Logger
    ) async throws -> any Channel {
        let maxRequestBytes = state.options.maxRequestBytes
        let tls = try state.options.security.tls.map { try $0.context() }
        return try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                connections.add(channel)
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.addHandler(
                        ByteToMessageHandler(KafkaFrameDecoder(maximumLength: maxRequestBytes)))
                    try pipeline.addHandler(ConnectionHandler(broker: state, pool: pool, logger: logger))
                }
            }
            .bind(host: host, port: port).get()
    }
}
