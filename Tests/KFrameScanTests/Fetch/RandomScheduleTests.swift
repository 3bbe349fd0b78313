import KFrameScan
import KafkaRecords
import NIOCore
import Synchronization
import TestSupport
import Testing

/// Any timing, any sizes, any answers that a broker may give: all records, once, and an end.
@Suite(.timeLimit(.minutes(15))) struct RandomScheduleTests {
    private static func logs(_ random: inout SplitMix64) throws -> [Int32: ScriptedLog] {
        var logs: [Int32: ScriptedLog] = [:]
        let leaders = Int32(1 + random.below(4))
        for partition in Int32(0)..<Int32(1 + random.below(9)) {
            var maker = LogMaker(from: Int64(random.below(3)) * 1_000)
            for _ in 0..<random.below(14) {
                switch random.below(8) {
                case 0: maker.gap(Int64(1 + random.below(4)))
                case 1: try maker.emptied(span: Int32(1 + random.below(3)))
                case 2: try maker.marker(.commit, producer: 1, timestamp: 1)
                default:
                    try maker.records(
                        (0..<(1 + random.below(6))).map { _ in Int64(random.below(100)) },
                        valueBytes: random.below(5) == 0 ? random.below(3_000) : 0)
                }
            }
            var log = ScriptedLog(maker, leader: partition % leaders)
            log.highWatermark += Int64(random.below(4) == 0 ? random.below(5) : 0)
            log.givesFirstBatchWhole = random.below(3) > 0
            logs[partition] = log
        }
        return logs
    }

    private static func limits(_ random: inout SplitMix64) -> FetchScheduler.Limits {
        var limits = FetchScheduler.Limits()
        limits.readAheadBytes = [1, 500, 5_000, 1 << 20][random.below(4)]
        limits.firstBytes = [1, 100, 1_000][random.below(3)]
        limits.partitionBytes = limits.firstBytes * (1 + random.below(20))
        limits.fetchBytes = limits.partitionBytes * (1 + random.below(4))
        limits.fetchesPerLeader = 1 + random.below(3)
        limits.largestBatchBytes = 1 << 20
        return limits
    }

    @Test("P24 P42 seeded schedules", arguments: 0..<120)
    func anySchedule(_ seed: Int) async throws {
        var random = SplitMix64(seed: UInt64(seed))
        let logs = try Self.logs(&random)
        let source = ScriptedSource(logs)
        let dice = Mutex(SplitMix64(seed: UInt64(seed) &+ 1_000))
        @Sendable func roll(_ bound: Int) -> Int { dice.withLock { $0.below(bound) } }
        let mayPause = seed % 6 == 0
        source.onFetch { fetch, _, answers throws(ScanError) in
            await yieldOften(roll(4) == 0 ? roll(120) : roll(4))
            if mayPause, roll(30) == 0 { throw ScanError(.brokerFailed, "for a while") }
            return answers.compactMap { answer -> SourceFetched? in
                switch roll(mayPause ? 40 : 24) {
                case 0: return nil
                case 1: return .nothing(answer.partition, readableEnd: -1, isThrottled: true)
                case 2 where fetch.partitions.count > 1:
                    return .nothing(answer.partition, readableEnd: answer.readableEnd)
                case 30:
                    return SourceFetched(partition: answer.partition, outcome: .retry(why: "moved"), readableEnd: -1)
                default: return answer
                }
            }
        }
        let range = random.below(2) == 0 ? TimeRange(from: nil, to: nil) : TimeRange(from: 20, to: 70)
        let plan = source.wholePlan(range: range)
        let delivery: FetchScheduler.Delivery = random.below(2) == 0 ? .planOrder : .any
        let drain = try await ScanDrain.run(source, plan, delivery, Self.limits(&random)) { _, scheduler in
            await yieldOften(roll(30))
            if roll(20) == 0 { await scheduler.deliverInAnyOrder() }
        }
        for (index, partition) in plan.partitions.enumerated() {
            let log = try #require(logs[partition.partition])
            let truth = try OffsetFates(log.batches)
            #expect(drain.rows[index] == truth.rows(partition.start, partition.end, range))
            truth.expect(drain.tallies[index].counts, partition.start, partition.end, range, "seed \(seed)")
        }
    }

    @Test("P41 interrupted or stopped at any moment: it ends", arguments: 0..<60)
    func anyInterruption(_ seed: Int) async throws {
        var random = SplitMix64(seed: UInt64(seed) &+ 77)
        let source = ScriptedSource(try Self.logs(&random))
        let dice = Mutex(SplitMix64(seed: UInt64(seed)))
        @Sendable func roll(_ bound: Int) -> Int { dice.withLock { $0.below(bound) } }
        source.onFetch { _, _, answers throws(ScanError) in
            await yieldOften(roll(30))
            return answers
        }
        let limits = Self.limits(&random)
        let plan = source.wholePlan()
        let chunksWanted = roll(6)
        let task = Task {
            try await RecordScan(source: source, plan: plan, delivery: .any, limits: limits).run { scheduler in
                for _ in 0..<chunksWanted where try await scheduler.next() == nil { return }
            }
        }
        await yieldOften(roll(300))
        if seed.isMultiple(of: 2) { task.cancel() }
        _ = await task.result
    }
}
