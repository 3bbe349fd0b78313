/// Carries out a plan: fetches its partitions from a source and hands their batches on, pulled by its consumer.
package struct RecordScan: Sendable {
    private let source: any RecordSource
    private let plan: ScanPlan
    private let delivery: FetchScheduler.Delivery
    private let limits: FetchScheduler.Limits

    package init(
        source: any RecordSource, plan: ScanPlan, delivery: FetchScheduler.Delivery,
        limits: FetchScheduler.Limits = FetchScheduler.Limits()
    ) {
        self.source = source
        self.plan = plan
        self.delivery = delivery
        self.limits = limits
    }

    /// Runs `body` with the scan's scheduler, whose `next()` gives the pieces; fetches go on meanwhile, within the
    /// read-ahead budget, and end with the body.
    package func run<Result: Sendable>(
        _ body: @Sendable @escaping (FetchScheduler) async throws -> Result
    ) async throws -> Result {
        let scheduler = FetchScheduler(plan: plan, delivery: delivery, limits: limits)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: source.executor) { await fetchAll(for: scheduler) }
            group.addTask { await closeWhenCancelled(scheduler) }
            // Which closes the scheduler, and so ends the fetches.
            defer { group.cancelAll() }
            return try await inCommonPool { try await body(scheduler) }
        }
    }

    /// Wakes whoever waits as soon as the scan is interrupted, whatever its source and its consumer are busy with.
    private func closeWhenCancelled(_ scheduler: FetchScheduler) async {
        // Nothing ever comes: the loop ends when the task is cancelled. (A sleep that is cancelled leaves its timer, and
        // the memory of its task, behind until the time is over.)
        let (never, continuation) = AsyncStream.makeStream(of: Never.self)
        for await _ in never {}
        withExtendedLifetime(continuation) {}
        await scheduler.close()
    }

    private func fetchAll(for scheduler: FetchScheduler) async {
        await withDiscardingTaskGroup { group in
            while let fetch = await scheduler.nextFetch() {
                group.addTask { await carryOut(fetch, for: scheduler) }
            }
        }
    }

    private func carryOut(_ fetch: SourceFetch, for scheduler: FetchScheduler) async {
        let pause: Duration?
        do {
            let answers = try await source.fetch(fetch)
            let mustMove = answers.contains { if case .retry(_, leader: nil) = $0.outcome { true } else { false } }
            if mustMove { await scheduler.moveLeaders(await currentLeaders()) }
            pause = await scheduler.complete(fetch, with: answers)
        } catch {
            switch error.code {
            case .brokerFailed, .timedOut, .leaderUnavailable, .noBroker:
                pause = await scheduler.postpone(fetch, because: error, leaders: await currentLeaders())
            default:
                await scheduler.fail(error)
                return
            }
        }
        guard let pause else { return }
        do {
            try await Task.sleep(for: pause)
            await scheduler.resume()
        } catch {
            await scheduler.close()
        }
    }

    /// Empty where the source cannot say now: the partitions are then asked for where they were.
    private func currentLeaders() async -> [SourcePartition] {
        (try? await source.partitions(of: plan.topic, isFresh: true)) ?? []
    }
}
