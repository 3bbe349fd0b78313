import Synchronization
import Testing

@testable import KafkaClient

@Suite struct RetryPolicyTests {
    private static let lost = KafkaClientError(.connectionClosed, "The connection was closed.")
    private static let fatal = KafkaClientError(.unknownTopic, "No such topic.")

    @Test func backoffDoublesUpToItsLimit() {
        let policy = RetryPolicy()
        let waits = (1...7).map { policy.backoff(afterAttempt: $0, random: 0.5) }
        #expect(waits == [100, 200, 400, 800, 1600, 2000, 2000].map { .milliseconds($0) })
        #expect(policy.backoff(afterAttempt: .max, random: 0.5) == .seconds(2))
        #expect(policy.backoff(afterAttempt: 0, random: 0.5) == .milliseconds(100))
    }

    @Test func jitterMovesAWaitByItsPart() {
        let policy = RetryPolicy()
        for (random, milliseconds) in [(0, 80), (0.25, 90), (0.5, 100), (0.75, 110)] {
            let difference = policy.backoff(afterAttempt: 1, random: random) - .milliseconds(milliseconds)
            #expect(difference < .microseconds(1) && difference > .microseconds(-1))
        }
    }

    @Test func succeedsAfterFailures() async throws {
        let clock = ManualClock()
        let seen = Mutex<[Int]>([])
        let result = try await RetryPolicy().run(
            timing: RetryTiming(clock: clock, random: { 0.5 }),
            onRetry: { _, attempt, _ in seen.withLock { $0.append(attempt) } },
            { attempt throws(KafkaClientError) in
                if attempt < 4 { throw Self.lost }
                return "done after \(attempt)"
            })
        #expect(result == "done after 4")
        #expect(clock.sleeps == [.milliseconds(100), .milliseconds(200), .milliseconds(400)])
        #expect(seen.withLock { $0 } == [1, 2, 3])
    }

    @Test func endsAtItsDeadlineWithTheLastFailure() async {
        let clock = ManualClock()
        var policy = RetryPolicy()
        policy.totalDeadline = .seconds(1)
        let error = await #expect(throws: KafkaClientError.self) {
            try await policy.run(timing: RetryTiming(clock: clock, random: { 0.5 })) {
                _ throws(KafkaClientError) -> Void in
                clock.advance(by: .milliseconds(50))
                throw Self.lost
            }
        }
        // 50, wait 100, 50, wait 200, 50, wait 400, 50: with the next wait of 800 it would be too long.
        #expect(clock.sleeps == [.milliseconds(100), .milliseconds(200), .milliseconds(400)])
        #expect(error?.code == .connectionClosed)
        #expect(error?.message == "The connection was closed. (Tried 4 times within 0.9 s.)")
    }

    @Test func whatCannotBeMendedIsNotTriedAgain() async {
        let clock = ManualClock()
        let error = await #expect(throws: KafkaClientError.self) {
            try await RetryPolicy().run(timing: RetryTiming(clock: clock)) { _ throws(KafkaClientError) -> Void in
                throw Self.fatal
            }
        }
        #expect(error == Self.fatal)
        #expect(clock.sleeps.isEmpty)
    }

    @Test func noDeadlineMeansOneAttempt() async {
        var policy = RetryPolicy()
        policy.totalDeadline = .zero
        let error = await #expect(throws: KafkaClientError.self) {
            try await policy.run(timing: RetryTiming(clock: ManualClock())) { _ throws(KafkaClientError) -> Void in
                throw Self.lost
            }
        }
        #expect(error == Self.lost)
    }

    @Test func cancellingEndsTheWait() async {
        let error = await withTaskGroup(of: KafkaClientError?.self) { group in
            group.addTask {
                do throws(KafkaClientError) {
                    try await RetryPolicy().run(timing: RetryTiming(clock: ManualClock())) {
                        _ throws(KafkaClientError) -> Void in
                        withUnsafeCurrentTask { $0?.cancel() }
                        throw Self.lost
                    }
                    return nil
                } catch {
                    return error
                }
            }
            return await group.next() ?? nil
        }
        #expect(error?.code == .cancelled)
    }
}
