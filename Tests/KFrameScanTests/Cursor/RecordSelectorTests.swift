import KFrameScan
import KafkaRecords
import NIOCore
import Testing

/// Which records of a batch are kept, and what is said of the others.
@Suite struct RecordSelectorTests {
    /// The batch as a cursor selects it.
    private func selected(_ batch: RawRecordBatch, before: Int64 = -1) throws -> PartitionCursor.SelectedBatch {
        let plan = PartitionPlan.offsets(batch.header.baseOffset, batch.header.nextOffset)
        var cursor = PartitionCursor(plan: plan, range: TimeRange(from: nil, to: nil))
        var aborted = AbortedTransactions([])
        let step = try cursor.advance(over: batch.bytes, dropping: &aborted)
        var selected = try #require(step?.batches.first)
        selected.maxTimestampBefore = before
        return selected
    }

    @Test("P05 P09 the range decides record by record, in any order of times")
    func range() throws {
        var maker = LogMaker()
        try maker.records([50, 10, 30, 20, 29, 5], codec: .zstd)
        var selector = RecordSelector()
        try selector.select([try selected(maker.batches[0])], in: TimeRange(from: 10, to: 30))
        #expect(selector.rows.map(\.offset) == [1, 3, 4] && selector.rows.map(\.timestamp) == [10, 20, 29])
        #expect(selector.counts.outside == 3 && selector.counts.missing == 0 && selector.counts.batchesRead == 1)
    }

    @Test("P06 records without a timestamp only where there is no lower bound, and never late")
    func untimed() throws {
        var maker = LogMaker()
        try maker.records([100, -1, 0, 5])
        var selector = RecordSelector()
        try selector.select([try selected(maker.batches[0])], in: TimeRange(from: nil, to: 50))
        #expect(selector.rows.map(\.offset) == [1, 2, 3])
        #expect(selector.lateRows.map(\.offset) == [2, 3] && selector.lateRows.map(\.lateness) == [100, 95])
        try selector.select([try selected(maker.batches[0])], in: TimeRange(from: 0, to: 50))
        #expect(selector.rows.map(\.offset) == [2, 3])
        try selector.select([try selected(maker.batches[0])], in: TimeRange(from: nil, to: nil))
        #expect(selector.rows.count == 4 && selector.lateRows.isEmpty)
    }

    @Test("P07 late is what comes after a record at or past the end, in this batch or before it")
    func late() throws {
        var maker = LogMaker()
        try maker.records([10, 30, 20, 25, 40, 29])
        var selector = RecordSelector()
        let range = TimeRange(from: 0, to: 30)
        try selector.select([try selected(maker.batches[0])], in: range)
        #expect(selector.lateRows.map(\.offset) == [2, 3, 5] && selector.lateRows.map(\.lateness) == [10, 5, 11])
        try selector.select([try selected(maker.batches[0], before: 29)], in: range)
        #expect(selector.lateRows.map(\.offset) == [2, 3, 5])
        try selector.select([try selected(maker.batches[0], before: 30)], in: range)
        #expect(selector.lateRows.map(\.offset) == [0, 2, 3, 5] && selector.lateRows.first?.lateness == 20)
    }

    @Test("P08 append times are never late: they are the order of the log")
    func appendTime() throws {
        var maker = LogMaker()
        try maker.records([1, 2], appendTime: 20)
        var selector = RecordSelector()
        try selector.select([try selected(maker.batches[0], before: 500)], in: TimeRange(from: 0, to: 30))
        #expect(selector.rows.map(\.timestamp) == [20, 20] && selector.lateRows.isEmpty)
    }

    @Test("a new selection forgets the one before")
    func again() throws {
        var maker = LogMaker()
        try maker.records([1, 2])
        try maker.records([3])
        var selector = RecordSelector()
        let all = TimeRange(from: nil, to: nil)
        try selector.select(try maker.batches.map { try selected($0) }, in: all)
        #expect(selector.rows.map(\.offset) == [0, 1, 2])
        try selector.select([try selected(maker.batches[1])], in: all)
        #expect(selector.rows.map(\.offset) == [2] && selector.counts.batchesRead == 1)
        try selector.select([], in: all)
        #expect(selector.rows.isEmpty && selector.counts == ScanCounts())
    }

    @Test("as many batches as unpack to a limit, and one at least")
    func byteLimit() throws {
        var maker = LogMaker()
        for _ in 0..<5 { try maker.records([1], codec: .lz4, valueBytes: 1_000) }
        let batches = try maker.batches.map { try selected($0) }
        var selector = RecordSelector()
        let all = TimeRange(from: nil, to: nil)
        #expect(try selector.select(batches[...], in: all, upTo: 0) == 1)
        #expect(try selector.select(batches[1...], in: all, upTo: 2_500) == 3)
        #expect(selector.rows.map(\.offset) == [1, 2, 3])
        #expect(try selector.select(batches[...], in: all, upTo: .max) == 5)
    }

    @Test("hostile timestamps neither trap nor count as rows")
    func hostileTimestamps() throws {
        var maker = LogMaker()
        try maker.records([0, .max])
        try maker.records([.min, 0], horizon: -1, maxTimestamp: .max)
        try maker.records([-5, -1, -2])
        var selector = RecordSelector()
        for range in [TimeRange(from: 0, to: 1), TimeRange(from: nil, to: .max), TimeRange(from: .min, to: nil)] {
            for before in [Int64(-1), .max, .min] {
                try selector.select(try maker.batches.map { try selected($0, before: before) }, in: range)
                #expect(selector.rows.allSatisfy { range.contains($0.timestamp) })
                #expect(Int64(selector.rows.count) + selector.counts.outside == 7)
            }
        }
    }

    @Test("a batch that unpacks beyond the limit is an error that names it")
    func bomb() throws {
        var maker = LogMaker(from: 40)
        try maker.records([1], codec: .zstd, valueBytes: 1 << 20)
        var selector = RecordSelector(limit: DecompressionLimit(bytesPerBatch: 1 << 16))
        let batch = try selected(maker.batches[0])
        var caught: RecordError?
        do {
            try selector.select([batch], in: TimeRange(from: nil, to: nil))
        } catch {
            caught = error
        }
        #expect(caught?.code == .decompressionLimitExceeded && caught?.offset == 40)
    }
}
