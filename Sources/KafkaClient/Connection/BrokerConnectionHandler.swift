import KafkaWire
import NIOCore

/// The end of a connection's pipeline: cuts the bytes into answers, and carries out what the state machine says.
final class BrokerConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let eventLoop: any EventLoop
    private var stateMachine = BrokerConnectionStateMachine<EventLoopPromise<ByteBuffer>>()
    private var framer: ResponseFramer
    private var context: ChannelHandlerContext?
    private var timer: Scheduled<Void>?

    init(eventLoop: any EventLoop, framer: ResponseFramer) {
        self.eventLoop = eventLoop
        self.framer = framer
    }

    // MARK: From the connection

    /// Sends a whole frame. The promise gets the answer's frame without its length prefix, or a ``ConnectionFailure``.
    func send(
        _ frame: ByteBuffer, _ request: RequestName, correlationID: Int32, timeout: TimeAmount,
        promise: EventLoopPromise<ByteBuffer>
    ) {
        let action = stateMachine.send(
            request, correlationID: correlationID, promise: promise, timeout: timeout, now: eventLoop.now)
        switch action {
        case .write(let deadline):
            if let deadline { startTimer(deadline) }
            context?.writeAndFlush(wrapOutboundOut(frame), promise: nil)
        case .fail(let promise, let failure):
            promise.fail(failure)
        }
    }

    func cancel(correlationID: Int32) {
        switch stateMachine.cancelled(correlationID: correlationID) {
        case .fail(let promise): promise.fail(ConnectionFailure.cancelled)
        case .ignore: break
        }
    }

    /// Opens the connection for ordinary requests.
    func becomeReady() throws(ConnectionFailure) {
        switch stateMachine.negotiated() {
        case .becomeReady: break
        case .refuse(let failure): throw failure
        }
    }

    func close() {
        perform(stateMachine.close { _ in .shutDown })
    }

    // MARK: From the channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { _ = stateMachine.opened() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        stopTimer()
    }

    func channelActive(context: ChannelHandlerContext) {
        // The connection itself begins the negotiation: it knows its client id and its time.
        _ = stateMachine.opened()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        stateMachine.progressed(now: eventLoop.now)
        do {
            while let frame = try framer.nextFrame(from: &bytes) {
                let correlationID = try ResponseHeader.correlationId(of: frame)
                guard deliver(frame, correlationID) else { return }
            }
        } catch {
            perform(stateMachine.close { .wire(error, $0) })
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        perform(stateMachine.close { .system(.init(error), $0) })
    }

    func channelInactive(context: ChannelHandlerContext) {
        stopTimer()
        switch stateMachine.closed(partialAnswer: framer.partialAnswer) {
        case .fail(let promises, let failure): fail(promises, failure)
        case .ignore: break
        }
        context.fireChannelInactive()
    }

    // MARK: Actions

    /// False where the connection is over.
    private func deliver(_ frame: ByteBuffer, _ correlationID: Int32) -> Bool {
        switch stateMachine.answered(correlationID: correlationID) {
        case .deliver(let promise):
            promise.succeed(frame)
            return true
        case .drop:
            return true
        case .close(let promises, let failure):
            fail(promises, failure)
            closeChannel()
            return false
        case .ignore:
            return false
        }
    }

    private func perform(_ action: BrokerConnectionStateMachine<EventLoopPromise<ByteBuffer>>.CloseAction) {
        switch action {
        case .close(let promises, let failure):
            fail(promises, failure)
            closeChannel()
        case .ignore: break
        }
    }

    private func timerFired() {
        switch stateMachine.timerFired(now: eventLoop.now) {
        case .schedule(let deadline):
            startTimer(deadline)
        case .close(let promises, let failure):
            fail(promises, failure)
            closeChannel()
        case .ignore: break
        }
    }

    private func fail(_ promises: [EventLoopPromise<ByteBuffer>], _ failure: ConnectionFailure) {
        for promise in promises { promise.fail(failure) }
    }

    private func closeChannel() {
        stopTimer()
        context?.close(promise: nil)
    }

    private func startTimer(_ deadline: NIODeadline) {
        timer?.cancel()
        timer = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.timerFired() }
    }

    private func stopTimer() {
        timer?.cancel()
        timer = nil
    }
}
