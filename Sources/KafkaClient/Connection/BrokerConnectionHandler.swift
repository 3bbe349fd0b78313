import KafkaWire
import NIOCore
import NIOTLS

/// The end of a connection's pipeline: cuts the bytes into answers, and carries out what the state machine says.
final class BrokerConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let eventLoop: any EventLoop
    private var stateMachine: BrokerConnectionStateMachine<EventLoopPromise<ByteBuffer>>
    /// Kept when the channel can be spoken on: after TLS's handshake, where there is one.
    private let opened: EventLoopPromise<Void>
    private var isOpenedSettled = false
    private var framer: ResponseFramer
    private let limits: AnswerLimits
    private var context: ChannelHandlerContext?
    private var timer: Scheduled<Void>?

    init(eventLoop: any EventLoop, framer: ResponseFramer, limits: AnswerLimits, usesTLS: Bool = false) {
        self.eventLoop = eventLoop
        self.framer = framer
        self.limits = limits
        stateMachine = BrokerConnectionStateMachine(usesTLS: usesTLS)
        opened = eventLoop.makePromise()
    }

    deinit {
        if !isOpenedSettled { opened.fail(ConnectionFailure.shutDown) }
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

    /// Opens the connection for the requests of a phase: authenticating or ready.
    func advance(to phase: ConnectionFailure.Phase) throws(ConnectionFailure) {
        switch stateMachine.advance(to: phase) {
        case .proceed: break
        case .refuse(let failure): throw failure
        }
    }

    /// When TLS's handshake is done, or fails with a ``ConnectionFailure``; at once without TLS.
    ///
    /// - Parameter deadline: how long to wait for it.
    func whenOpened(until deadline: NIODeadline, timeout: TimeAmount) -> EventLoopFuture<Void> {
        let guardian = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.perform(self.stateMachine.close { _ in .handshakeTimedOut(after: timeout) })
        }
        opened.futureResult.whenComplete { _ in guardian.cancel() }
        return opened.futureResult
    }

    /// The oldest request that somebody waits for, and how long the broker has been silent since.
    var silence: (request: RequestName, time: TimeAmount)? { stateMachine.silence(now: eventLoop.now) }

    func close() {
        perform(stateMachine.close { _ in .shutDown })
    }

    // MARK: From the channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { take(stateMachine.opened()) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        stopTimer()
    }

    func channelActive(context: ChannelHandlerContext) {
        take(stateMachine.opened())
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { take(stateMachine.secured()) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        stateMachine.progressed(bytes: bytes.readableBytes, now: eventLoop.now)
        do {
            while let frame = try framer.nextFrame(from: &bytes, atMost: limits.bytes(of: stateMachine.awaited?.api)) {
                let correlationID = try ResponseHeader.correlationId(of: frame)
                guard deliver(frame, correlationID) else { return }
            }
        } catch {
            let awaited = stateMachine.awaited
            perform(stateMachine.close { ConnectionFailure(error, $0, awaited: awaited) })
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let partial = framer.partialAnswer
        perform(stateMachine.close { ConnectionFailure(error, $0, partialAnswer: partial) })
    }

    func channelInactive(context: ChannelHandlerContext) {
        stopTimer()
        switch stateMachine.closed(partialAnswer: framer.partialAnswer) {
        case .fail(let promises, let failure):
            settleOpened(.failure(failure))
            fail(promises, failure)
        case .ignore: break
        }
        context.fireChannelInactive()
    }

    // MARK: Actions

    private func take(_ action: BrokerConnectionStateMachine<EventLoopPromise<ByteBuffer>>.OpenedAction) {
        // The connection itself begins the negotiation: it knows its client id and its time.
        if action == .negotiate { settleOpened(.success(())) }
    }

    private func settleOpened(_ result: Result<Void, ConnectionFailure>) {
        guard !isOpenedSettled else { return }
        isOpenedSettled = true
        switch result {
        case .success: opened.succeed()
        case .failure(let failure): opened.fail(failure)
        }
    }

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
            settleOpened(.failure(failure))
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
