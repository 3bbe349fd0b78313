import KafkaWire
import NIOCore
import Testing

@testable import KafkaClient

/// Every event in every state. Promises are texts.
@Suite struct BrokerConnectionStateMachineTests {
    typealias Machine = BrokerConnectionStateMachine<String>

    enum StateName: CaseIterable {
        case connecting
        case securing
        case negotiating
        case negotiatingInFlight
        case authenticating
        case ready
        case readyInFlight
        case closing
        case closed

        var isOver: Bool { self == .closing || self == .closed }
        var phase: ConnectionFailure.Phase {
            switch self {
            case .connecting: .connecting
            case .securing: .securing
            case .authenticating: .authenticating
            case .negotiating, .negotiatingInFlight: .negotiating
            case .ready, .readyInFlight, .closing, .closed: .ready
            }
        }
    }

    static let fetch = RequestName(api: .fetch, version: 12)
    static let versions = RequestName(api: .apiVersions, version: 3)

    static func time(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(seconds) }

    /// A machine in this state, at the second 0. In flight are 1 and 2, with 10 s each.
    static func machine(_ name: StateName) -> Machine {
        var machine = Machine(usesTLS: name == .securing)
        if name == .connecting { return machine }
        _ = machine.opened()
        if name == .securing { return machine }
        if name == .negotiating { return machine }
        if name == .negotiatingInFlight {
            fill(&machine, versions)
            return machine
        }
        _ = machine.advance(to: name == .authenticating ? .authenticating : .ready)
        if name == .readyInFlight { fill(&machine, fetch) }
        if name == .closing { _ = machine.close { _ in .shutDown } }
        if name == .closed {
            _ = machine.close { _ in .shutDown }
            _ = machine.closed(partialAnswer: nil)
        }
        return machine
    }

    static func fill(_ machine: inout Machine, _ request: RequestName) {
        for id in 1...2 as ClosedRange<Int32> {
            _ = machine.send(
                request, correlationID: id, promise: "p\(id)", timeout: .seconds(10), now: time(0))
        }
    }

    static func send(
        _ machine: inout Machine, _ request: RequestName, _ id: Int32, timeout: Int64 = 10, at now: Int64 = 0
    ) -> Machine.SendAction {
        machine.send(request, correlationID: id, promise: "p\(id)", timeout: .seconds(timeout), now: time(now))
    }

    // MARK: Becoming ready

    @Test(arguments: StateName.allCases)
    func opened(_ name: StateName) {
        var machine = Self.machine(name)
        #expect(machine.opened() == (name == .connecting ? .negotiate : .ignore))
        #expect(machine.opened() == .ignore)
    }

    @Test(arguments: StateName.allCases)
    func secured(_ name: StateName) {
        var machine = Self.machine(name)
        #expect(machine.secured() == (name == .securing ? .negotiate : .ignore))
        #expect(machine.secured() == .ignore)
        var fresh = Machine(usesTLS: true)
        #expect(fresh.opened() == .secure)
    }

    @Test(arguments: StateName.allCases)
    func negotiated(_ name: StateName) {
        var machine = Self.machine(name)
        let action = machine.advance(to: .ready)
        let later = Self.send(&machine, Self.fetch, 9)
        switch name {
        case .connecting, .securing:
            #expect(action == .refuse(.notAllowed(.apiVersions, name.phase)))
            #expect(later == .fail("p9", .notAllowed(.fetch, name.phase)))
        case .negotiating, .authenticating, .ready:
            #expect(action == .proceed)
            #expect(later == .write(timer: Self.time(10)))
        case .negotiatingInFlight, .readyInFlight:
            #expect(action == .proceed)
            #expect(later == .write(timer: nil))
        case .closing, .closed:
            #expect(action == .refuse(.shutDown))
            #expect(later == .fail("p9", .shutDown))
        }
    }

    // MARK: Requests

    @Test(arguments: StateName.allCases, ApiKey.allCases)
    func onlyAllowedRequestsAreWritten(_ name: StateName, _ api: ApiKey) {
        var machine = Self.machine(name)
        let action = Self.send(&machine, RequestName(api: api, version: 1), 9)
        let isAllowed =
            switch name {
            case .negotiating, .negotiatingInFlight: api == .apiVersions
            case .ready, .readyInFlight: [.metadata, .listOffsets, .fetch].contains(api)
            case .authenticating: [.saslHandshake, .saslAuthenticate].contains(api)
            case .connecting, .securing, .closing, .closed: false
            }
        switch action {
        case .write: #expect(isAllowed)
        case .fail(let promise, let failure):
            #expect(!isAllowed)
            #expect(promise == "p9")
            #expect(failure == (name.isOver ? .shutDown : .notAllowed(api, name.phase)))
        }
    }

    @Test func theTimerIsSetForTheEarliestDeadline() {
        var machine = Self.machine(.ready)
        #expect(Self.send(&machine, Self.fetch, 1, timeout: 10, at: 0) == .write(timer: Self.time(10)))
        #expect(Self.send(&machine, Self.fetch, 2, timeout: 10, at: 1) == .write(timer: nil))
        #expect(Self.send(&machine, Self.fetch, 3, timeout: 2, at: 1) == .write(timer: Self.time(3)))
    }

    // MARK: Answers

    @Test(arguments: StateName.allCases)
    func aRightAnswer(_ name: StateName) {
        var machine = Self.machine(name)
        let action = machine.answered(correlationID: 1)
        switch name {
        case .negotiatingInFlight, .readyInFlight:
            #expect(action == .deliver("p1"))
            #expect(machine.answered(correlationID: 2) == .deliver("p2"))
            #expect(machine.answered(correlationID: 3) == .close([], .unexpectedAnswer(correlationID: 3)))
        case .connecting, .securing, .negotiating, .authenticating, .ready:
            #expect(action == .close([], .unexpectedAnswer(correlationID: 1)))
            let later = Self.send(&machine, Self.fetch, 9)
            #expect(later == .fail("p9", .unexpectedAnswer(correlationID: 1)))
        case .closing, .closed:
            #expect(action == .ignore)
        }
    }

    @Test(arguments: [StateName.negotiatingInFlight, .readyInFlight], [-1, 0, 2, 3, Int32.max, Int32.min] as [Int32])
    func anAnswerOutOfOrderEndsTheConnection(_ name: StateName, _ id: Int32) {
        var machine = Self.machine(name)
        let failure = ConnectionFailure.wrongCorrelationID(expected: 1, received: id)
        #expect(machine.answered(correlationID: id) == .close(["p1", "p2"], failure))
        #expect(machine.answered(correlationID: 1) == .ignore)
        #expect(Self.send(&machine, Self.fetch, 9) == .fail("p9", failure))
        #expect(machine.closed(partialAnswer: nil) == .ignore)
        #expect(Self.send(&machine, Self.fetch, 9) == .fail("p9", failure))
    }

    // MARK: Cancellation

    @Test(arguments: StateName.allCases)
    func cancelled(_ name: StateName) {
        var machine = Self.machine(name)
        let action = machine.cancelled(correlationID: 1)
        let hasRequests = name == .negotiatingInFlight || name == .readyInFlight
        #expect(action == (hasRequests ? .fail("p1") : .ignore))
        // Twice, or of a request that is not there: nothing.
        #expect(machine.cancelled(correlationID: 1) == .ignore)
        #expect(machine.cancelled(correlationID: 77) == .ignore)
        guard hasRequests else { return }
        // Its answer still comes first.
        #expect(machine.answered(correlationID: 1) == .drop)
        #expect(machine.answered(correlationID: 2) == .deliver("p2"))
    }

    @Test func aCancelledRequestIsNotFailedAgain() {
        var machine = Self.machine(.readyInFlight)
        #expect(machine.cancelled(correlationID: 2) == .fail("p2"))
        #expect(machine.close { _ in .shutDown } == .close(["p1"], .shutDown))
    }

    // MARK: Time

    @Test(arguments: StateName.allCases)
    func timerFiredInTime(_ name: StateName) {
        var machine = Self.machine(name)
        let action = machine.timerFired(now: Self.time(9))
        let hasRequests = name == .negotiatingInFlight || name == .readyInFlight
        #expect(action == (hasRequests ? .schedule(Self.time(10)) : .ignore))
    }

    @Test(arguments: StateName.allCases)
    func timerFiredLate(_ name: StateName) {
        var machine = Self.machine(name)
        let action = machine.timerFired(now: Self.time(10))
        switch name {
        case .negotiatingInFlight:
            let failure = ConnectionFailure.timedOut(Self.versions, after: .seconds(10), .negotiating)
            #expect(action == .close(["p1", "p2"], failure))
        case .readyInFlight:
            let failure = ConnectionFailure.timedOut(Self.fetch, after: .seconds(10), .ready)
            #expect(action == .close(["p1", "p2"], failure))
            #expect(Self.send(&machine, Self.fetch, 9) == .fail("p9", failure))
        default:
            #expect(action == .ignore)
        }
    }

    @Test(arguments: StateName.allCases)
    func everyByteProlongsTheTime(_ name: StateName) {
        var machine = Self.machine(name)
        machine.progressed(bytes: 4096, now: Self.time(8))
        let action = machine.timerFired(now: Self.time(10))
        let hasRequests = name == .negotiatingInFlight || name == .readyInFlight
        #expect(action == (hasRequests ? .schedule(Self.time(18)) : .ignore))
        guard hasRequests else { return }
        let late = machine.timerFired(now: Self.time(18))
        guard case .close(let promises, .timedOut) = late else {
            Issue.record("not timed out: \(late)")
            return
        }
        #expect(promises == ["p1", "p2"])
    }

    @Test func bytesBeforeARequestDoNotShortenItsTime() {
        var machine = Self.machine(.ready)
        machine.progressed(bytes: 4096, now: Self.time(1))
        #expect(Self.send(&machine, Self.fetch, 1, timeout: 10, at: 5) == .write(timer: Self.time(15)))
        #expect(machine.timerFired(now: Self.time(14)) == .schedule(Self.time(15)))
    }

    @Test func anAnsweredRequestDoesNotTimeOut() {
        var machine = Self.machine(.readyInFlight)
        #expect(machine.answered(correlationID: 1) == .deliver("p1"))
        #expect(machine.answered(correlationID: 2) == .deliver("p2"))
        #expect(machine.timerFired(now: Self.time(100)) == .ignore)
        // The next request starts the timer anew.
        #expect(Self.send(&machine, Self.fetch, 3, at: 100) == .write(timer: Self.time(110)))
    }

    @Test func aCancelledRequestStillTimesOut() {
        var machine = Self.machine(.ready)
        _ = Self.send(&machine, Self.fetch, 1)
        _ = machine.cancelled(correlationID: 1)
        let failure = ConnectionFailure.timedOut(Self.fetch, after: .seconds(10), .ready)
        #expect(machine.timerFired(now: Self.time(10)) == .close([], failure))
    }

    // MARK: The end

    @Test(arguments: StateName.allCases)
    func close(_ name: StateName) {
        var machine = Self.machine(name)
        let cause = ConnectionFailure.SystemCause.reset
        let action = machine.close { .system(cause, $0) }
        let hasRequests = name == .negotiatingInFlight || name == .readyInFlight
        let failure = ConnectionFailure.system(cause, name.phase)
        #expect(action == (name.isOver ? .ignore : .close(hasRequests ? ["p1", "p2"] : [], failure)))
        #expect(machine.close { _ in .shutDown } == .ignore)
        // Those who waited know already.
        #expect(machine.closed(partialAnswer: nil) == .ignore)
        #expect(Self.send(&machine, Self.fetch, 9) == .fail("p9", name.isOver ? .shutDown : failure))
    }

    @Test(arguments: StateName.allCases, [nil, ConnectionFailure.PartialAnswer(received: 5, total: 100)])
    func closed(_ name: StateName, _ partial: ConnectionFailure.PartialAnswer?) {
        var machine = Self.machine(name)
        let action = machine.closed(partialAnswer: partial)
        let hasRequests = name == .negotiatingInFlight || name == .readyInFlight
        let failure = ConnectionFailure.closedByBroker(
            name.phase, partialAnswer: name == .connecting || name == .securing ? nil : partial)
        #expect(action == (name.isOver ? .ignore : .fail(hasRequests ? ["p1", "p2"] : [], failure)))
        #expect(machine.closed(partialAnswer: nil) == .ignore)
        #expect(Self.send(&machine, Self.fetch, 9) == .fail("p9", name.isOver ? .shutDown : failure))
    }
}
