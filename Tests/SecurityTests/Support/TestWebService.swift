import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A web service on loopback that answers as a test wants: a token endpoint, an instance's metadata.
final class TestWebService: Sendable {
    struct Request: Sendable {
        var method: String
        var path: String
        var headers: HTTPHeaders
        var body: String

        func header(_ name: String) -> String? { headers.first(name: name) }
    }

    enum Answer: Sendable {
        case status(Int, String, headers: [(String, String)] = [])
        /// Nothing, and the connection stays open.
        case silence
        /// The connection is closed without a word.
        case close
        /// These bytes, whatever they are.
        case bytes(String)
    }

    let port: Int
    private let group: MultiThreadedEventLoopGroup
    private let server: any Channel
    private let log: RequestLog

    var requests: [Request] { log.all.withLock { $0 } }

    /// The service for the length of the body.
    static func with<Value>(
        tls: String? = nil, _ answer: @escaping @Sendable (Request) -> Answer,
        _ body: (TestWebService) async throws -> Value
    ) async throws -> Value {
        let service = try await TestWebService(tls: tls, answer)
        do {
            let value = try await body(service)
            try await service.shutdown()
            return value
        } catch {
            try? await service.shutdown()
            throw error
        }
    }

    private init(tls: String?, _ answer: @escaping @Sendable (Request) -> Answer) async throws {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let log = RequestLog()
        self.log = log
        let context = try tls.map { try Self.context($0) }
        server = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(ServiceHandler(log, answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = server.localAddress?.port ?? 0
    }

    private static func context(_ certificate: String) throws -> NIOSSLContext {
        let certificates = try TestCertificates.shared.get()
        let chain = try NIOSSLCertificate.fromPEMFile(certificates.path("\(certificate).pem"))
        let key = try NIOSSLPrivateKey(file: certificates.path("\(certificate).key"), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
    }

    private func shutdown() async throws {
        try? await server.close()
        try await group.shutdownGracefully()
    }
}

private final class RequestLog: Sendable {
    let all = Mutex<[TestWebService.Request]>([])
}

private final class ServiceHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let log: RequestLog
    private let answer: @Sendable (TestWebService.Request) -> TestWebService.Answer
    private var request: TestWebService.Request?

    init(_ log: RequestLog, _ answer: @escaping @Sendable (TestWebService.Request) -> TestWebService.Answer) {
        self.log = log
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            request = .init(method: head.method.rawValue, path: head.uri, headers: head.headers, body: "")
        case .body(let part): request?.body += String(buffer: part)
        case .end:
            guard let request else { return }
            log.all.withLock { $0.append(request) }
            respond(answer(request), context)
        }
    }

    private func respond(_ answer: TestWebService.Answer, _ context: ChannelHandlerContext) {
        switch answer {
        case .status(let status, let text, let extra):
            var headers = HTTPHeaders(extra.map { ($0.0, $0.1) })
            headers.add(name: "Content-Length", value: "\(text.utf8.count)")
            let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .silence: break
        case .close: context.close(promise: nil)
        case .bytes(let text):
            // Beneath the encoder, which lets nothing pass but HTTP.
            let encoder = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
            encoder?.writeAndFlush(NIOAny(ByteBuffer(string: text)), promise: nil)
            context.close(promise: nil)
        }
    }
}
