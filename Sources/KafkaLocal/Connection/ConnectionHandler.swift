import KafkaLog
import KafkaWire
import Logging
import NIOCore
import NIOPosix

/// One connection: requests are answered one after the other, in their order, with the file work on other threads.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = IOData

    /// Requests that may lie here unanswered before no more is read from the socket.
    private static let maxQueued = 16

    private let router: RequestRouter
    private let pool: NIOThreadPool
    private let logger: Logger
    private var context: ChannelHandlerContext?
    private var queue = CircularBuffer<ByteBuffer>()
    private var isBusy = false
    private var hasHeldRead = false
    private var waiter: (id: UInt64, partitions: [PartitionName])?

    init(broker: BrokerState, pool: NIOThreadPool, logger: Logger) {
        router = RequestRouter(
            broker: broker, session: ConnectionSession(broker.options.security, broker.scramCredentials))
        self.pool = pool
        self.logger = logger
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        stopWaiting()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stopWaiting()
        queue.removeAll()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        queue.append(unwrapInboundIn(data))
        answerNext()
    }

    func read(context: ChannelHandlerContext) {
        if queue.count < Self.maxQueued { context.read() } else { hasHeldRead = true }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.debug("closing a connection", metadata: ["error": "\(error)"])
        context.close(promise: nil)
    }

    private func answerNext() {
        guard !isBusy, let context, context.channel.isActive else { return }
        let pause = router.broker.faults.remainingPause
        guard pause == .nanoseconds(0) else {
            guard !queue.isEmpty else { return }
            isBusy = true
            context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
                self.isBusy = false
                self.answerNext()
            }
            return
        }
        guard let frame = queue.popFirst() else { return }
        let router = router
        work { router.reply(to: frame) }
        if hasHeldRead, queue.count < Self.maxQueued {
            hasHeldRead = false
            context.read()
        }
    }

    /// Has a reply made on a thread for file work.
    private func work(_ body: @escaping @Sendable () -> Reply) {
        guard let context else { return }
        isBusy = true
        pool.runIfActive(eventLoop: context.eventLoop) { body() }
            .assumeIsolated().whenComplete { result in
                self.isBusy = false
                switch result {
                case .success(let reply): self.take(reply)
                case .failure: self.context?.close(promise: nil)
                }
            }
    }

    private func take(_ reply: Reply) {
        guard let context, context.channel.isActive else { return }
        switch reply {
        case .frame(let pieces, let delivery):
            deliver(pieces, delivery, context)
            return
        case .nothing: break
        case .last(let pieces):
            send(pieces, context)
            context.close(promise: nil)
            return
        case .close:
            context.close(promise: nil)
            return
        case .wait(let waiting):
            wait(waiting, context)
            return
        }
        answerNext()
    }

    /// Sends an answer in the way that the faults want it, and then goes on with the next request.
    private func deliver(_ pieces: [FramePiece], _ delivery: AnswerDelivery, _ context: ChannelHandlerContext) {
        // What is not answered holds up what comes behind it.
        isBusy = true
        if delivery.isSilent { return }
        if let pause = delivery.pause {
            var rest = delivery
            rest.pause = nil
            context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
                guard let context = self.context, context.channel.isActive else { return }
                self.deliver(pieces, rest, context)
            }
            return
        }
        let altered = delivery.altered(pieces)
        if let drip = delivery.drip {
            var whole = ByteBuffer()
            for case .bytes(let buffer) in altered { whole.writeImmutableBuffer(buffer) }
            self.drip(whole, drip)
            return
        }
        isBusy = false
        send(altered, cutAfter: delivery.cutAfter, context)
        if delivery.cutAfter == nil { answerNext() }
    }

    private func drip(_ bytes: ByteBuffer, _ drip: AnswerDelivery.Drip) {
        guard let context, context.channel.isActive else { return }
        var rest = bytes
        guard let drop = rest.readSlice(length: min(drip.bytes, rest.readableBytes)) else { return }
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(drop)), promise: nil)
        guard rest.readableBytes > 0 else {
            isBusy = false
            answerNext()
            return
        }
        context.eventLoop.assumeIsolated().scheduleTask(in: drip.interval) { self.drip(rest, drip) }
    }

    private func send(_ pieces: [FramePiece], cutAfter: Int? = nil, _ context: ChannelHandlerContext) {
        let count = pieces.reduce(0) { $0 + $1.count }
        let cut = cutAfter.map { min($0, count) } ?? router.broker.faults.bytesBeforeCut(of: count)
        var left = cut ?? count
        for piece in pieces where left > 0 {
            let data = piece.data(limit: left)
            left -= data.readableBytes
            guard case .file(let file) = piece else {
                context.write(wrapOutboundOut(data), promise: nil)
                continue
            }
            let sent = context.eventLoop.makePromise(of: Void.self)
            sent.futureResult.whenComplete { _ in withExtendedLifetime(file) {} }
            context.write(wrapOutboundOut(data), promise: sent)
        }
        guard cut != nil else {
            context.flush()
            return
        }
        let sent = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer())), promise: sent)
        sent.futureResult.assumeIsolated().whenComplete { _ in self.context?.close(promise: nil) }
    }

    private func wait(_ waiting: WaitingFetch, _ context: ChannelHandlerContext) {
        isBusy = true
        let arrivals = router.broker.arrivals
        let promise = context.eventLoop.makePromise(of: Void.self)
        if let id = arrivals.wake(promise, for: waiting.partitions, since: waiting.ticket) {
            waiter = (id, waiting.partitions)
        }
        let timeout = context.eventLoop.assumeIsolated().scheduleTask(deadline: waiting.deadline) {
            self.stopWaiting()
        }
        promise.futureResult.assumeIsolated().whenComplete { _ in
            timeout.cancel()
            self.stopWaiting()
            guard self.context?.channel.isActive == true else { return }
            let router = self.router
            let isOver = NIODeadline.now() >= waiting.deadline
            self.work { router.reply(to: waiting, isOver: isOver) }
        }
    }

    private func stopWaiting() {
        guard let waiter else { return }
        self.waiter = nil
        router.broker.arrivals.stopWaiting(waiter.id, for: waiter.partitions)
    }
}
