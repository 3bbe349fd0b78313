import KafkaWire
import NIOCore
import NIOPosix
import Synchronization

/// A listener on loopback that gives the answers a test wants.
final class FakeBroker: Sendable {
    typealias Responder = @Sendable (FakeRequest) -> Void

    let port: Int
    private let channel: any Channel
    private let state: StateBox

    final class StateBox: Sendable {
        struct State {
            var responder: Responder
            var requests: [FakeRequest] = []
            var connections: [any Channel] = []
        }
        let state: Mutex<State>

        init(_ responder: @escaping Responder) {
            state = Mutex(State(responder: responder))
        }
    }

    private init(channel: any Channel, state: StateBox) {
        self.channel = channel
        self.state = state
        port = channel.localAddress?.port ?? 0
    }

    /// Listens on a free port; every request goes to the responder, on the connection's event loop.
    static func start(port: Int = 0, _ responder: @escaping Responder) async throws -> FakeBroker {
        let state = StateBox(responder)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                let number = state.state.withLock {
                    $0.connections.append(channel)
                    return $0.connections.count
                }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        ByteToMessageHandler(KafkaFrameDecoder()), FakeBrokerHandler(state: state, connection: number))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        return FakeBroker(channel: channel, state: state)
    }

    var requests: [FakeRequest] { state.state.withLock { $0.requests } }

    var connectionCount: Int { state.state.withLock { $0.connections.count } }

    func requests(_ api: ApiKey) -> [FakeRequest] { requests.filter { $0.header.apiKey == api.rawValue } }

    func respond(_ responder: @escaping Responder) {
        state.state.withLock { $0.responder = responder }
    }

    /// Ends all connections; new ones are taken.
    func dropConnections() async {
        for connection in state.state.withLock({ $0.connections }) { try? await connection.close() }
    }

    func stop() async {
        try? await channel.close()
        await dropConnections()
    }
}

/// A request as the fake broker got it, and the way to answer it, now or later.
struct FakeRequest: Sendable {
    let header: RequestHeader
    let frame: ByteBuffer
    /// Which of the broker's connections it came on, from 1.
    let connection: Int
    let channel: any Channel

    var api: ApiKey? { ApiKey(rawValue: header.apiKey) }

    func body<Request: KafkaRequest>(_ type: Request.Type = Request.self) throws -> Request {
        var reader = WireReader(frame)
        _ = try RequestHeader(reading: &reader)
        return try Request(reading: &reader, version: header.apiVersion)
    }

    func answer(_ response: some KafkaResponse, version: Int16? = nil, correlationID: Int32? = nil) {
        send(
            encodeResponse(
                response, version: version ?? header.apiVersion, correlationId: correlationID ?? header.correlationId))
    }

    /// A recorded answer with its correlation id replaced.
    func answer(recorded response: [UInt8]) {
        var frame = ByteBuffer()
        frame.writeInteger(Int32(response.count))
        frame.writeBytes(response)
        frame.setInteger(header.correlationId, at: 4)
        send(frame)
    }

    func send(_ bytes: ByteBuffer) {
        channel.writeAndFlush(bytes, promise: nil)
    }

    func close() {
        channel.close(promise: nil)
    }
}

private final class FakeBrokerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let state: FakeBroker.StateBox
    private let connection: Int

    init(state: FakeBroker.StateBox, connection: Int) {
        self.state = state
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        var reader = WireReader(frame)
        guard let header = try? RequestHeader(reading: &reader) else { return context.close(promise: nil) }
        let request = FakeRequest(header: header, frame: frame, connection: connection, channel: context.channel)
        let responder = state.state.withLock {
            $0.requests.append(request)
            return $0.responder
        }
        responder(request)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
