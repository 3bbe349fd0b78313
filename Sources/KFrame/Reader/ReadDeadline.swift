import KFrameScan

/// When a read has to be done, and the sentence for one that is not.
package struct ReadDeadline: Sendable {
    /// How much time the read was given in all.
    let timeout: Duration
    private let instant: ContinuousClock.Instant

    /// - Parameter elapsed: how much of the time has passed already.
    package init(_ timeout: Duration, elapsed: Duration = .zero) {
        self.timeout = timeout
        instant = .now + timeout - elapsed
    }

    /// Runs `body`, and cancels it when the time is over.
    ///
    /// - Parameter situation: how far `body` is and what it waits for, in sentences.
    /// - Throws: ``KFrameError/Code/deadlinePassed``, and what `body` throws.
    package static func run<Value: Sendable>(
        _ deadline: ReadDeadline?, _ what: String, situation: @escaping @Sendable () async -> [String],
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let deadline else { return try await body() }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                do {
                    try await Task.sleep(until: deadline.instant, clock: .continuous)
                } catch {
                    // The body was faster, or the read was interrupted.
                    return nil
                }
                throw deadline.error(what, await situation())
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

extension ReadOptions {
    /// The same options, with the time running from now if it does not run yet.
    package func started(elapsed: Duration = .zero) -> ReadOptions {
        guard let timeout, deadline == nil else { return self }
        var started = self
        started.deadline = ReadDeadline(timeout, elapsed: elapsed)
        return started
    }
}
