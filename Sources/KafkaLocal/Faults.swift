package import KafkaWire
package import NIOCore
import Synchronization

/// The control hook of a local broker: makes it slow, broken or in trouble, for tests of those who talk to it.
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
        let api: ApiKey
        let failure: Failure
        var times: Int
    }

    private struct State {
        var pausedUntil = NIODeadline.uptimeNanoseconds(0)
        var bytesUntilCut: Int?
        var planned: [Planned] = []
    }

    private let state = Mutex(State())

    package init() {}

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
        let failure = Failure(code: code, topic: topic, partition: partition)
        state.withLock { $0.planned.append(Planned(api: api, failure: failure, times: times)) }
    }

    /// Forgets all that was asked for.
    package func clear() {
        state.withLock { $0 = State() }
    }

    /// How long a request has to wait.
    var remainingPause: TimeAmount {
        let until = state.withLock { $0.pausedUntil }
        return max(.nanoseconds(0), until - .now())
    }

    /// The error for an answer of this call, if one is planned. An answer without topics is passed as nil.
    func failure(of api: ApiKey, about topics: [(topic: String, partition: Int32)]? = nil) -> Failure? {
        state.withLock { state in
            let index = state.planned.firstIndex { planned in
                guard planned.api == api else { return false }
                guard let topics, planned.failure.topic != nil else { return true }
                return topics.contains { planned.failure.strikes($0.topic, $0.partition) }
            }
            guard let index else { return nil }
            let failure = state.planned[index].failure
            state.planned[index].times -= 1
            if state.planned[index].times <= 0 { state.planned.remove(at: index) }
            return failure
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
