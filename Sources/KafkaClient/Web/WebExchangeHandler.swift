import KafkaSasl
import NIOCore
import NIOHTTP1
import NIOTLS

/// Sends the request when the connection stands, and gathers the answer up to its limits.
final class WebExchangeHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let request: WebRequest
    private let limits: WebLimits
    private let promise: EventLoopPromise<WebAnswer>
    private var status: Int?
    private var body: [UInt8] = []
    private var isSent = false
    private var timer: Scheduled<Void>?

    init(_ request: WebRequest, _ limits: WebLimits, _ promise: EventLoopPromise<WebAnswer>) {
        self.request = request
        self.limits = limits
        self.promise = promise
    }

    func channelActive(context: ChannelHandlerContext) {
        if request.address.usesTLS {
            startTimer(limits.connectTimeout, context)
        } else {
            send(context)
        }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { send(context) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): status = Int(head.status.code)
        case .body(let part):
            guard body.count + part.readableBytes <= limits.maximumBytes else {
                return promise.fail(WebFailure.tooLong(limit: limits.maximumBytes))
            }
            body += part.readableBytesView
        case .end:
            guard let status else { return promise.fail(WebFailure.closed) }
            promise.succeed(WebAnswer(status: status, body: body))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        // An answer without a length has ended by now; anything else is cut off.
        promise.fail(request.address.usesTLS && !isSent ? WebFailure.tls(.closed) : WebFailure.closed)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    private func send(_ context: ChannelHandlerContext) {
        guard !isSent else { return }
        isSent = true
        startTimer(limits.answerTimeout, context)
        var headers = HTTPHeaders([
            ("Host", request.address.authority), ("User-Agent", "kframe"), ("Accept", "application/json"),
            ("Connection", "close"),
        ])
        for (name, value) in request.headers { headers.replaceOrAdd(name: name, value: value.reveal()) }
        let body = request.body?.utf8
        if let body { headers.add(name: "Content-Length", value: "\(body.count)") }
        let head = HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: request.method.rawValue), uri: request.address.target,
            headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if let body { context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func startTimer(_ time: Duration, _ context: ChannelHandlerContext) {
        timer?.cancel()
        let promise = promise
        timer = context.eventLoop.scheduleTask(in: TimeAmount(time)) { promise.fail(WebFailure.timedOut(time)) }
    }
}
