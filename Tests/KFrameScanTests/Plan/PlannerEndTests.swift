import KFrameScan
import KafkaRecords
import KafkaWire
import Testing

/// Where a partition's scan ends.
@Suite struct PlannerEndTests {
    private func end(
        _ source: ScriptedSource, from: Int64? = nil, to: Int64?, late: LatePolicy = .allowance(milliseconds: 0)
    ) async throws -> PartitionPlan {
        try #require(try await PlannerFixture.plan(source, from: from, to: to, late: late).partitions.first)
    }

    @Test("the first record at or after the end and the allowance")
    func named() async throws {
        let source = ScriptedSource(try .plain(100))
        let plan = try await end(source, to: 50_000)
        #expect(plan.end == 50 && plan.endReason == .timeLookup && plan.endTime == 50_000 && plan.snapshotEnd == 100)
        let later = try await end(source, to: 50_000, late: .allowance(milliseconds: 7_500))
        #expect(later.end == 58 && later.endTime == 57_500)
        // A negative allowance would cut the range itself.
        #expect(try await end(source, to: 50_000, late: .allowance(milliseconds: -9_000)).end == 50)
    }

    @Test("P04 an end in the future is the snapshot")
    func future() async throws {
        let source = ScriptedSource(try .plain(100))
        let plan = try await end(source, to: PlannerFixture.now + 86_400_000, late: .standard)
        #expect(plan.end == 100 && plan.endReason == .snapshot && plan.endTime == nil)
    }

    @Test("no upper bound, or the exact policy: the snapshot")
    func snapshot() async throws {
        let source = ScriptedSource(try .plain(100))
        #expect(try await end(source, to: nil).endReason == .snapshot)
        let exact = try await end(source, to: 50_000, late: .exact)
        #expect(exact.end == 100 && exact.endReason == .snapshot)
    }

    @Test("P18 under read_committed the last stable offset is the snapshot, also for a look-up beyond it")
    func lastStable() async throws {
        var log = try ScriptedLog.plain(100)
        log.lastStable = 40
        let source = ScriptedSource(log)
        for to in [Int64(50_000), 40_000, .max] {
            let plan = try await PlannerFixture.plan(
                source, from: nil, to: to, late: .allowance(milliseconds: 0), isolation: .readCommitted)
            let partition = plan.partitions[0]
            #expect(partition.end == 40 && partition.endReason == .snapshot && partition.snapshotEnd == 40)
            #expect(partition.highWatermark == 100 && partition.lastStable == 40)
        }
        let before = try await PlannerFixture.plan(
            source, from: nil, to: 30_000, late: .allowance(milliseconds: 0), isolation: .readCommitted)
        #expect(before.partitions[0].end == 30 && before.partitions[0].endReason == .timeLookup)
    }

    @Test("an end and an allowance that together overflow: the snapshot")
    func overflow() async throws {
        let source = ScriptedSource(try .plain(100))
        let cases: [(to: Int64, late: Int64)] = [(.max, 1), (.max - 5, 6), (1, .max), (.max, .max)]
        for (to, late) in cases {
            let plan = try await end(source, to: to, late: .allowance(milliseconds: late))
            #expect(plan.end == 100 && plan.endReason == .snapshot)
        }
        #expect(try await end(source, to: .max, late: .allowance(milliseconds: 0)).end == 100)
    }

    @Test("an end before 1970")
    func negative() async throws {
        let source = ScriptedSource(try .plain(100))
        for to in [Int64(-1), -3, .min] {
            let plan = try await end(source, to: to)
            // Nothing lies below it, and the first record is there to bear it out.
            #expect(plan.end == 0 && plan.start == 0)
        }
    }

    @Test("never below the start, and never beyond the snapshot")
    func clamped() async throws {
        let source = ScriptedSource(try .plain(100))
        source.onOffsets { query, _ throws(ScanError) in
            guard case .timestamp(let time) = query.place else { return nil }
            return OffsetAnswer(partition: 0, offset: time == 10_000 ? 30 : time == 20_000 ? 20 : 500, timestamp: time)
        }
        let below = try await end(source, from: 10_000, to: 20_000)
        #expect(below.start == 30 && below.end == 30)
        let beyond = try await end(source, from: 10_000, to: 30_000)
        #expect(beyond.end == 100 && beyond.endReason == .snapshot)
    }

    @Test("a plan says what it was made of")
    func wholePlan() async throws {
        let source = ScriptedSource([3: try .plain(10, leader: 2), 1: try .plain(20, leader: 1)])
        let plan = try await PlannerFixture.plan(source, from: 2_000, to: 9_000, late: .allowance(milliseconds: 500))
        #expect(plan.topic == "t" && plan.range == TimeRange(from: 2_000, to: 9_000))
        #expect(plan.late == .allowance(milliseconds: 500) && plan.isolation == .readUncommitted)
        #expect(plan.source == "script" && plan.plannedAt == PlannerFixture.now)
        #expect(plan.partitions.map(\.partition) == [1, 3] && plan.partitions.map(\.leader) == [1, 2])
        #expect(plan.partitions.map(\.start) == [2, 2] && plan.partitions.map(\.end) == [10, 10])
        #expect(plan.offsetCount == 16)
    }
}
