import KFrameScan
import KafkaRecords
import NIOCore
import Testing

/// Which batches are left unread, and that a header is only believed with its checksum.
@Suite struct CursorPruneTests {
    /// The counts that headers alone gave, and the batches that have to be read.
    private func step(
        _ maker: LogMaker, _ plan: PartitionPlan, _ range: TimeRange, aborted: [AbortedTransaction] = []
    ) throws -> PartitionCursor.Step {
        var cursor = PartitionCursor(plan: plan, range: range)
        var dropping = AbortedTransactions(aborted)
        return try #require(try cursor.advance(over: maker.bytes, dropping: &dropping))
    }

    @Test("a batch below the range is left unread by its largest timestamp")
    func belowRange() throws {
        var maker = LogMaker()
        try maker.records([10, 19, 15])
        try maker.records([10, 20, 15])
        let step = try step(maker, .offsets(0, 6), TimeRange(from: 20, to: 30))
        #expect(step.batches.map(\.spanStart) == [3])
        #expect(step.batches.first?.countsBefore.outside == 3 && step.batches.first?.countsBefore.batchesPruned == 1)
    }

    @Test("a damaged header cannot make a batch look as if it had been read: its rows would be lost")
    func damagedEnd() throws {
        var maker = LogMaker()
        try maker.records([1, 2, 3, 4, 5, 6])
        try maker.records([7])
        var bytes = maker.bytes
        // The last offset delta: the batch then ends at offset 3, below the position.
        bytes.setInteger(Int32(2), at: bytes.readerIndex + 23)
        var cursor = PartitionCursor(plan: .offsets(4, 7), range: TimeRange(from: nil, to: nil))
        var dropping = AbortedTransactions([])
        #expect(throws: RecordError.self) { try cursor.advance(over: bytes, dropping: &dropping) }
    }

    @Test("the base timestamp proves nothing: it is not the smallest, and with a delete horizon no record's")
    func baseTimestamp() throws {
        var maker = LogMaker()
        try maker.records([50, 20])
        try maker.records([25], horizon: 9_999)
        try maker.records([25], horizon: 1)
        let step = try step(maker, .offsets(0, 4), TimeRange(from: 20, to: 30))
        #expect(step.batches.count == 3)
    }

    @Test("with create times a batch above the range has to be read: late records may be in it")
    func aboveRange() throws {
        var maker = LogMaker()
        try maker.records([40, 50])
        #expect(try step(maker, .offsets(0, 2), TimeRange(from: 20, to: 30)).batches.count == 1)
    }

    @Test("P08 with append times both ends leave batches unread, exactly")
    func appendTime() throws {
        var maker = LogMaker()
        for time in [Int64(19), 20, 29, 30] { try maker.records([1, 2], appendTime: time) }
        let step = try step(maker, .offsets(0, 8), TimeRange(from: 20, to: 30))
        #expect(step.batches.map(\.spanStart) == [2, 4])
        #expect(step.counts.outside == 2 && step.counts.batchesPruned == 1)
    }

    @Test("P06 batches without timestamps are outside of a range with a start, and inside of one without")
    func untimed() throws {
        var maker = LogMaker()
        try maker.records([-1, -1])
        #expect(try step(maker, .offsets(0, 2), TimeRange(from: 0, to: nil)).counts.outside == 2)
        #expect(try step(maker, .offsets(0, 2), TimeRange(from: nil, to: 5)).batches.count == 1)
    }

    @Test("a header counts a part of a batch only where no record is missing from it")
    func partOfBatch() throws {
        let range = TimeRange(from: 100, to: nil)
        var dense = LogMaker()
        try dense.records([1, 2, 3, 4])
        #expect(try step(dense, .offsets(1, 3), range).counts.outside == 2)
        #expect(try step(dense, .offsets(1, 3), range).counts.missing == 0)
        var sparse = LogMaker()
        try sparse.records([1, 2], deltas: [0, 3])
        // All of it lies in the span: two records, two gaps.
        let whole = try step(sparse, .offsets(0, 4), range)
        #expect(whole.counts.outside == 2 && whole.counts.missing == 2)
        // A part of it: nobody can tell without reading.
        #expect(try step(sparse, .offsets(1, 4), range).batches.count == 1)
        #expect(try step(sparse, .offsets(0, 3), range).batches.count == 1)
    }

    @Test("emptied batches and gaps are missing, and no batch was left unread")
    func emptied() throws {
        var maker = LogMaker()
        try maker.emptied(span: 5)
        maker.gap(2)
        try maker.emptied(span: 1)
        for range in [TimeRange(from: nil, to: nil), TimeRange(from: 5, to: 6)] {
            let counts = try step(maker, .offsets(0, 8), range).counts
            #expect(counts.missing == 8 && counts.outside == 0 && counts.batchesPruned == 0)
        }
        #expect(try step(maker, .offsets(3, 6), TimeRange(from: nil, to: nil)).counts.missing == 3)
    }

    @Test("the largest timestamp before a batch, for lateness: of records, never of markers")
    func maxTimestampBefore() throws {
        var maker = LogMaker()
        try maker.records([30, 10])
        try maker.marker(.commit, producer: 1, timestamp: 9_999)
        try maker.records([20])
        try maker.records([40])
        try maker.records([35])
        let step = try step(maker, .offsets(0, 6), TimeRange(from: nil, to: nil))
        #expect(step.batches.map(\.maxTimestampBefore) == [-1, 30, 30, 40])
    }

    @Test("a damaged batch is an error also where its header would have sufficed")
    func damaged() throws {
        typealias Build = @Sendable (inout LogMaker) throws -> Void
        let builds: [Build] = [
            { _ = try $0.records([1, 2]) },
            { _ = try $0.records([1, 2], codec: .zstd) },
            { _ = try $0.records([1, 2], producer: 4) },
            { _ = try $0.marker(.commit, producer: 4, timestamp: 1) },
            { _ = try $0.emptied(span: 2) },
        ]
        for build in builds {
            var good = LogMaker()
            try good.records([1])
            try build(&good)
            var maker = LogMaker()
            maker.add(good.batches[0])
            maker.add(good.batches[1].damaged())
            let error = #expect(throws: RecordError.self) {
                try step(
                    maker, .offsets(0, maker.nextOffset), TimeRange(from: 100, to: nil),
                    aborted: [AbortedTransaction(producerID: 4, firstOffset: 0)])
            }
            #expect(error?.code == .checksumMismatch && error?.offset == 1)
        }
    }

    @Test("a batch behind the end is not even looked at")
    func damageBehindEnd() throws {
        var good = LogMaker()
        try good.records([1])
        try good.records([2])
        var maker = LogMaker()
        maker.add(good.batches[0])
        maker.add(good.batches[1].damaged())
        #expect(try CursorWalk(maker, .offsets(0, 1), TimeRange(from: nil, to: nil)).run().offsets == [0])
    }

    @Test("an empty range selects nothing")
    func emptyRange() throws {
        var maker = LogMaker()
        try maker.records([1, 2], codec: .lz4)
        let step = try step(maker, .offsets(0, 2), TimeRange(from: 1, to: 1))
        #expect(step.batches.isEmpty && step.counts.outside == 2)
    }
}
