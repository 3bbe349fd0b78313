import KFrameScan
import KafkaRecords
import KafkaWire
import NIOCore
import Testing

/// A read ends at its snapshot: not with the data, and not with a silence.
@Suite(.timeLimit(.minutes(15))) struct SnapshotTests {
    private static let small: FetchScheduler.Limits = {
        var limits = FetchScheduler.Limits()
        limits.firstBytes = 500
        limits.partitionBytes = 500
        return limits
    }()

    @Test("P20 a producer faster than the reader: the read ends where the plan does")
    func fastProducer() async throws {
        let source = ScriptedSource(try .plain(200))
        let plan = try await PlannerFixture.plan(source, from: nil, to: PlannerFixture.now)
        let grown = try (0..<60).map { try ScriptedLog.plain(200 + $0 * 100) }
        source.onFetch { _, number, answers throws(ScanError) in
            source.change(0) { $0 = grown[min(number, 59)] }
            return answers
        }
        for delivery in [FetchScheduler.Delivery.planOrder, .any] {
            let drain = try await ScanDrain.run(source, plan, delivery, Self.small)
            #expect(drain.rows[0].map(\.offset) == Array(0..<200) && drain.outcomes[0].end == 200)
            #expect(drain.total.missing == 0)
        }
    }

    @Test("P20 a snapshot inside of a batch, as a producer's batches grow over it")
    func insideBatch() async throws {
        for end in Int64(1)..<30 {
            let source = ScriptedSource(try .plain(40))
            var plan = source.wholePlan()
            plan.partitions[0].end = end
            plan.partitions[0].snapshotEnd = end
            #expect(try await ScanDrain.run(source, plan).rows[0].map(\.offset) == Array(0..<end))
        }
    }

    @Test("P22 a source that pauses does not end the read")
    func pause() async throws {
        let source = ScriptedSource([0: try .plain(100), 1: try .plain(100)])
        let gate = Gate()
        source.onFetch { _, number, answers throws(ScanError) in
            if number == 2 { try await waiting(gate) }
            return answers
        }
        async let drained = ScanDrain.run(source, source.wholePlan(), .planOrder, Self.small)
        await gate.hasArrivals()
        await yieldOften(5_000)
        gate.open()
        let drain = try await drained
        #expect(drain.rows.map(\.count) == [100, 100] && drain.total.missing == 0)
    }

    @Test("P16 P18 read_committed: aborted data, markers at the end, an open transaction behind it")
    func committed() async throws {
        var maker = LogMaker()
        try maker.records([1, 2])  // 0-1
        try maker.records([3, 4], producer: 1)  // 2-3, aborted
        try maker.records([5], producer: 2)  // 4, committed
        try maker.marker(.commit, producer: 2, timestamp: 900)  // 5
        try maker.marker(.abort, producer: 1, timestamp: 901)  // 6
        try maker.records([6], producer: 3)  // 7, open
        try maker.records([7])  // 8
        var log = ScriptedLog(maker)
        log.lastStable = 7
        log.aborted = [AbortedTransaction(producerID: 1, firstOffset: 2)]
        let source = ScriptedSource(log)
        let plan = try await PlannerFixture.plan(source, from: nil, to: nil, isolation: .readCommitted)
        let drain = try await ScanDrain.run(source, plan)
        #expect(drain.rows[0].map(\.offset) == [0, 1, 4])
        #expect(drain.total.aborted == 2 && drain.total.control == 2 && drain.outcomes[0].end == 7)
        let uncommitted = try await ScanDrain.run(source, source.wholePlan(isolation: .readUncommitted))
        #expect(uncommitted.rows[0].map(\.offset) == [0, 1, 2, 3, 4])
    }

    @Test("the receipt's measure of work: bytes by partition, and offsets in all")
    func measures() async throws {
        let source = ScriptedSource([0: try .plain(100), 1: try .plain(30)])
        let drain = try await ScanDrain.run(source, source.wholePlan())
        #expect(drain.progress.bytesFetched == Int64(source.bytesGiven))
        #expect(drain.outcomes.reduce(0) { $0 + $1.bytesFetched } == Int64(source.bytesGiven))
        #expect(drain.progress.offsetsTotal == 130 && drain.progress.offsetsSeen == 130)
        #expect(drain.chunkBytes == source.bytesGiven)
        #expect(drain.outcomes.allSatisfy { $0.timestampTypes == .create })
    }
}
