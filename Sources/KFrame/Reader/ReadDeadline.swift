import KFrameScan
import Synchronization

/// When a read has to be done, and the sentence for one that is not.
package struct ReadDeadline: Sendable {
    /// How much time the read was given in all.
    let timeout: Duration
    /// Returns when the time is over; throws where its task is cancelled.
    private let pass: @Sendable () async throws -> Void

    /// - Parameter elapsed: how much of the time has passed already.
    package init(_ timeout: Duration, elapsed: Duration = .zero) {
        let instant = ContinuousClock.now + timeout - elapsed
        self.init(timeout) { try await Task.sleep(until: instant, clock: .continuous) }
    }

    /// A deadline that passes when somebody says so.
    package init(_ timeout: Duration, pass: @escaping @Sendable () async throws -> Void) {
        self.timeout = timeout
        self.pass = pass
    }

    /// Runs `body`, and cancels it when the time is over.
    ///
    /// - Parameters:
    ///   - situation: how far `body` is and what it waits for, in sentences.
    ///   - wake: ends what in `body` does not end by being cancelled.
    /// - Throws: ``KFrameError/Code/deadlinePassed``, and what `body` throws.
    package static func run<Value: Sendable>(
        _ deadline: ReadDeadline?, _ what: String, situation: @escaping @Sendable () async -> [String],
        wake: @escaping @Sendable () async -> Void = {}, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let deadline else { return try await body() }
        let passed = Passed()
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                do {
                    return try await body()
                } catch {
                    // What was woken to end may say so before the deadline does.
                    throw passed.error ?? error
                }
            }
            group.addTask {
                do {
                    try await deadline.pass()
                } catch {
                    // The body was faster, or the read was interrupted.
                    return nil
                }
                let error = deadline.error(what, await situation())
                passed.error = error
                await wake()
                throw error
            }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw KFrameError.interrupted
        }
    }

    private func error(_ what: String, _ situation: [String]) -> KFrameError {
        let milliseconds = timeout.components.seconds * 1_000 + timeout.components.attoseconds / 1_000_000_000_000_000
        let given = DurationText.short(milliseconds: milliseconds)
        let sentences =
            ["\(what) was given \(given) and is not done."] + situation
            + ["Give it more time with --timeout, or read less."]
        return KFrameError(.deadlinePassed, sentences.joined(separator: " "))
    }
}

/// The error of a deadline that has passed, as soon as there is one.
private final class Passed: Sendable {
    private let state = Mutex<KFrameError?>(nil)

    var error: KFrameError? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

extension ReadOptions {
    /// The same options, with the time running from now if it does not run yet.
    package func started(elapsed: Duration = .zero) -> ReadOptions {
        guard let timeout, deadline == nil else { return self }
        var started = self
        started.deadline = ReadDeadline(timeout, elapsed: elapsed)
        return started
    }
}
