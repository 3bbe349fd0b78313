import KafkaWire
import NIOCore

/// The life of a connection as a value, without I/O and without a clock of its own.
///
///     connecting ──► negotiating ──► ready ──► closing ──► closed
///
/// Authenticating would lie between negotiating and ready: it would allow ``RequestAllowList/authenticating``, and
/// ``negotiated()`` would lead to it where the connection's ``SecurityProtocol`` asks for SASL.
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
        /// When the last byte came.
        var lastProgress: NIODeadline?
        /// When the handler's timer goes off; nil while none runs.
        var timer: NIODeadline?

        var promises: [Promise] { slots.compactMap(\.promise) }

        /// When a slot counts as timed out: its time runs from its sending, and anew from every byte that comes.
        func deadline(of slot: Slot) -> NIODeadline {
            guard let lastProgress, lastProgress > slot.sent else { return slot.sent + slot.timeout }
            return lastProgress + slot.timeout
        }
    }

    private enum State: ~Copyable {
        case connecting
        case negotiating(InFlight)
        case ready(InFlight)
        /// The channel was told to close and has not said yet that it is.
        case closing(ConnectionFailure)
        case closed(ConnectionFailure)
    }

    private var state: State

    init() {
        state = .connecting
    }

    private init(_ state: consuming State) {
        self.state = state
    }

    // MARK: Becoming ready

    enum OpenedAction: Equatable {
        case negotiate
        case ignore
    }

    /// The channel is connected.
    mutating func opened() -> OpenedAction {
        switch consume state {
        case .connecting:
            self = .init(.negotiating(InFlight()))
            return .negotiate
        case .negotiating(let inFlight):
            self = .init(.negotiating(inFlight))
        case .ready(let inFlight):
            self = .init(.ready(inFlight))
        case .closing(let failure):
            self = .init(.closing(failure))
        case .closed(let failure):
            self = .init(.closed(failure))
        }
        return .ignore
    }

    enum NegotiatedAction: Equatable {
        case becomeReady
        case refuse(ConnectionFailure)
    }

    /// Both sides know which versions they have in common.
    mutating func negotiated() -> NegotiatedAction {
        switch consume state {
        case .connecting:
            self = .init(.connecting)
            return .refuse(.notAllowed(.apiVersions, .connecting))
        case .negotiating(let inFlight):
            self = .init(.ready(inFlight))
            return .becomeReady
        case .ready(let inFlight):
            self = .init(.ready(inFlight))
            return .becomeReady
        case .closing(let failure):
            self = .init(.closing(failure))
            return .refuse(failure)
        case .closed(let failure):
            self = .init(.closed(failure))
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
        let slot = Slot(
            correlationID: correlationID, request: request, promise: promise, timeout: timeout, sent: now)
        switch consume state {
        case .connecting:
            self = .init(.connecting)
            return .fail(promise, .notAllowed(request.api, .connecting))
        case .negotiating(var inFlight):
            guard RequestAllowList.negotiating.contains(request.api) else {
                self = .init(.negotiating(inFlight))
                return .fail(promise, .notAllowed(request.api, .negotiating))
            }
            let timer = inFlight.append(slot)
            self = .init(.negotiating(inFlight))
            return .write(timer: timer)
        case .ready(var inFlight):
            guard RequestAllowList.ready.contains(request.api) else {
                self = .init(.ready(inFlight))
                return .fail(promise, .notAllowed(request.api, .ready))
            }
            let timer = inFlight.append(slot)
            self = .init(.ready(inFlight))
            return .write(timer: timer)
        case .closing(let failure):
            self = .init(.closing(failure))
            return .fail(promise, failure)
        case .closed(let failure):
            self = .init(.closed(failure))
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
        switch consume state {
        case .connecting:
            self = .init(.closing(.unexpectedAnswer(correlationID: correlationID)))
            return .close([], .unexpectedAnswer(correlationID: correlationID))
        case .negotiating(var inFlight):
            let action = inFlight.answered(correlationID)
            if case .close(_, let failure) = action {
                self = .init(.closing(failure))
            } else {
                self = .init(.negotiating(inFlight))
            }
            return action
        case .ready(var inFlight):
            let action = inFlight.answered(correlationID)
            if case .close(_, let failure) = action {
                self = .init(.closing(failure))
            } else {
                self = .init(.ready(inFlight))
            }
            return action
        case .closing(let failure):
            self = .init(.closing(failure))
            return .ignore
        case .closed(let failure):
            self = .init(.closed(failure))
            return .ignore
        }
    }

    /// Bytes have come, be it a part of an answer only: the broker is alive.
    mutating func progressed(now: NIODeadline) {
        switch consume state {
        case .connecting:
            self = .init(.connecting)
        case .negotiating(var inFlight):
            inFlight.lastProgress = now
            self = .init(.negotiating(inFlight))
        case .ready(var inFlight):
            inFlight.lastProgress = now
            self = .init(.ready(inFlight))
        case .closing(let failure):
            self = .init(.closing(failure))
        case .closed(let failure):
            self = .init(.closed(failure))
        }
    }

    enum CancelAction {
        case fail(Promise)
        /// It was answered or failed before.
        case ignore
    }

    /// A caller has gone. Its place in the queue stays, for its answer still comes.
    mutating func cancelled(correlationID: Int32) -> CancelAction {
        switch consume state {
        case .connecting:
            self = .init(.connecting)
            return .ignore
        case .negotiating(var inFlight):
            let promise = inFlight.release(correlationID)
            self = .init(.negotiating(inFlight))
            return promise.map { .fail($0) } ?? .ignore
        case .ready(var inFlight):
            let promise = inFlight.release(correlationID)
            self = .init(.ready(inFlight))
            return promise.map { .fail($0) } ?? .ignore
        case .closing(let failure):
            self = .init(.closing(failure))
            return .ignore
        case .closed(let failure):
            self = .init(.closed(failure))
            return .ignore
        }
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
        switch consume state {
        case .connecting:
            self = .init(.connecting)
            return .ignore
        case .negotiating(var inFlight):
            let action = inFlight.timerFired(now: now, phase: .negotiating)
            if case .close(_, let failure) = action {
                self = .init(.closing(failure))
            } else {
                self = .init(.negotiating(inFlight))
            }
            return action
        case .ready(var inFlight):
            let action = inFlight.timerFired(now: now, phase: .ready)
            if case .close(_, let failure) = action {
                self = .init(.closing(failure))
            } else {
                self = .init(.ready(inFlight))
            }
            return action
        case .closing(let failure):
            self = .init(.closing(failure))
            return .ignore
        case .closed(let failure):
            self = .init(.closed(failure))
            return .ignore
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
        switch consume state {
        case .connecting:
            let failure = failure(.connecting)
            self = .init(.closing(failure))
            return .close([], failure)
        case .negotiating(let inFlight):
            let failure = failure(.negotiating)
            self = .init(.closing(failure))
            return .close(inFlight.promises, failure)
        case .ready(let inFlight):
            let failure = failure(.ready)
            self = .init(.closing(failure))
            return .close(inFlight.promises, failure)
        case .closing(let failure):
            self = .init(.closing(failure))
            return .ignore
        case .closed(let failure):
            self = .init(.closed(failure))
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
        switch consume state {
        case .connecting:
            let failure = ConnectionFailure.closedByBroker(.connecting)
            self = .init(.closed(failure))
            return .fail([], failure)
        case .negotiating(let inFlight):
            let failure = ConnectionFailure.closedByBroker(.negotiating, partialAnswer: partialAnswer)
            self = .init(.closed(failure))
            return .fail(inFlight.promises, failure)
        case .ready(let inFlight):
            let failure = ConnectionFailure.closedByBroker(.ready, partialAnswer: partialAnswer)
            self = .init(.closed(failure))
            return .fail(inFlight.promises, failure)
        case .closing(let failure):
            self = .init(.closed(failure))
            return .ignore
        case .closed(let failure):
            self = .init(.closed(failure))
            return .ignore
        }
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
        return first.promise.map { .deliver($0) } ?? .drop
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
        return .close(promises, .timedOut(next.request, after: next.timeout, phase))
    }
}
