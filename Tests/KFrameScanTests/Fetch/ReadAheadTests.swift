import KFrameScan
import KafkaRecords
import NIOCore
import Synchronization
import Testing

/// P42: what is fetched and not yet taken stays within the budget, and the budget never stops a scan.
@Suite(.timeLimit(.minutes(15))) struct ReadAheadTests {
    private static func limits(readAhead: Int) -> FetchScheduler.Limits {
        var limits = FetchScheduler.Limits()
        limits.readAheadBytes = readAhead
        limits.firstBytes = 2_000
        limits.partitionBytes = 4_000
        limits.fetchBytes = 16_000
        return limits
    }

    /// Twenty partitions of about 20 KB in batches of about 700 bytes, on three brokers.
    private static func source() throws -> ScriptedSource {
        var logs: [Int32: ScriptedLog] = [:]
        for partition in Int32(0)..<20 {
            logs[partition] = try .plain(150, leader: partition % 3, valueBytes: 120, perBatch: 5)
        }
        return ScriptedSource(logs)
    }

    @Test(
        "P42 a slow consumer: many partitions, three brokers, and no more than the budget is held",
        arguments: [FetchScheduler.Delivery.planOrder, .any], [1, 9_000, 30_000])
    func slowConsumer(_ delivery: FetchScheduler.Delivery, _ readAhead: Int) async throws {
        let source = try Self.source()
        let limits = Self.limits(readAhead: readAhead)
        let most = Mutex(0)
        let taken = Mutex(0)
        source.onFetch { _, _, answers throws(ScanError) in
            await Task.yield()
            return answers
        }
        let drain = try await ScanDrain.run(source, source.wholePlan(), delivery, limits) { chunk, _ in
            // Fetched while the consumer was busy: all that was given, but for what was taken before.
            await yieldOften(40)
            let held = source.bytesGiven - taken.withLock { $0 } - chunk.byteCount
            most.withLock { $0 = max($0, held) }
            taken.withLock { $0 += chunk.byteCount }
        }
        #expect(drain.rowCount == 20 * 150)
        // The budget, and what the partition whose turn it is may have beyond it.
        #expect(most.withLock { $0 } <= readAhead + readAhead / 2 + 2 * limits.partitionBytes)
    }

    @Test("P42 a consumer that takes nothing: fetching stops at the budget, in flight included")
    func stoppedConsumer() async throws {
        let source = try Self.source()
        let limits = Self.limits(readAhead: 12_000)
        let plan = source.wholePlan()
        let given = try await RecordScan(source: source, plan: plan, delivery: .planOrder, limits: limits).run { _ in
            var before = -1
            // Until nothing moves any more.
            while source.bytesGiven > before {
                before = source.bytesGiven
                await yieldOften(2_000)
            }
            return source.bytesGiven
        }
        #expect(given <= 12_000 + 6_000 + 2 * limits.partitionBytes)
        #expect(
            source.fetches.allSatisfy { $0.partitions.reduce(0) { $0 + $1.maxBytes } <= 12_000 + limits.partitionBytes }
        )
    }

    @Test("a budget that later partitions have filled does not keep the next one from being fetched")
    func budgetFullOfLaterPartitions() async throws {
        // One answer gives all of 0 and of 2, which is far beyond the budget, and nothing of 1: other partitions used up
        // the bytes. Then it is the turn of 1, which may be fetched whatever is held.
        let source = ScriptedSource([
            0: try .plain(3), 1: try .plain(3), 2: try .plain(3, valueBytes: 50_000), 3: try .plain(3),
        ])
        source.onFetch { fetch, number, answers throws(ScanError) in
            guard number == 0 else { return answers }
            return answers.map { $0.partition == 1 ? .nothing(1, readableEnd: 3) : $0 }
        }
        let drain = try await ScanDrain.run(source, source.wholePlan(), .planOrder, Self.limits(readAhead: 9_000)) {
            _, _ in
            // The dispatcher looks about, and finds nothing it may do, before the next piece is asked for.
            await yieldOften()
        }
        #expect(drain.rowCount == 12 && drain.order == drain.order.sorted())
    }

    @Test("the same where the next partition was postponed until the budget was full")
    func budgetFullAfterRetry() async throws {
        let source = ScriptedSource([
            0: try .plain(3), 1: try .plain(3), 2: try .plain(3, valueBytes: 50_000),
        ])
        let gate = Gate()
        source.onFetch { fetch, number, answers throws(ScanError) in
            guard number == 0 else {
                if fetch.partitions.contains(where: { $0.partition == 1 }) { gate.open() }
                return answers
            }
            return answers.map {
                $0.partition == 1
                    ? SourceFetched(partition: 1, outcome: .retry(why: "not the leader"), readableEnd: -1) : $0
            }
        }
        let drain = try await ScanDrain.run(source, source.wholePlan(), .planOrder, Self.limits(readAhead: 9_000)) {
            chunk, _ in
            await yieldOften()
        }
        #expect(drain.rowCount == 9 && drain.order == [0, 1, 2])
    }

    @Test("P42 a high compression ratio: only packed bytes are held")
    func packed() async throws {
        var maker = LogMaker()
        for _ in 0..<20 { try maker.records([1, 2, 3], codec: .zstd, valueBytes: 100_000) }
        let source = ScriptedSource(ScriptedLog(maker))
        let drain = try await ScanDrain.run(source, source.wholePlan(), .planOrder, Self.limits(readAhead: 1_000))
        #expect(drain.rowCount == 60 && drain.chunkBytes < 20_000)
    }
}
