import KafkaWire
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// One broker of a local cluster: a port and the connections to it. It can be stopped and started again.
final class LocalNode: Sendable {
    private struct Listening {
        var channel: (any Channel)?
        var port = 0
    }

    let state: BrokerState
    let host: String
    private let runtime: LocalRuntime
    private let connections = ConnectionRegistry()
    private let listening = Mutex(Listening())

    init(_ state: BrokerState, host: String, runtime: LocalRuntime) {
        self.state = state
        self.host = host
        self.runtime = runtime
    }

    /// The port of the first start; it is kept where that can be.
    var port: Int { listening.withLock { $0.port } }

    var address: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    var connectionsAccepted: Int { connections.accepted }

    /// - Parameter port: nil for the one that it had.
    func start(port: Int? = nil) async throws {
        guard listening.withLock({ $0.channel == nil }) else { return }
        let wanted = port ?? self.port
        connections.reopen()
        let channel: any Channel
        do {
            channel = try await bind(port: wanted)
        } catch {
            // Somebody else may have taken the port meanwhile: a broker that comes back elsewhere is one, too.
            guard port == nil else { throw error }
            channel = try await bind(port: 0)
        }
        let bound = channel.localAddress?.port ?? wanted
        listening.withLock { $0 = Listening(channel: channel, port: bound) }
        // Listening everywhere is not an address to connect to.
        let isEverywhere = host == "0.0.0.0" || host == "::"
        let advertised = state.options.advertisedHost ?? (isEverywhere ? "127.0.0.1" : host)
        state.cluster.placement.listens(state.nodeID, at: advertised, port: Int32(clamping: bound))
    }

    /// Ends all connections; who connects is refused.
    func stop() async {
        let channel = listening.withLock { listening in
            defer { listening.channel = nil }
            return listening.channel
        }
        try? await channel?.close()
        await connections.closeAll()
    }

    private func bind(port: Int) async throws -> any Channel {
        let maxRequestBytes = state.options.maxRequestBytes
        let tls = try state.options.security.tls.map { try $0.context() }
        let (state, connections, pool, logger) = (state, connections, runtime.pool, runtime.logger)
        return try await ServerBootstrap(group: runtime.group)
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
