import KFrameScan
import KafkaRecords
import TestSupport
import Testing

/// An end that a look-up by time named is believed only when a batch of records bears it out.
@Suite struct CursorEndTests {
    private let range = TimeRange(from: 0, to: 100)

    /// Walks from 0 to where a look-up for `time` ended, in pieces of every kind of size; all must agree.
    private func walk(
        _ maker: LogMaker, end: Int64, time: Int64 = 200, start: Int64 = 0, snapshot: Int64? = nil
    ) throws -> CursorWalk.Outcome {
        let plan = PartitionPlan.lookedUp(start, end, time: time, snapshot: snapshot ?? maker.nextOffset)
        let walk = CursorWalk(maker, plan, range)
        let outcome = try walk.run()
        for size in [1, 70, 100, 150, 400] {
            let again = try walk.run { size }
            #expect(
                again.rows == outcome.rows && again.counts == outcome.counts && again.cursor.end == outcome.cursor.end)
        }
        return outcome
    }

    @Test("a batch of records at the end bears it out, and is not read")
    func recordsThere() throws {
        var maker = LogMaker()
        try maker.records([10, 20])
        try maker.records([200, 30])
        try maker.records([40])
        let outcome = try walk(maker, end: 2)
        #expect(outcome.cursor.end == 2 && outcome.offsets == [0, 1] && outcome.counts.accounted == 2)
    }

    @Test("an end inside a batch: its records up to the end")
    func insideBatch() throws {
        var maker = LogMaker()
        try maker.records([10, 20, 200, 30])
        try maker.records([40])
        let outcome = try walk(maker, end: 2)
        #expect(outcome.cursor.end == 2 && outcome.offsets == [0, 1])
    }

    @Test("P16 a marker at the end hides later records: the scan goes on until records reach the time")
    func markerThere() throws {
        var maker = LogMaker()
        try maker.records([10, 20], producer: 1)  // 0-1
        try maker.marker(.commit, producer: 1, timestamp: 9_999)  // 2: what the look-up named
        try maker.records([30, 40], producer: 1)  // 3-4
        try maker.marker(.commit, producer: 1, timestamp: 9_999)  // 5
        try maker.records([50, 199])  // 6-7: close, not there yet
        try maker.records([60, 200, 70])  // 8-10: bears it out, and is read whole
        try maker.records([80])  // 11
        let outcome = try walk(maker, end: 2)
        #expect(outcome.cursor.end == 11)
        #expect(outcome.offsets == [0, 1, 3, 4, 6, 8, 10])
        #expect(outcome.counts.control == 2 && outcome.counts.accounted == 11)
    }

    @Test("P16 markers up to the end of the partition: the snapshot is the end")
    func onlyMarkers() throws {
        var maker = LogMaker()
        try maker.records([10])
        for _ in 0..<3 { try maker.marker(.abort, producer: 1, timestamp: 9_999) }
        let outcome = try walk(maker, end: 1)
        #expect(outcome.cursor.end == 4 && outcome.counts.control == 3)
    }

    @Test("P17 the record at the end was compacted away: an emptied batch, or none at all")
    func compactedThere() throws {
        var emptied = LogMaker()
        try emptied.records([10])
        try emptied.emptied(span: 3)  // 1-3
        try emptied.records([20, 250])  // 4-5
        try emptied.records([30])  // 6
        #expect(try walk(emptied, end: 2).offsets == [0, 4])
        #expect(try walk(emptied, end: 2).cursor.end == 6)
        var gone = LogMaker()
        try gone.records([10])
        gone.gap(3)
        try gone.records([20, 250])  // 4-5
        try gone.records([30])
        #expect(try walk(gone, end: 2).offsets == [0, 4])
        #expect(try walk(gone, end: 2).counts.missing == 3)
        var nothing = LogMaker()
        try nothing.records([10])
        #expect(try walk(nothing, end: 1, snapshot: 9).counts.accounted == 1)
    }

    @Test("a range that begins where it ends, at a marker: the scan still goes on")
    func startIsEnd() throws {
        var maker = LogMaker()
        try maker.marker(.commit, producer: 1, timestamp: 9_999)  // 0
        try maker.records([50])  // 1
        try maker.records([300])  // 2
        let outcome = try walk(maker, end: 0)
        #expect(outcome.offsets == [1] && outcome.cursor.end == 3)
        var records = LogMaker()
        try records.records([300])
        try records.records([50])
        #expect(try walk(records, end: 0).counts.accounted == 0)
    }

    @Test("P20 no scan goes beyond the snapshot, not even inside a batch")
    func snapshot() throws {
        var maker = LogMaker()
        try maker.records([10], producer: 1)
        try maker.marker(.commit, producer: 1, timestamp: 9_999)  // 1
        try maker.records([20, 30, 40, 50])  // 2-5
        try maker.records([60])  // 6
        for snapshot in Int64(2)...7 {
            let outcome = try walk(maker, end: 1, snapshot: snapshot)
            #expect(outcome.cursor.end == snapshot)
            #expect(outcome.offsets == [0, 2, 3, 4, 5, 6].filter { $0 < snapshot })
        }
        // Batches appended since lie wholly behind it.
        var later = LogMaker()
        try later.marker(.commit, producer: 1, timestamp: 9_999)  // 0
        later.gap(5)
        try later.records([20])  // 6
        let outcome = try walk(later, end: 0, snapshot: 3)
        #expect(outcome.cursor.end == 3 && outcome.counts.control == 1 && outcome.counts.missing == 2)
    }

    @Test("an end at the snapshot needs no proof")
    func endIsSnapshot() throws {
        var maker = LogMaker()
        try maker.records([10])
        let cursor = PartitionCursor(plan: .lookedUp(0, 1, time: 5, snapshot: 1), range: range)
        #expect(cursor.endIsConfirmed && !cursor.isFinished)
        #expect(try walk(maker, end: 1, snapshot: 1).offsets == [0])
    }

    @Test("a batch that decides the end is believed only with its checksum")
    func damaged() throws {
        var good = LogMaker()
        try good.records([10])
        try good.records([200])
        try good.records([20])
        var maker = LogMaker()
        maker.add(good.batches[0])
        maker.add(good.batches[1].damaged())
        maker.add(good.batches[2])
        let plan = PartitionPlan.lookedUp(0, 1, time: 200, snapshot: 3)
        let error = #expect(throws: RecordError.self) { try CursorWalk(maker, plan, range).run() }
        #expect(error?.code == .checksumMismatch && error?.offset == 1)
    }

    @Test(
        "any log, any times: no record of the range is lost before the first record that reaches the time",
        arguments: 0..<150)
    func anyLog(_ seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        var maker = LogMaker()
        var clock: Int64 = 0
        while maker.nextOffset < 60 {
            switch random.below(8) {
            case 0: try maker.marker(.commit, producer: 1, timestamp: 100_000)
            case 1: try maker.emptied(span: Int32(1 + random.below(4)))
            case 2: maker.gap(Int64(1 + random.below(3)))
            default:
                clock += Int64(random.below(12))
                let count = 1 + random.below(5)
                try maker.records(
                    (0..<count).map { _ in max(0, clock + Int64(random.below(20)) - 10) },
                    codec: random.below(3) == 0 ? .lz4 : .none, producer: random.below(3) == 0 ? 1 : nil)
            }
        }
        let truth = try OffsetFates(maker.batches)
        let log = ScriptedLog(maker, logStart: 0)
        let records = try log.records()
        for _ in 0..<12 {
            let from = Int64(random.below(60))
            let range = TimeRange(from: from, to: from + Int64(1 + random.below(40)))
            let time = (range.to ?? 0) + Int64(random.below(15))
            let start = records.first { $0.timestamp >= from }?.offset ?? maker.nextOffset
            let end = max(start, records.first { $0.timestamp >= time }?.offset ?? maker.nextOffset)
            let plan = PartitionPlan.lookedUp(start, end, time: time, snapshot: maker.nextOffset)
            let walk = CursorWalk(maker, plan, range)
            let outcome = try walk.run()
            let borneOut =
                truth.fates.compactMap { offset, fate in
                    if case .record(let timestamp) = fate, timestamp >= time { offset } else { nil }
                }.min() ?? maker.batches.last?.header.nextOffset ?? 0
            #expect(outcome.cursor.end >= borneOut)
            #expect(outcome.rows == truth.rows(start, outcome.cursor.end, range))
            truth.expect(outcome.counts, start, outcome.cursor.end, range)
            let again = try walk.run { 1 + random.below(400) }
            #expect(again.rows == outcome.rows && again.counts == outcome.counts)
        }
    }
}
