/// How often and how long a failed request is tried again: exponential back-off with jitter, until a total deadline.
package struct RetryPolicy: Hashable, Sendable {
    /// The wait after the first failure.
    package var initialBackoff = Duration.milliseconds(100)

    /// The longest wait between two attempts, before jitter.
    package var maximumBackoff = Duration.seconds(2)

    /// By how much the wait grows from one failure to the next.
    package var multiplier = 2.0

    /// The part of a wait that is left to chance, so that clients do not come back all at once: 0.2 is ± 20 %.
    package var jitter = 0.2

    /// How long all attempts and waits together may take. Zero means one attempt.
    package var totalDeadline = Duration.seconds(60)

    package init() {}

    /// The wait after a failed attempt.
    ///
    /// - Parameters:
    ///   - attempt: which attempt failed, from 1.
    ///   - random: a number from 0 up to 1.
    package func backoff(afterAttempt attempt: Int, random: Double) -> Duration {
        var wait = initialBackoff
        var failures = 1
        while failures < attempt, failures < 64, wait < maximumBackoff {
            wait = wait * multiplier
            failures += 1
        }
        return min(wait, maximumBackoff) * (1 + jitter * (2 * random - 1))
    }

    /// Runs the body until it succeeds, fails for good, or the total deadline would pass.
    ///
    /// - Parameters:
    ///   - timing: the clock that sleeps and the dice.
    ///   - onRetry: told of every failure that is tried again: the error, the attempt from 1, and the wait.
    ///   - body: one attempt; it gets the number of the attempt from 1.
    /// - Throws: the last failure, with the number of attempts where there was more than one; `.cancelled`.
    package func run<Value>(
        isolation: isolated (any Actor)? = #isolation, timing: RetryTiming,
        onRetry: (KafkaClientError, Int, Duration) -> Void = { _, _, _ in },
        _ body: (Int) async throws(KafkaClientError) -> Value
    ) async throws(KafkaClientError) -> Value {
        let stopwatch = timing.startStopwatch()
        var attempt = 1
        while true {
            let failure: KafkaClientError
            do {
                return try await body(attempt)
            } catch {
                failure = error
            }
            guard failure.isRetriable else { throw failure }
            let wait = backoff(afterAttempt: attempt, random: timing.random())
            guard stopwatch() + wait <= totalDeadline else { throw failure.after(attempts: attempt, in: stopwatch()) }
            onRetry(failure, attempt, wait)
            do {
                try await timing.clock.sleep(for: wait)
            } catch {
                throw .cancelled
            }
            attempt += 1
        }
    }
}

/// The clock and the dice of retries; tests pass their own.
package struct RetryTiming: Sendable {
    package var clock: any Clock<Duration>

    /// A number from 0 up to 1.
    package var random: @Sendable () -> Double

    package init(
        clock: any Clock<Duration> = ContinuousClock(),
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.clock = clock
        self.random = random
    }

    /// A function that says how much time has passed since this call.
    package func startStopwatch() -> @Sendable () -> Duration {
        func start(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
            let begin = clock.now
            return { begin.duration(to: clock.now) }
        }
        return start(clock)
    }
}
