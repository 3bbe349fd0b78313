import KafkaWire
import NIOCore

/// The life of a connection as a value, without I/O and without a clock of its own.
///
///     connecting ──► (securing) ──► negotiating ──► (authenticating) ──► ready ──► closing ──► closed
///                                                          ▲───────────────┘
///
/// Securing is TLS's handshake; authenticating is SASL's, and a ready connection goes back to it where the broker wants to
/// be asked again (KIP-368). Which requests may be sent depends on the phase (``RequestAllowList``).
///
/// A broker answers in the order of the requests. So the requests under way are a queue, and an answer belongs to the
/// first of them or the connection is broken. A request whose caller has gone keeps its place until it is answered.
struct BrokerConnectionStateMachine<Promise>: ~Copyable {
    /// A request that was sent and not yet answered.
    struct Slot {
        var correlationID: Int32
        var request: RequestName
        /// Nil once its caller has gone.
        var promise: Promise?
        var timeout: TimeAmount
        var sent: NIODeadline
    }

    struct InFlight {
        var slots = CircularBuffer<Slot>()
        /// When the last answer ended, or as much as counts for progress in one had come.
        var lastProgress: NIODeadline?
        /// Bytes that came since then, and when the last of them did.
        var bytesSince = 0
        var lastByte: NIODeadline?
        /// When the handler's timer goes off; nil while none runs.
        var timer: NIODeadline?

        var promises: [Promise] { slots.compactMap(\.promise) }

        /// Bytes of an answer that show that the broker goes on with it: fewer may drip for ever.
        static var progressBytes: Int { 1024 }

        /// When a slot counts as timed out: its time runs from its sending, and anew with every progress.
        func deadline(of slot: Slot) -> NIODeadline {
            guard let lastProgress, lastProgress > slot.sent else { return slot.sent + slot.timeout }
            return lastProgress + slot.timeout
        }
    }

    private enum State: ~Copyable {
        /// Connecting or securing: nothing can be sent.
        case opening(ConnectionFailure.Phase)
        /// Negotiating, authenticating or ready.
        case open(ConnectionFailure.Phase, InFlight)
        /// The channel was told to close and has not said yet that it is.
        case closing(ConnectionFailure)
        case closed(ConnectionFailure)
    }

    private let usesTLS: Bool
    private var state: State

    init(usesTLS: Bool = false) {
        self.usesTLS = usesTLS
        state = .opening(.connecting)
    }

    private init(_ state: consuming State, usesTLS: Bool) {
        self.usesTLS = usesTLS
        self.state = state
    }

    // MARK: Becoming ready

    enum OpenedAction: Equatable {
        case secure
        case negotiate
        case ignore
    }

    /// The channel is connected.
    mutating func opened() -> OpenedAction {
        let usesTLS = usesTLS
        switch consume state {
        case .opening(.connecting):
            self = .init(usesTLS ? .opening(.securing) : .open(.negotiating, InFlight()), usesTLS: usesTLS)
            return usesTLS ? .secure : .negotiate
        case .opening(let phase):
            self = .init(.opening(phase), usesTLS: usesTLS)
        case .open(let phase, let inFlight):
            self = .init(.open(phase, inFlight), usesTLS: usesTLS)
        case .closing(let failure):
            self = .init(.closing(failure), usesTLS: usesTLS)
        case .closed(let failure):
            self = .init(.closed(failure), usesTLS: usesTLS)
        }
        return .ignore
    }

    /// TLS's handshake is done.
    mutating func secured() -> OpenedAction {
        let usesTLS = usesTLS
        switch consume state {
        case .opening(.securing):
            self = .init(.open(.negotiating, InFlight()), usesTLS: usesTLS)
            return .negotiate
        case .opening(let phase):
            self = .init(.opening(phase), usesTLS: usesTLS)
        case .open(let phase, let inFlight):
            self = .init(.open(phase, inFlight), usesTLS: usesTLS)
        case .closing(let failure):
            self = .init(.closing(failure), usesTLS: usesTLS)
        case .closed(let failure):
            self = .init(.closed(failure), usesTLS: usesTLS)
        }
        return .ignore
    }

    enum AdvanceAction: Equatable {
        case proceed
        case refuse(ConnectionFailure)
    }

    /// Both sides know which versions they have in common, or whether the client is who it says.
    ///
    /// - Parameter phase: authenticating or ready.
    mutating func advance(to phase: ConnectionFailure.Phase) -> AdvanceAction {
        let usesTLS = usesTLS
        switch consume state {
        case .opening(let now):
            self = .init(.opening(now), usesTLS: usesTLS)
            return .refuse(.notAllowed(.apiVersions, now))
        case .open(_, let inFlight):
            self = .init(.open(phase, inFlight), usesTLS: usesTLS)
            return .proceed
        case .closing(let failure):
            self = .init(.closing(failure), usesTLS: usesTLS)
            return .refuse(failure)
        case .closed(let failure):
            self = .init(.closed(failure), usesTLS: usesTLS)
            return .refuse(failure)
        }
    }

    // MARK: Requests and answers

    enum SendAction {
        /// Write the request; start the timer anew where a time is given.
        case write(timer: NIODeadline?)
        case fail(Promise, ConnectionFailure)
    }

    /// A caller has a request.
    mutating func send(
        _ request: RequestName, correlationID: Int32, promise: Promise, timeout: TimeAmount, now: NIODeadline
    ) -> SendAction {
        let usesTLS = usesTLS
        let slot = Slot(
            correlationID: correlationID, request: request, promise: promise, timeout: timeout, sent: now)
        switch consume state {
        case .opening(let phase):
            self = .init(.opening(phase), usesTLS: usesTLS)
            return .fail(promise, .notAllowed(request.api, phase))
        case .open(let phase, var inFlight):
            guard RequestAllowList.allowed(in: phase).contains(request.api) else {
                self = .init(.open(phase, inFlight), usesTLS: usesTLS)
                return .fail(promise, .notAllowed(request.api, phase))
            }
            let timer = inFlight.append(slot)
            self = .init(.open(phase, inFlight), usesTLS: usesTLS)
            return .write(timer: timer)
        case .closing(let failure):
            self = .init(.closing(failure), usesTLS: usesTLS)
            return .fail(promise, failure)
        case .closed(let failure):
            self = .init(.closed(failure), usesTLS: usesTLS)
            return .fail(promise, failure)
        }
    }

    enum AnswerAction {
        case deliver(Promise)
        /// Its caller has gone.
        case drop
        /// Fail the promises and close the channel.
        case close([Promise], ConnectionFailure)
        case ignore
    }

    /// A whole answer has come.
    mutating func answered(correlationID: Int32) -> AnswerAction {
        let usesTLS = usesTLS
        switch consume state {
        case .opening:
            self = .init(.closing(.unexpectedAnswer(correlationID: correlationID)), usesTLS: usesTLS)
            return .close([], .unexpectedAnswer(correlationID: correlationID))
        case .open(let phase, var inFlight):
            let action = inFlight.answered(correlationID)
            if case .close(_, let failure) = action {
                self = .init(.closing(failure), usesTLS: usesTLS)
            } else {
                self = .init(.open(phase, inFlight), usesTLS: usesTLS)
            }
            return action
        case .closing(let failure):
            self = .init(.closing(failure), usesTLS: usesTLS)
            return .ignore
        case .closed(let failure):
            self = .init(.closed(failure), usesTLS: usesTLS)
            return .ignore
        }
    }

    /// Bytes have come, be it a part of an answer only: the broker is alive.
    mutating func progressed(bytes: Int, now: NIODeadline) {
        whileOpen { _, inFlight in (inFlight.progressed(bytes: bytes, now: now), nil) }
    }

    enum CancelAction {
        case fail(Promise)
        /// It was answered or failed before.
        case ignore
    }

    /// A caller has gone. Its place in the queue stays, for its answer still comes.
    mutating func cancelled(correlationID: Int32) -> CancelAction {
        let promise = whileOpen { _, inFlight in (inFlight.release(correlationID), nil) }
        return promise.flatMap(\.self).map { .fail($0) } ?? .ignore
    }

    // MARK: Time

    enum TimerAction {
        case schedule(NIODeadline)
        /// Fail the promises and close the channel: what comes behind an answer that does not come waits as well.
        case close([Promise], ConnectionFailure)
        case ignore
    }

    /// The timer went off.
    mutating func timerFired(now: NIODeadline) -> TimerAction {
        whileOpen { phase, inFlight in
            let action = inFlight.timerFired(now: now, phase: phase)
            guard case .close(_, let failure) = action else { return (action, nil) }
            return (action, failure)
        } ?? .ignore
    }

    /// The request that the next answer belongs to; nil where nothing is under way.
    var awaited: RequestName? {
        switch state {
        case .open(_, let inFlight): inFlight.slots.first?.request
        default: nil
        }
    }

    /// The oldest request that somebody waits for, and for how long not a byte has come since it was sent.
    borrowing func silence(now: NIODeadline) -> (request: RequestName, time: TimeAmount)? {
        switch state {
        case .open(_, let inFlight):
            guard let slot = inFlight.slots.first(where: { $0.promise != nil }) else { return nil }
            return (slot.request, now - max(slot.sent, inFlight.lastByte ?? slot.sent))
        default: return nil
        }
    }

    // MARK: The end

    enum CloseAction {
        /// Fail the promises and close the channel.
        case close([Promise], ConnectionFailure)
        case ignore
    }

    /// The client wants to close, or an error leaves no other choice.
    ///
    /// - Parameter failure: what those who wait are told, given how far the connection has come.
    mutating func close(_ failure: (ConnectionFailure.Phase) -> ConnectionFailure) -> CloseAction {
        let usesTLS = usesTLS
        switch consume state {
        case .opening(let phase):
            let failure = failure(phase)
            self = .init(.closing(failure), usesTLS: usesTLS)
            return .close([], failure)
        case .open(let phase, let inFlight):
            let failure = failure(phase)
            self = .init(.closing(failure), usesTLS: usesTLS)
            return .close(inFlight.promises, failure)
        case .closing(let failure):
            self = .init(.closing(failure), usesTLS: usesTLS)
            return .ignore
        case .closed(let failure):
            self = .init(.closed(failure), usesTLS: usesTLS)
            return .ignore
        }
    }

    enum ClosedAction {
        case fail([Promise], ConnectionFailure)
        /// Those who waited were told when the closing began.
        case ignore
    }

    /// The channel is closed. Where nobody asked for that, the broker did it.
    mutating func closed(partialAnswer: ConnectionFailure.PartialAnswer?) -> ClosedAction {
        let usesTLS = usesTLS
        switch consume state {
        case .opening(let phase):
            let failure = ConnectionFailure.closedByBroker(phase)
            self = .init(.closed(failure), usesTLS: usesTLS)
            return .fail([], failure)
        case .open(let phase, let inFlight):
            let failure = ConnectionFailure.closedByBroker(phase, partialAnswer: partialAnswer)
            self = .init(.closed(failure), usesTLS: usesTLS)
            return .fail(inFlight.promises, failure)
        case .closing(let failure):
            self = .init(.closed(failure), usesTLS: usesTLS)
            return .ignore
        case .closed(let failure):
            self = .init(.closed(failure), usesTLS: usesTLS)
            return .ignore
        }
    }

    /// Does something with the requests under way; nil where the connection is not open.
    ///
    /// - Parameter body: gives also why the connection is to be closed, where it is.
    @discardableResult
    private mutating func whileOpen<Value>(
        _ body: (ConnectionFailure.Phase, inout InFlight) -> (Value, ConnectionFailure?)
    ) -> Value? {
        let usesTLS = usesTLS
        switch consume state {
        case .open(let phase, var inFlight):
            let (value, failure) = body(phase, &inFlight)
            if let failure {
                self = .init(.closing(failure), usesTLS: usesTLS)
            } else {
                self = .init(.open(phase, inFlight), usesTLS: usesTLS)
            }
            return value
        case .opening(let phase):
            self = .init(.opening(phase), usesTLS: usesTLS)
        case .closing(let failure):
            self = .init(.closing(failure), usesTLS: usesTLS)
        case .closed(let failure):
            self = .init(.closed(failure), usesTLS: usesTLS)
        }
        return nil
    }
}

extension BrokerConnectionStateMachine.SendAction: Equatable where Promise: Equatable {}
extension BrokerConnectionStateMachine.AnswerAction: Equatable where Promise: Equatable {}
extension BrokerConnectionStateMachine.CancelAction: Equatable where Promise: Equatable {}
extension BrokerConnectionStateMachine.TimerAction: Equatable where Promise: Equatable {}
extension BrokerConnectionStateMachine.CloseAction: Equatable where Promise: Equatable {}
extension BrokerConnectionStateMachine.ClosedAction: Equatable where Promise: Equatable {}

extension BrokerConnectionStateMachine.InFlight {
    /// Adds a slot; gives the time for the timer where it has to be started or go off earlier.
    fileprivate mutating func append(_ slot: BrokerConnectionStateMachine.Slot) -> NIODeadline? {
        slots.append(slot)
        let deadline = slot.sent + slot.timeout
        if let timer, timer <= deadline { return nil }
        timer = deadline
        return deadline
    }

    fileprivate mutating func answered(_ correlationID: Int32) -> BrokerConnectionStateMachine.AnswerAction {
        guard let first = slots.first else {
            return .close([], .unexpectedAnswer(correlationID: correlationID))
        }
        guard first.correlationID == correlationID else {
            return .close(
                promises, .wrongCorrelationID(expected: first.correlationID, received: correlationID))
        }
        slots.removeFirst()
        if let lastByte { noteProgress(at: lastByte) }
        return first.promise.map { .deliver($0) } ?? .drop
    }

    fileprivate mutating func progressed(bytes: Int, now: NIODeadline) {
        bytesSince += bytes
        lastByte = now
        if bytesSince >= Self.progressBytes { noteProgress(at: now) }
    }

    private mutating func noteProgress(at time: NIODeadline) {
        lastProgress = time
        bytesSince = 0
    }

    fileprivate mutating func release(_ correlationID: Int32) -> Promise? {
        guard let index = slots.firstIndex(where: { $0.correlationID == correlationID }) else { return nil }
        defer { slots[index].promise = nil }
        return slots[index].promise
    }

    fileprivate mutating func timerFired(
        now: NIODeadline, phase: ConnectionFailure.Phase
    ) -> BrokerConnectionStateMachine.TimerAction {
        timer = nil
        guard let next = slots.min(by: { deadline(of: $0) < deadline(of: $1) }) else { return .ignore }
        let due = deadline(of: next)
        guard due <= now else {
            timer = due
            return .schedule(due)
        }
        guard bytesSince == 0 || phase != .ready else {
            return .close(promises, .tooSlow(next.request, bytes: bytesSince, in: next.timeout))
        }
        return .close(promises, .timedOut(next.request, after: next.timeout, phase))
    }
}
