import KFrameScan
import KafkaRecords
import NIOCore
import Testing

/// P41: an interruption ends a scan wherever it is; a consumer may stop when it has enough.
@Suite(.timeLimit(.minutes(15))) struct CancellationTests {
    /// Runs a scan in a task, cancels it once `isReady` says so, and gives what it ended with.
    private func cancelled(
        _ source: ScriptedSource, _ plan: ScanPlan? = nil, limits: FetchScheduler.Limits = FetchScheduler.Limits(),
        when isReady: () -> Bool,
        onChunk: @escaping @Sendable (ScanChunk, FetchScheduler) async throws -> Void = { _, _ in }
    ) async -> (any Error)? {
        let plan = plan ?? source.wholePlan()
        let task = Task { try await ScanDrain.run(source, plan, .planOrder, limits, onChunk: onChunk) }
        while !isReady() { await Task.yield() }
        task.cancel()
        do {
            _ = try await task.value
            return nil
        } catch {
            return error
        }
    }

    private func isInterruption(_ error: (any Error)?) -> Bool {
        error is CancellationError || (error as? ScanError)?.code == .cancelled
    }

    @Test("P41 in the middle of a fetch")
    func duringFetch() async throws {
        let source = ScriptedSource(try .plain(10))
        let never = Gate()
        source.onFetch { _, _, answers throws(ScanError) in
            try await waiting(never)
            return answers
        }
        #expect(isInterruption(await cancelled(source) { never.arrivals > 0 }))
    }

    @Test("P41 in a pause before something is asked for again")
    func duringPause() async throws {
        let source = ScriptedSource(try .plain(10))
        source.onFetch { _, _, _ throws(ScanError) in
            [SourceFetched(partition: 0, outcome: .retry(why: "not now"), readableEnd: -1)]
        }
        // The pauses become two seconds; patience would last a minute.
        #expect(isInterruption(await cancelled(source) { source.fetches.count >= 2 }))
    }

    @Test("P41 while the consumer is busy: its next piece is refused, and nothing more is fetched")
    func busyConsumer() async throws {
        let source = ScriptedSource(try .plain(5_000))
        var limits = FetchScheduler.Limits()
        limits.firstBytes = 500
        limits.partitionBytes = 500
        limits.readAheadBytes = 2_000
        let inside = Gate()
        let error = await cancelled(source, limits: limits, when: { inside.arrivals > 0 }) { _, _ in
            if inside.arrivals == 0 {
                try? await inside.wait()
                await yieldOften()
            }
        }
        #expect(isInterruption(error))
        #expect(source.fetches.count < 50)
    }

    @Test("P41 a source that knows nothing of interruptions, and a consumer that never looks")
    func deafSource() async throws {
        let source = ScriptedSource(try .plain(20_000, perBatch: 500))
        var limits = FetchScheduler.Limits()
        limits.firstBytes = 9_000
        limits.partitionBytes = 9_000
        source.onFetch { _, _, answers throws(ScanError) in
            // Each fetch lasts a little, whether anybody still wants it or not.
            await yieldOften(20)
            return answers
        }
        let error = await cancelled(source, limits: limits) { source.fetches.count >= 3 }
        #expect(isInterruption(error))
        #expect(source.fetches.count < 30)
    }

    @Test("P41 before it began")
    func beforeStart() async throws {
        let source = ScriptedSource(try .plain(10))
        let started = Gate()
        let task = Task {
            await started.hasArrivals()
            return try await ScanDrain.run(source, source.wholePlan())
        }
        task.cancel()
        async let opened: Void = started.wait()
        await #expect(throws: (any Error).self) { try await task.value }
        started.open()
        try await opened
    }

    @Test("a consumer that stops early ends the scan, also while a fetch hangs")
    func earlyStop() async throws {
        let source = ScriptedSource([0: try .plain(10, leader: 0), 1: try .plain(10, leader: 1)])
        let never = Gate()
        source.onFetch { fetch, _, answers throws(ScanError) in
            if fetch.leader == 1 { try await waiting(never) }
            return answers
        }
        let plan = source.wholePlan()
        let first = try await RecordScan(source: source, plan: plan, delivery: .planOrder).run { scheduler in
            let chunk = try await scheduler.next()
            await never.hasArrivals()
            return chunk?.partitionIndex
        }
        #expect(first == 0)
    }

    @Test("a consumer that takes nothing at all")
    func noConsumer() async throws {
        let source = ScriptedSource(try .plain(10))
        #expect(try await RecordScan(source: source, plan: source.wholePlan(), delivery: .any).run { _ in 7 } == 7)
    }

    @Test("after the end there is nothing more, and after a close there is an error")
    func afterEnd() async throws {
        let source = ScriptedSource(try .plain(10))
        let plan = source.wholePlan()
        try await RecordScan(source: source, plan: plan, delivery: .any).run { scheduler in
            while try await scheduler.next() != nil {}
            #expect(try await scheduler.next() == nil)
            #expect(try await scheduler.next() == nil)
            await scheduler.close()
            let error = await #expect(throws: ScanError.self) { try await scheduler.next() }
            #expect(error?.code == .cancelled && error?.topic == "t")
        }
    }
}
