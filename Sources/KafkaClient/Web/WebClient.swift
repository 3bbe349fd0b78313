import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Asks a web service one thing over a connection of its own: for tokens and credentials, which are rarely needed.
///
/// HTTP/1.1; no redirects, no cookies, no compression, no proxies.
enum WebClient {
    /// - Parameter context: TLS for addresses with https.
    static func ask(
        _ request: WebRequest, _ context: NIOSSLContext?, _ limits: WebLimits
    ) async throws(WebFailure) -> WebAnswer {
        if Task.isCancelled { throw .cancelled }
        let address = request.address
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = eventLoop.makePromise(of: WebAnswer.self)
        let guardian = eventLoop.scheduleTask(in: TimeAmount(limits.connectTimeout + limits.answerTimeout)) {
            promise.fail(WebFailure.timedOut(limits.connectTimeout + limits.answerTimeout))
        }
        ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(limits.connectTimeout))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if address.usesTLS, let context {
                        try pipeline.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: address.host.serverName))
                    }
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(WebExchangeHandler(request, limits, promise))
                }
            }
            .connect(host: address.host.host, port: address.host.port)
            .whenComplete { result in
                switch result {
                case .success(let channel): promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
                case .failure(let error): promise.fail(error)
                }
            }
        do {
            let answer = try await withTaskCancellationHandler {
                try await promise.futureResult.get()
            } onCancel: {
                promise.fail(WebFailure.cancelled)
            }
            guardian.cancel()
            return answer
        } catch {
            guardian.cancel()
            throw WebFailure(error)
        }
    }
}

extension WebFailure {
    init(_ error: any Error) {
        switch error {
        case let failure as WebFailure: self = failure
        case let error as HTTPParserError: self = .notHTTP("\(error)")
        default:
            switch ConnectionFailure(error, .securing) {
            case .tls(let cause, _): self = .tls(cause)
            case .closedByBroker: self = .closed
            case .system(.reset, _): self = .closed
            case .system(let cause, _): self = .connection(cause)
            default: self = .connection(.other("\(error)"))
            }
        }
    }
}
