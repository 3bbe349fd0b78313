import Dispatch
import KFrameScan
import Synchronization
import Testing

/// Whatever keeps the common pool of threads busy, fetches go on; and whoever is woken by one does not stay in its thread.
@Suite(.timeLimit(.minutes(15))) struct FetchExecutorTests {
    /// A thread of its own, which knows itself.
    private final class OneThread: TaskExecutor {
        private static let mark = DispatchSpecificKey<Bool>()
        private let queue = DispatchQueue(label: "fetches")

        init() { queue.setSpecific(key: Self.mark, value: true) }

        static var isCurrent: Bool { DispatchQueue.getSpecific(key: mark) ?? false }

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }

    @Test("fetches are carried out where their source wants, and nothing else is")
    func fetchesStayTogether() async throws {
        let source = ScriptedSource([0: try .plain(400), 1: try .plain(400)])
        source.executor = OneThread()
        var limits = FetchScheduler.Limits()
        limits.firstBytes = 300
        limits.partitionBytes = 300
        let strays = Atomic(0)
        source.onFetch { _, _, answers in
            if !OneThread.isCurrent { strays.add(1, ordering: .relaxed) }
            return answers
        }
        let drain = try await ScanDrain.run(source, source.wholePlan(), .any, limits) { _, _ in
            if OneThread.isCurrent { strays.add(1, ordering: .relaxed) }
        }
        #expect(drain.rows.map(\.count) == [400, 400] && source.fetches.count > 20)
        #expect(strays.load(ordering: .relaxed) == 0)
    }
}
