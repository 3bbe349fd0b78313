import KFrameScan
import KafkaRecords
import NIOCore
import Synchronization
import Testing

/// In which order pieces are handed out.
@Suite(.timeLimit(.minutes(15))) struct DeliveryOrderTests {
    private let small: FetchScheduler.Limits = {
        var limits = FetchScheduler.Limits()
        limits.firstBytes = 400
        limits.partitionBytes = 800
        limits.fetchBytes = 1_600
        return limits
    }()

    private func source(_ count: Int32, leaders: Int32 = 1) throws -> ScriptedSource {
        var logs: [Int32: ScriptedLog] = [:]
        for partition in 0..<count {
            logs[partition] = try .plain(40 + Int(partition) * 7, from: Int64(partition), leader: partition % leaders)
        }
        return ScriptedSource(logs)
    }

    @Test("both orders read all of every partition, each in offset order", arguments: [Int32(1), 3])
    func everything(_ leaders: Int32) async throws {
        let source = try source(5, leaders: leaders)
        let ordered = try await ScanDrain.run(source, source.wholePlan(), .planOrder, small)
        let any = try await ScanDrain.run(source, source.wholePlan(), .any, small)
        let expected: [[Int64]] = [40, 47, 54, 61, 68].map { Array(0..<$0) }
        for drain in [ordered, any] {
            let offsets = drain.rows.map { rows in rows.map(\.offset) }
            #expect(offsets == expected)
            #expect(drain.progress.offsetsSeen == drain.progress.offsetsTotal)
        }
        #expect(ordered.order == ordered.order.sorted(), "partition by partition")
    }

    @Test("in plan order the first partition is waited for, however much of the others is there")
    func planOrder() async throws {
        let source = try source(3, leaders: 3)
        let gate = Gate()
        source.onFetch { fetch, _, answers throws(ScanError) in
            if fetch.leader == 0 { try await waiting(gate) }
            return answers
        }
        async let drained = ScanDrain.run(source, source.wholePlan(), .planOrder, small)
        await gate.hasArrivals()
        // All of the others is fetched long before.
        while source.fetches.filter({ $0.leader != 0 }).count < 2 { await Task.yield() }
        await yieldOften()
        gate.open()
        let drain = try await drained
        #expect(drain.order.first == 0 && drain.order == drain.order.sorted())
    }

    @Test("in any order a slow partition holds nothing up")
    func anyOrder() async throws {
        let source = try source(3, leaders: 3)
        let gate = Gate()
        source.onFetch { fetch, _, answers throws(ScanError) in
            if fetch.leader == 0 { try await waiting(gate) }
            return answers
        }
        let others = Mutex(Int64(0))
        let drain = try await ScanDrain.run(source, source.wholePlan(), .any, small) { chunk, _ in
            // Opened only when all of the other two has been handed out.
            let taken = others.withLock { taken in
                taken += chunk.positionAfter - chunk.positionBefore
                return taken
            }
            if taken == 47 + 54 { gate.open() }
        }
        #expect(drain.order.last == 0 && drain.rowCount == 40 + 47 + 54)
    }

    @Test("a scan in plan order can be let go on in any order")
    func letLoose() async throws {
        let source = try source(3, leaders: 3)
        let gate = Gate()
        source.onFetch { fetch, number, answers throws(ScanError) in
            // The first partition gives its first piece, and no other until all else is read.
            if fetch.leader == 0, fetch.partitions[0].offset > 0 { try await waiting(gate) }
            return answers
        }
        let others = Mutex(Int64(0))
        let drain = try await ScanDrain.run(source, source.wholePlan(), .planOrder, small) { chunk, scheduler in
            if chunk.partitionIndex == 0 { return await scheduler.deliverInAnyOrder() }
            let taken = others.withLock { taken in
                taken += chunk.positionAfter - chunk.positionBefore
                return taken
            }
            if taken == 47 + 54 { gate.open() }
        }
        #expect(drain.order.first == 0 && drain.order.last == 0)
        #expect(drain.rowCount == 40 + 47 + 54)
    }

    @Test("P01 a plan without partitions, and one whose partitions are all empty, end at once")
    func empty() async throws {
        let none = ScriptedSource([:])
        #expect(try await ScanDrain.run(none, none.wholePlan()).order.isEmpty)
        let empty = ScriptedSource([0: ScriptedLog(LogMaker()), 1: ScriptedLog(LogMaker(from: 9))])
        let drain = try await ScanDrain.run(empty, empty.wholePlan(), .any)
        #expect(drain.order.isEmpty && empty.fetches.isEmpty)
        #expect(drain.outcomes.map(\.end) == [0, 9])
    }

    @Test("several consumers at once: every piece goes to one of them, and all of them end", arguments: [2, 5])
    func severalConsumers(_ count: Int) async throws {
        let source = try source(4, leaders: 2)
        source.onFetch { _, number, answers throws(ScanError) in
            await yieldOften(number % 7 * 20)
            return answers
        }
        let plan = source.wholePlan()
        let taken = try await RecordScan(source: source, plan: plan, delivery: .any, limits: small).run { scheduler in
            try await withThrowingTaskGroup(of: [Int64].self) { group in
                for _ in 0..<count {
                    group.addTask {
                        var spans: [Int64] = []
                        while let chunk = try await scheduler.next() {
                            spans.append(chunk.positionAfter - chunk.positionBefore)
                            await Task.yield()
                        }
                        return spans
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
        }
        #expect(taken.reduce(0, +) == plan.offsetCount)
    }
}

/// Waits as a source does: an interruption is a scan's error.
func waiting(_ gate: Gate) async throws(ScanError) {
    do {
        try await gate.wait()
    } catch {
        throw ScanError(.cancelled, "interrupted")
    }
}
