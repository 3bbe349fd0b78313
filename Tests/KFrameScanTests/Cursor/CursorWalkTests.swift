import KFrameScan
import KafkaRecords
import NIOCore
import Testing

/// The walk from the planned start to the planned end: every offset is accounted for once, whatever lies there.
@Suite struct CursorWalkTests {
    private static let all = TimeRange(from: nil, to: nil)

    /// One of every kind of batch, 46 offsets: dense and sparse ones, compressed ones, emptied ones, gaps, markers,
    /// interleaved transactions, a delete horizon, append times.
    private static func zoo() throws -> (maker: LogMaker, aborted: [(transaction: AbortedTransaction, marker: Int64)]) {
        var maker = LogMaker()
        try maker.records([100, 110, 105])  // 0-2
        maker.gap(2)  // 3-4
        try maker.records([120, 90], deltas: [1, 3], lastDelta: 5)  // 5-10: 6, 8
        try maker.emptied(span: 3)  // 11-13
        try maker.records([130, 131, 132], codec: .lz4, producer: 7)  // 14-16, aborted
        try maker.records([133, 134], producer: 8)  // 17-18, committed
        try maker.records([140], deltas: [2], lastDelta: 3, producer: 7)  // 19-22: 21, aborted
        try maker.marker(.abort, producer: 7, timestamp: 9_000)  // 23
        try maker.records([141, 142], producer: 7)  // 24-25, a new transaction, committed
        try maker.marker(.commit, producer: 8, timestamp: 9_001)  // 26
        maker.gap(1)  // 27
        try maker.marker(.commit, producer: 7, timestamp: 9_002)  // 28
        try maker.records([150, 155], deltas: [0, 4], codec: .zstd, horizon: 5_000)  // 29-33
        try maker.records([1, 2, 3], appendTime: 160)  // 34-36
        try maker.records([-1, 0, 170], codec: .gzip)  // 37-39
        try maker.emptied(span: 1)  // 40
        maker.gap(3)  // 41-43
        try maker.records([180, 50])  // 44-45
        return (maker, [(AbortedTransaction(producerID: 7, firstOffset: 14), 23)])
    }

    private static let ranges = [
        all, TimeRange(from: 0, to: nil), TimeRange(from: nil, to: 0), TimeRange(from: 105, to: 135),
        TimeRange(from: 135, to: nil), TimeRange(from: nil, to: 135), TimeRange(from: 160, to: 161),
        TimeRange(from: 133, to: 133), TimeRange(from: 8_000, to: 10_000),
    ]

    @Test("P06 P08 P09 P16 P17 every start and every end, at both isolation levels", arguments: ranges)
    func everyBound(_ range: TimeRange) throws {
        let (maker, aborted) = try Self.zoo()
        // Every pair of bounds without a range; every third where a range prunes as well.
        let stride = range.isUnbounded ? 1 : 3
        for isCommitted in [false, true] {
            let truth = try OffsetFates(maker.batches, aborted: isCommitted ? aborted : [])
            for start in Int64(0)...46 {
                for end in start...47 where (start + end) % Int64(stride) == 0 {
                    var walk = CursorWalk(maker, .offsets(start, end), range)
                    if isCommitted {
                        walk.aborted = { from in aborted.filter { $0.marker >= from }.map(\.transaction) }
                    }
                    let outcome = try walk.run()
                    #expect(
                        outcome.rows == truth.rows(start, end, range), "[\(start), \(end)) committed \(isCommitted)")
                    truth.expect(outcome.counts, start, end, range, "committed \(isCommitted)")
                }
            }
        }
    }

    @Test("any cut of the bytes gives the same rows and the same counts", arguments: ranges)
    func anyCut(_ range: TimeRange) throws {
        let (maker, aborted) = try Self.zoo()
        var walk = CursorWalk(maker, .offsets(0, 46), range)
        walk.aborted = { from in aborted.filter { $0.marker >= from }.map(\.transaction) }
        let whole = try walk.run()
        // Small ones end at every place of a header and of the records; larger ones hold several batches.
        for size in Array(1...140) + Array(stride(from: 141, through: maker.bytes.readableBytes, by: 29)) {
            let outcome = try walk.run { size }
            #expect(outcome.rows == whole.rows && outcome.counts == whole.counts, "pieces of \(size) bytes")
            #expect(outcome.cursor.timestampTypes == whole.cursor.timestampTypes)
        }
    }

    @Test("a piece without one whole batch moves nothing and asks for more")
    func cutFirstBatch() throws {
        var maker = LogMaker()
        try maker.records([1, 2, 3])
        let bytes = maker.bytes
        for count in 1..<bytes.readableBytes {
            var cursor = PartitionCursor(plan: .offsets(0, 3), range: Self.all)
            var aborted = AbortedTransactions([])
            let piece = try #require(bytes.getSlice(at: 0, length: count))
            #expect(try cursor.advance(over: piece, dropping: &aborted) == nil)
            #expect(cursor.position == 0 && !cursor.isFinished && cursor.remaining == 3)
        }
    }

    @Test("batches wholly below the position are passed over, and still end aborted transactions")
    func belowPosition() throws {
        var maker = LogMaker()
        try maker.records([1, 2], producer: 5)  // 0-1
        try maker.marker(.abort, producer: 5, timestamp: 3)  // 2
        try maker.records([4, 5], producer: 5)  // 3-4: the next transaction of the same producer
        var cursor = PartitionCursor(plan: .offsets(3, 5), range: Self.all)
        var aborted = AbortedTransactions([AbortedTransaction(producerID: 5, firstOffset: 0)])
        let step = try #require(try cursor.advance(over: maker.bytes, dropping: &aborted))
        #expect(step.batches.map(\.spanStart) == [3] && step.batches.first?.fate == .select)
        #expect(cursor.isFinished && step.counts == ScanCounts())
    }

    @Test("only batches below the position: no progress, no counts, and a scheduler can see it")
    func nothingNew() throws {
        var maker = LogMaker()
        try maker.records([1, 2])
        var cursor = PartitionCursor(plan: .offsets(5, 9), range: Self.all)
        var aborted = AbortedTransactions([])
        let step = try #require(try cursor.advance(over: maker.bytes, dropping: &aborted))
        #expect(step.batches.isEmpty && step.counts == ScanCounts())
        #expect(cursor.position == 5 && !cursor.isFinished)
    }

    @Test("P17 nothing left at or after the position: the rest is missing")
    func nothingLeft() {
        var cursor = PartitionCursor(plan: .offsets(5, 9), range: Self.all)
        let step = cursor.finishWithoutRecords()
        #expect(cursor.isFinished && cursor.position == 9 && step.counts.missing == 4 && step.batches.isEmpty)
    }

    @Test("P01 an empty plan is finished before the first byte")
    func emptyPlan() {
        #expect(PartitionCursor(plan: .offsets(7, 7), range: Self.all).isFinished)
        #expect(PartitionCursor(plan: .offsets(0, 0), range: Self.all).isFinished)
        // An end below the start is no end to run to.
        let cursor = PartitionCursor(plan: .offsets(7, 3), range: Self.all)
        #expect(cursor.isFinished && cursor.remaining == 0 && cursor.end == 7)
    }

    @Test("the last offsets that there are do not overflow")
    func lastOffsets() throws {
        let first = Int64.max - 4
        var maker = LogMaker(from: first)
        try maker.records([1, 2, 3])
        let outcome = try CursorWalk(maker, .offsets(0, .max), Self.all).run()
        #expect(outcome.offsets == [first, first + 1, first + 2])
        #expect(outcome.counts.missing == first + 1)
        #expect(outcome.counts.accounted == Int64.max)
    }

    @Test("what the batches carried: create times, append times, both")
    func timestampTypes() throws {
        var maker = LogMaker()
        try maker.records([1])
        try maker.marker(.commit, producer: 1, timestamp: 2)
        #expect(try CursorWalk(maker, .offsets(0, 2), Self.all).run().cursor.timestampTypes == .create)
        try maker.records([1], appendTime: 5)
        #expect(try CursorWalk(maker, .offsets(0, 3), Self.all).run().cursor.timestampTypes == [.create, .logAppend])
        #expect(try CursorWalk(maker, .offsets(1, 3), Self.all).run().cursor.timestampTypes == .logAppend)
        // Also where the batch was left unread.
        let late = TimeRange(from: 100, to: nil)
        #expect(try CursorWalk(maker, .offsets(0, 3), late).run().cursor.timestampTypes == [.create, .logAppend])
    }
}
