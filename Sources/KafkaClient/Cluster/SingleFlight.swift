import Synchronization

/// Lets many callers share one piece of work: the first does it, the others wait for its result.
///
/// Where the caller that does the work is cancelled, one of those who wait takes over. A caller that waits and is
/// cancelled leaves at once, and the work goes on.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private enum Outcome: Sendable {
        case finished(Result<Value, KafkaClientError>)
        /// Nobody does the work any more: ask again.
        case abandoned
        case cancelled
    }

    private typealias Waiter = CheckedContinuation<Outcome, Never>

    private struct Flights {
        var waiters: [Key: [UInt64: Waiter]] = [:]
        var nextID: UInt64 = 0
    }

    private let flights = Mutex(Flights())

    /// The result of the work for this key, done by this caller or by another one that is at it already.
    func run(
        isolation: isolated (any Actor)? = #isolation, _ key: Key,
        _ work: () async throws(KafkaClientError) -> Value
    ) async throws(KafkaClientError) -> Value {
        while true {
            if takeLead(key) {
                let result: Result<Value, KafkaClientError>
                do {
                    result = .success(try await work())
                } catch {
                    result = .failure(error)
                }
                land(key, result)
                return try result.get()
            }
            switch await wait(key) {
            case .finished(let result): return try result.get()
            case .abandoned: continue
            case .cancelled: throw .cancelled
            }
        }
    }

    private func takeLead(_ key: Key) -> Bool {
        flights.withLock { flights in
            guard flights.waiters[key] == nil else { return false }
            flights.waiters[key] = [:]
            return true
        }
    }

    private func land(_ key: Key, _ result: Result<Value, KafkaClientError>) {
        let waiters = flights.withLock { $0.waiters.removeValue(forKey: key) } ?? [:]
        var outcome = Outcome.finished(result)
        if case .failure(let error) = result, error.code == .cancelled { outcome = .abandoned }
        for waiter in waiters.values { waiter.resume(returning: outcome) }
    }

    private func wait(isolation: isolated (any Actor)? = #isolation, _ key: Key) async -> Outcome {
        let id = flights.withLock { flights in
            flights.nextID &+= 1
            return flights.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: Waiter) in
                let immediate: Outcome? = flights.withLock { flights in
                    if Task.isCancelled { return .cancelled }
                    guard flights.waiters[key] != nil else { return .abandoned }
                    flights.waiters[key]?[id] = continuation
                    return nil
                }
                if let immediate { continuation.resume(returning: immediate) }
            }
        } onCancel: {
            let waiter = flights.withLock { $0.waiters[key]?.removeValue(forKey: id) }
            waiter?.resume(returning: .cancelled)
        }
    }
}
