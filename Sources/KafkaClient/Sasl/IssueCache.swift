import KafkaSasl
import Synchronization

/// Keeps what somebody gives out for a time (tokens, credentials) until most of that time is over. Many who want it at once
/// ask for it once.
final class IssueCache<Value: Sendable>: Sendable {
    private struct Issue {
        var value: Value
        /// In seconds since 1970.
        var goodUntil: Int64
        var refreshFrom: Int64
    }

    /// The part of its time after which a new one is asked for.
    private static var refreshPart: Double { 0.8 }

    private let kept = Mutex<Issue?>(nil)
    private let asking = SingleFlight<Int, Value>()
    private let clock: WallClock

    init(_ clock: WallClock) {
        self.clock = clock
    }

    /// What is kept, or what `issue` gives.
    ///
    /// - Parameter issue: asks for a new one, and says for how many seconds it is good; nil where nobody knows, and then it
    ///   is not kept.
    func value(
        _ issue: @Sendable () async throws(SaslFailure) -> (value: Value, secondsLeft: Int64?)
    ) async throws(SaslFailure) -> Value {
        if let value = fresh() { return value }
        do {
            return try await asking.run(0) { () async throws(KafkaClientError) in
                if let value = fresh() { return value }
                do throws(SaslFailure) {
                    let (value, secondsLeft) = try await issue()
                    keep(value, secondsLeft)
                    return value
                } catch {
                    // It could not be renewed, but the old one is still good.
                    if let value = good() { return value }
                    if Task.isCancelled { throw .cancelled }
                    throw KafkaClientError(.authenticationFailed, error.sentence)
                }
            }
        } catch {
            throw .notIssued(error.message)
        }
    }

    private func keep(_ value: Value, _ secondsLeft: Int64?) {
        let now = clock.seconds()
        kept.withLock { kept in
            kept = secondsLeft.map { seconds in
                let seconds = min(max(0, seconds), 1 << 32)
                return Issue(
                    value: value, goodUntil: now + seconds,
                    refreshFrom: now + Int64(Double(seconds) * Self.refreshPart))
            }
        }
    }

    private func fresh() -> Value? {
        let now = clock.seconds()
        return kept.withLock { kept in kept.flatMap { now < $0.refreshFrom ? $0.value : nil } }
    }

    private func good() -> Value? {
        let now = clock.seconds()
        return kept.withLock { kept in kept.flatMap { now < $0.goodUntil ? $0.value : nil } }
    }
}

extension SaslFailure {
    /// What a failure to be given something says.
    fileprivate var sentence: String {
        switch self {
        case .notIssued(let text), .credentials(let text), .malformed(let text): text
        case .mechanismNotEnabled, .notExpected, .refused, .serverNotVerified: "\(self)"
        }
    }
}
