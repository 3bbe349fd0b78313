import KFrameScan
import KafkaRecords
import KafkaWire
import Testing

/// Where a partition's scan begins, and what “none” proves.
@Suite struct PlannerStartTests {
    private func start(_ source: ScriptedSource, from: Int64?, to: Int64? = nil) async throws -> PartitionPlan {
        try #require(try await PlannerFixture.plan(source, from: from, to: to).partitions.first)
    }

    /// A script that answers no time look-up with an offset, and `largest` as the largest timestamp.
    private func silent(_ largest: OffsetAnswer?) throws -> ScriptedSource {
        let source = ScriptedSource(try .plain(100))
        source.onOffsets { query, _ throws(ScanError) in
            switch query.place {
            case .timestamp: return OffsetAnswer(partition: query.partition, offset: -1, timestamp: -1)
            case .maxTimestamp:
                guard let largest else { throw ScanError(.unsupported, "too old for that") }
                return largest
            default: return nil
            }
        }
        return source
    }

    @Test("the first record at or after the start")
    func named() async throws {
        let source = ScriptedSource(try .plain(100))
        let cases: [(from: Int64, offset: Int64)] = [
            (0, 0), (1, 1), (41_999, 42), (42_000, 42), (42_001, 43), (99_000, 99),
        ]
        for (from, offset) in cases {
            let plan = try await start(source, from: from)
            #expect(plan.start == offset && plan.startReason == .timeLookup && plan.end == 100)
        }
    }

    @Test("P02 a start behind the last record: nothing to read, no error")
    func nothingSoLate() async throws {
        let source = ScriptedSource(try .plain(100))
        let plan = try await start(source, from: 99_001)
        #expect(plan.start == 100 && plan.end == 100 && plan.startReason == .nothingSoLate && plan.isEmpty)
    }

    @Test("“none” is believed where the largest timestamp lies below the start")
    func noneProven() async throws {
        let source = try silent(OffsetAnswer(partition: 0, offset: 99, timestamp: 49_999))
        #expect(try await start(source, from: 50_000).startReason == .nothingSoLate)
    }

    @Test("“none” is not believed where the largest timestamp reaches the start: headers are searched")
    func noneDisproven() async throws {
        for largest in [Int64(50_000), 50_001, .max] {
            let source = try silent(OffsetAnswer(partition: 0, offset: 99, timestamp: largest))
            let plan = try await start(source, from: 50_000)
            #expect(plan.start == 0 && plan.end == 100 && plan.startReason == .headerScan)
        }
    }

    @Test("“none” is not believed where the broker is too old to name the largest timestamp")
    func noneUnsupported() async throws {
        let plan = try await start(try silent(nil), from: 50_000)
        #expect(plan.start == 0 && plan.startReason == .headerScan)
    }

    @Test("“none” for the largest timestamp as well proves nothing: its record may lie beyond the high watermark")
    func noneTwice() async throws {
        let source = try silent(OffsetAnswer(partition: 0, offset: -1, timestamp: -1))
        let plan = try await start(source, from: 50_000)
        #expect(plan.start == 0 && plan.startReason == .headerScan)
    }

    @Test("P01 an empty partition needs no proof")
    func emptyPartition() async throws {
        let source = ScriptedSource([0: ScriptedLog(LogMaker()), 1: ScriptedLog(LogMaker(from: 50))])
        let plan = try await PlannerFixture.plan(source, from: 5_000, to: 6_000)
        #expect(plan.partitions.map(\.start) == [0, 50] && plan.partitions.map(\.end) == [0, 50])
        #expect(plan.partitions.allSatisfy { $0.startReason == .nothingSoLate && $0.isEmpty })
    }

    @Test("any other refusal of the largest timestamp is an error")
    func refused() async throws {
        let source = ScriptedSource(try .plain(10))
        source.onOffsets { query, _ throws(ScanError) in
            guard query.place == .maxTimestamp else { return nil }
            throw ScanError(.notAuthorized, "no right")
        }
        let error = await #expect(throws: ScanError.self) {
            try await PlannerFixture.plan(source, from: 99_000_000, to: nil)
        }
        #expect(error?.code == .notAuthorized)
    }

    @Test("only partitions without a name are asked for their largest timestamp")
    func askedOnlyWhereNeeded() async throws {
        let source = ScriptedSource([0: try .plain(10), 1: try .plain(100), 2: try .plain(10)])
        let plan = try await PlannerFixture.plan(source, from: 50_000, to: nil)
        #expect(plan.partitions.map(\.startReason) == [.nothingSoLate, .timeLookup, .nothingSoLate])
        let asked = source.calls.compactMap { call -> [Int32]? in
            guard case .offsets(let queries, _) = call, queries.first?.place == .maxTimestamp else { return nil }
            return queries.map(\.partition)
        }
        #expect(asked == [[0, 2]])
    }

    @Test("P03 never below the log start, wherever that lies")
    func clampedToLogStart() async throws {
        var log = try ScriptedLog.plain(100)
        log.logStart = 37
        let source = ScriptedSource(log)
        #expect(try await start(source, from: 0).start == 37)
        #expect(try await start(source, from: nil).start == 37)
        // An answer from a segment that is not yet deleted.
        source.onOffsets { query, _ throws(ScanError) in
            guard case .timestamp = query.place else { return nil }
            return OffsetAnswer(partition: 0, offset: 5, timestamp: 5_000)
        }
        #expect(try await start(source, from: 5_000).start == 37)
    }

    @Test("never beyond the snapshot, also where retention has taken all of it")
    func clampedToSnapshot() async throws {
        let source = ScriptedSource(try .plain(100))
        source.onOffsets { query, _ throws(ScanError) in
            guard case .timestamp = query.place else { return nil }
            return OffsetAnswer(partition: 0, offset: 107, timestamp: 5_000)
        }
        let plan = try await start(source, from: 5_000)
        #expect(plan.start == 100 && plan.end == 100 && plan.isEmpty)
        var log = try ScriptedLog.plain(100)
        log.logStart = 100
        let emptied = try await start(ScriptedSource(log), from: nil)
        #expect(emptied.start == 100 && emptied.end == 100)
        // Deleted between the two calls: the log start is beyond the snapshot.
        source.onOffsets { query, _ throws(ScanError) in
            query.place == .earliest ? OffsetAnswer(partition: 0, offset: 120, timestamp: -1) : nil
        }
        let raced = try await start(source, from: nil)
        #expect(raced.start == 100 && raced.end == 100)
    }

    @Test("a time before 1970 is never taken for one of the special ones")
    func negative() async throws {
        for from in [Int64(-1), -2, -3, -4, .min] {
            let source = ScriptedSource(try .plain(10))
            let plan = try await PlannerFixture.plan(source, from: from, to: 5_000)
            #expect(plan.partitions[0].start == 0)
            for case .offsets(let queries, _) in source.calls {
                for query in queries {
                    if case .timestamp(let time) = query.place { #expect(time >= 0) }
                }
            }
        }
    }

    @Test("a time far in the future is looked up as it is")
    func huge() async throws {
        let source = ScriptedSource(try .plain(10))
        let plan = try await PlannerFixture.plan(source, from: .max, to: nil)
        #expect(plan.partitions[0].startReason == .nothingSoLate && plan.partitions[0].isEmpty)
    }
}
