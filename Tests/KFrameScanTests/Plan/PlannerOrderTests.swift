import KFrameScan
import KafkaRecords
import KafkaWire
import Testing

/// What a planner asks, and in which order: the ends are snapshotted before any look-up by time.
@Suite struct PlannerOrderTests {
    private func places(_ source: ScriptedSource) -> [OffsetQuery.Place] {
        source.calls.compactMap { call in
            if case .offsets(let queries, _) = call { queries.first?.place } else { nil }
        }
    }

    @Test("P10 the ends are known before the first look-up by time")
    func order() async throws {
        let source = ScriptedSource([0: try .plain(100), 1: try .plain(50)])
        _ = try await PlannerFixture.plan(source, from: 5_000, to: 20_000, late: .allowance(milliseconds: 1_000))
        #expect(source.calls.first == .partitions(isFresh: false))
        #expect(places(source) == [.latest, .earliest, .timestamp(5_000), .timestamp(21_000)])
        for case .offsets(let queries, let isolation) in source.calls {
            #expect(queries.map(\.partition) == [0, 1] && isolation == .readUncommitted)
        }
    }

    @Test("under read_committed both ends are asked for, and times are looked up uncommitted")
    func committed() async throws {
        let source = ScriptedSource(try .plain(100))
        let plan = try await PlannerFixture.plan(source, from: 5_000, to: 20_000, isolation: .readCommitted)
        #expect(places(source) == [.latest, .latest, .earliest, .timestamp(5_000), .timestamp(620_000)])
        let levels = source.calls.compactMap { call in if case .offsets(_, let level) = call { level } else { nil } }
        #expect(levels.filter { $0 == .readCommitted }.count == 1)
        #expect(plan.isolation == .readCommitted && plan.partitions[0].lastStable == 100)
    }

    @Test("what is not needed is not asked")
    func nothingNeedless() async throws {
        let unbounded = ScriptedSource(try .plain(100))
        _ = try await PlannerFixture.plan(unbounded, from: nil, to: nil)
        #expect(places(unbounded) == [.latest, .earliest])
        let exact = ScriptedSource(try .plain(100))
        _ = try await PlannerFixture.plan(exact, from: 5_000, to: 20_000, late: .exact)
        #expect(places(exact) == [.latest, .earliest, .timestamp(5_000)])
    }

    @Test("P05 an empty range makes no look-up by time")
    func emptyRange() async throws {
        let source = ScriptedSource(try .plain(100))
        let plan = try await PlannerFixture.plan(source, from: 5_000, to: 5_000)
        #expect(places(source) == [.latest, .earliest])
        #expect(plan.partitions[0].isEmpty && plan.partitions[0].endReason == .empty && plan.offsetCount == 0)
    }

    @Test("P05 a range that ends before it begins is refused, before anything is asked")
    func reversed() async throws {
        let source = ScriptedSource(try .plain(100))
        let error = await #expect(throws: ScanError.self) {
            try await PlannerFixture.plan(source, from: 5_001, to: 5_000)
        }
        #expect(error?.code == .invalidRange)
        #expect(
            error?.message.contains("from 1970-01-01T00:00:05.001Z to 1970-01-01T00:00:05Z; exchange the two") ?? false)
        #expect(source.calls.isEmpty)
        await #expect(throws: ScanError.self) { try await PlannerFixture.plan(source, from: .max, to: .min) }
    }

    @Test("P10 a record appended between two look-ups is neither lost nor doubled")
    func appendedBetween() async throws {
        // The log grows after each call; the record that comes would be the answer to the look-up for the start.
        for appendAfter in 1...4 {
            var maker = LogMaker()
            try maker.records([1_000, 2_000])
            let source = ScriptedSource(ScriptedLog(maker))
            try maker.records([10_000])
            let grown = ScriptedLog(maker)
            source.onOffsets { _, _ throws(ScanError) in
                if source.calls.count - 1 == appendAfter { source.change(0) { $0 = grown } }
                return nil
            }
            let plan = try await PlannerFixture.plan(source, from: 5_000, to: 20_000)
            let partition = plan.partitions[0]
            // Snapshotted before it came, or after it: in both cases the plan goes exactly so far.
            let end: Int64 = appendAfter == 1 ? 3 : 2
            #expect(partition.snapshotEnd == end && partition.end == end)
            // Come behind the look-up, it is the largest timestamp, which then proves nothing.
            #expect(partition.start == (appendAfter == 4 ? 0 : 2))
            #expect(partition.startReason == (appendAfter == 4 ? .headerScan : .timeLookup))
        }
    }

    @Test("an open transaction that is none: records appended between the two ends are not held for one")
    func endsRace() async throws {
        var maker = LogMaker()
        try maker.records([1_000, 2_000])
        let source = ScriptedSource(ScriptedLog(maker))
        try maker.records([3_000])
        let grown = ScriptedLog(maker)
        source.onOffsets { _, _ throws(ScanError) in
            if source.calls.count - 1 == 2 { source.change(0) { $0 = grown } }
            return nil
        }
        let plan = try await PlannerFixture.plan(source, from: nil, to: nil, isolation: .readCommitted)
        let partition = plan.partitions[0]
        #expect(partition.lastStable == partition.highWatermark && partition.end == partition.snapshotEnd)
    }
}
