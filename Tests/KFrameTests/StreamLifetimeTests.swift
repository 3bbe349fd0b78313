import KFrame
import KFrameScan
import Synchronization
import Testing

/// What becomes of a stream that is slow, left or cancelled.
@Suite struct StreamLifetimeTests {
    /// Lives as long as the read that reports to it.
    final class Watch: Sendable {
        private let fetched = Atomic<Int64>(0)
        private let onEnd: @Sendable () -> Void

        init(onEnd: @escaping @Sendable () -> Void = {}) { self.onEnd = onEnd }

        deinit { onEnd() }

        /// Bytes fetched so far.
        var bytes: Int64 { fetched.load(ordering: .relaxed) }

        var options: ReadOptions {
            var options = ReadOptions()
            options.progress = { progress in self.fetched.store(progress.bytes, ordering: .relaxed) }
            return options
        }
    }

    /// Small fetches and jobs over a log of 3,000 records of one batch each.
    static func makeLog() throws -> TestLog {
        try TestLog(TestRecord.events(Array(repeating: #"{"a":1}"#, count: 3_000)), batching: .records(10))
    }

    static var limits: ReadLimits {
        var limits = ReadLimits()
        limits.schemaRows = 10
        limits.recordsPerJob = 10
        limits.stream.firstBytes = 2_000
        limits.stream.partitionBytes = 2_000
        limits.stream.readAheadBytes = 8_000
        return limits
    }

    @Test("a consumer that takes no more makes the read wait: it fetches no further than its budget")
    func backpressure() async throws {
        let watch = Watch()
        let reader = try await Self.makeLog().reader(Self.limits)
        let batches = reader.batches("t", from: "earliest", to: "latest", options: watch.options)
        var iterator = batches.makeAsyncIterator()
        var rows = try await iterator.next()?.count ?? 0
        // Until nothing moves any more.
        var before: Int64 = -1
        while watch.bytes == 0 || watch.bytes != before {
            before = watch.bytes
            try await Task.sleep(for: .milliseconds(250))
        }
        while let batch = try await iterator.next() { rows += batch.count }
        #expect(rows == 3_000)
        #expect(before < watch.bytes / 3)
    }

    @Test("an iterator that is dropped cancels its read, and nothing of it is left")
    func abandoned() async throws {
        let log = try Self.makeLog()
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        var taken = 0
        do {
            let watch = Watch { end.finish() }
            let reader = try await log.reader(Self.limits)
            for try await _ in reader.batches("t", from: "earliest", to: "latest", options: watch.options) {
                taken += 1
                if taken == 3 { break }
            }
        }
        // Comes to an end only when the read has let go of whom it reports to.
        for await _ in ended {}
        #expect(taken == 3)
    }

    @Test("a task that is cancelled while it waits for a batch ends with an error that says so")
    func cancelled() async throws {
        let log = try Self.makeLog()
        let reader = try await log.reader(Self.limits)
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            await failure {
                for try await _ in reader.batches("t", from: "earliest", to: "latest") {
                    start.finish()
                    try? await Task.sleep(for: .seconds(60))
                }
            }
        }
        for await _ in started {}
        task.cancel()
        #expect(await task.value?.code == .cancelled)
    }

    @Test("withBatches that is cancelled ends with an error that says so")
    func scopedCancelled() async throws {
        let log = try Self.makeLog()
        let reader = try await log.reader(Self.limits)
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            await failure {
                try await reader.withBatches("t", from: "earliest", to: "latest") { _ in
                    start.finish()
                    try? await Task.sleep(for: .seconds(60))
                }
            }
        }
        for await _ in started {}
        task.cancel()
        #expect(await task.value?.code == .cancelled)
    }
}
