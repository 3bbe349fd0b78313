package import KafkaWire
package import NIOCore
import Synchronization

/// The control hook of a local cluster: makes it slow, broken or in trouble, for tests of those who talk to it.
///
/// Faults are planned by request and not by time: "the third Fetch that broker 2 gets". So what happens to a client that
/// asks the same is the same.
package final class Faults: Sendable {
    /// An error that takes the place of an answer.
    struct Failure: Sendable, Equatable {
        let code: KafkaErrorCode
        /// Nil for every topic of the answer.
        let topic: String?
        /// Nil for every partition of the topic.
        let partition: Int32?

        func strikes(_ topic: String, _ partition: Int32) -> Bool {
            self.topic ?? topic == topic && self.partition ?? partition == partition
        }
    }

    private struct Planned {
        let effect: FaultEffect
        let target: FaultTarget
        /// How many requests that are meant are let pass first.
        var skipped: Int
        var times: Int
    }

    private struct State {
        var pausedUntil = NIODeadline.uptimeNanoseconds(0)
        var bytesUntilCut: Int?
        var planned: [Planned] = []
        var met: [String: Int] = [:]

        /// Counts a request against a fault; whether it strikes.
        mutating func strike(_ index: Int) -> Bool {
            guard planned[index].skipped == 0 else {
                planned[index].skipped -= 1
                return false
            }
            planned[index].times -= 1
            met[planned[index].effect.kind, default: 0] += 1
            return true
        }

        mutating func forgetTheSpent() { planned.removeAll { $0.times <= 0 } }
    }

    private let state = Mutex(State())

    package init() {}

    /// Plans a fault.
    ///
    /// - Parameters:
    ///   - skipped: how many requests that are meant are let pass first.
    ///   - times: how many it strikes then.
    package func plan(
        _ effect: FaultEffect, on target: FaultTarget = FaultTarget(), after skipped: Int = 0, times: Int = 1
    ) {
        let planned = Planned(effect: effect, target: target, skipped: max(0, skipped), times: times)
        state.withLock { $0.planned.append(planned) }
    }

    /// Answers nothing for a while; requests wait.
    package func pause(for time: TimeAmount) {
        state.withLock { $0.pausedUntil = .now() + time }
    }

    /// Lets `count` more bytes of answers out, on all connections together, and closes the connection on which the last
    /// of them goes. Once.
    package func cutConnection(afterBytes count: Int) {
        state.withLock { $0.bytesUntilCut = max(0, count) }
    }

    /// Gives an error code in place of the next answers of a call.
    ///
    /// - Parameters:
    ///   - times: for how many answers.
    ///   - topic: only where an answer is about this topic; nil for all.
    ///   - partition: only for this partition of the topic; the others are answered as ever.
    package func fail(
        _ api: ApiKey, with code: KafkaErrorCode, times: Int = 1, topic: String? = nil, partition: Int32? = nil
    ) {
        plan(.error(code), on: FaultTarget(api, topic: topic, partition: partition), times: times)
    }

    /// Forgets all that was asked for, and what was met.
    package func clear() {
        state.withLock { $0 = State() }
    }

    /// How often faults struck, by ``FaultEffect/kind``, since the last ``clear()``.
    package var met: [String: Int] { state.withLock { $0.met } }

    /// How long a request has to wait.
    var remainingPause: TimeAmount {
        let until = state.withLock { $0.pausedUntil }
        return max(.nanoseconds(0), until - .now())
    }

    /// What strikes this request, but for error codes: those are asked for where it is known what the answer is about.
    func effects(on api: ApiKey, at node: Int32) -> [FaultEffect] {
        state.withLock { state in
            var found: [FaultEffect] = []
            for index in state.planned.indices where state.planned[index].target.means(api, node) {
                if case .error = state.planned[index].effect { continue }
                if state.strike(index) { found.append(state.planned[index].effect) }
            }
            state.forgetTheSpent()
            return found
        }
    }

    /// The error for an answer of this call, if one is planned. An answer without topics is passed as nil.
    func failure(
        of api: ApiKey, at node: Int32, about topics: [(topic: String, partition: Int32)]? = nil
    ) -> Failure? {
        state.withLock { state in
            for index in state.planned.indices where state.planned[index].target.means(api, node) {
                guard case .error(let code) = state.planned[index].effect else { continue }
                let target = state.planned[index].target
                let failure = Failure(code: code, topic: target.topic, partition: target.partition)
                if let topics, failure.topic != nil,
                    !topics.contains(where: { failure.strikes($0.topic, $0.partition) })
                {
                    continue
                }
                guard state.strike(index) else { continue }
                state.forgetTheSpent()
                return failure
            }
            return nil
        }
    }

    /// How many of `count` bytes may go out before the connection is to be closed; nil where it is to stay.
    func bytesBeforeCut(of count: Int) -> Int? {
        state.withLock { state in
            guard let left = state.bytesUntilCut else { return nil }
            guard left <= count else {
                state.bytesUntilCut = left - count
                return nil
            }
            state.bytesUntilCut = nil
            return left
        }
    }
}
