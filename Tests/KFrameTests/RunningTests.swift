import KFrame
import KFrameScan
import Synchronization
import Testing

/// Reads while they run: progress, cancellation, several at once.
@Suite struct RunningTests {
    static func makeLog() throws -> TestLog {
        try TestLog(
            (0..<3).flatMap { partition in
                (0..<400).map { TestRecord(#"{"n":\#($0)}"#, partition: partition, at: TestRecord.noon + Int64($0)) }
            }, batching: .records(5))
    }

    /// Takes down what is reported.
    final class Reports: Sendable {
        private let kept = Mutex<[ReadProgress]>([])

        var all: [ReadProgress] { kept.withLock(\.self) }

        func add(_ progress: ReadProgress) { kept.withLock { $0.append(progress) } }
    }

    @Test(
        "progress never goes back and ends with all that the plan covers",
        arguments: [nil, "n < 0", "_partition = 1"] as [String?], [nil, 500])
    func progress(_ filter: String?, _ limit: Int?) async throws {
        let log = try Self.makeLog()
        for _ in 0..<5 {
            let reports = Reports()
            var options = ReadOptions()
            options.filter = filter
            options.limit = limit
            options.progress = { reports.add($0) }
            let frame = try await log.frame(options)
            let all = reports.all
            #expect(!all.isEmpty)
            for (before, after) in zip(all, all.dropFirst()) {
                #expect(before.offsetsDone <= after.offsetsDone)
                #expect(before.rows <= after.rows)
                #expect(before.bytes <= after.bytes)
            }
            #expect(all.allSatisfy { $0.offsetsDone <= $0.offsetsTotal })
            let read = frame.receipt.partitions.reduce(0) { $0 + $1.end - $1.start }
            #expect(all.last?.offsetsDone == read)
            #expect(all.last?.offsetsTotal == read)
            #expect(all.last?.rows == Int64(frame.count))
        }
    }

    @Test("a read whose task is cancelled beforehand or on the way ends with an error that says so")
    func cancelled() async throws {
        let log = try Self.makeLog()
        let reader = try await log.reader()
        let asks: [@Sendable (ReadOptions) async throws -> Void] = [
            { _ = try await reader.read("t", from: "earliest", to: "latest", options: $0) },
            { _ = try await reader.count("t", from: "earliest", to: "latest", by: ["n"], options: $0) },
            { options in
                let plan = try await reader.plan("t", range: TimeRange(from: nil, to: nil), options: options)
                _ = try await reader.writeRows(plan, options: options, as: .ndjson) { _ in }
            },
        ]
        for ask in asks {
            let (begun, begin) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                // The first report comes when the read begins; it goes on once the task is cancelled.
                var options = ReadOptions()
                options.progress = { _ in begin.finish() }
                for await _ in begun {}
                return await failure { [options] in try await ask(options) }
            }
            task.cancel()
            #expect(await task.value?.code == .cancelled)
        }
    }

    @Test("several reads on one reader at once do not disturb each other")
    func atOnce() async throws {
        let log = try Self.makeLog()
        let reader = try await log.reader()
        let counts = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
            for index in 0..<12 {
                group.addTask {
                    let frame = try await reader.read(
                        "t", from: "earliest", to: "latest", where: "n >= \(index * 30) AND _partition != \(index % 3)")
                    return (index, frame.count)
                }
            }
            return try await group.reduce(into: [Int: Int]()) { $0[$1.0] = $1.1 }
        }
        for index in 0..<12 { #expect(counts[index] == 2 * (400 - index * 30)) }
    }
}
