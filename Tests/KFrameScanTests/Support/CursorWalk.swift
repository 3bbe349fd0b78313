import KFrameScan
import KafkaRecords
import NIOCore
import Testing

/// Walks a partition's batches with a cursor as a scheduler would, without a source.
struct CursorWalk {
    var plan: PartitionPlan
    var range: TimeRange
    var batches: [RawRecordBatch]
    /// The aborted transactions of the piece that begins at this offset.
    var aborted: @Sendable (Int64) throws -> [AbortedTransaction] = { _ in [] }

    struct Outcome {
        var tally: StepTally
        var cursor: PartitionCursor
        var fetchCount: Int

        var rows: [ScannedRow] { tally.rows }
        var counts: ScanCounts { tally.counts }
        var offsets: [Int64] { tally.rows.map(\.offset) }
    }

    init(_ maker: LogMaker, _ plan: PartitionPlan, _ range: TimeRange) {
        batches = maker.batches
        self.plan = plan
        self.range = range
    }

    /// - Parameter pieceSize: the bytes of the next piece; a piece may end anywhere, also inside its first batch.
    func run(pieceSize: () -> Int = { 1 << 30 }) throws -> Outcome {
        var cursor = PartitionCursor(plan: plan, range: range)
        var tally = StepTally(plan, range)
        var selector = RecordSelector()
        var fetchCount = 0
        var least = 0
        while !cursor.isFinished {
            fetchCount += 1
            try #require(fetchCount < 100_000, "the walk does not end")
            let piece = self.piece(from: cursor.position, max(least, pieceSize()))
            let before = cursor.position
            let step: PartitionCursor.Step
            if piece.readableBytes == 0 {
                step = cursor.finishWithoutRecords()
            } else {
                var dropped = AbortedTransactions(try aborted(before))
                guard let taken = try cursor.advance(over: piece, dropping: &dropped) else {
                    // Not one whole batch: the next piece has to be larger.
                    least = max(64, piece.readableBytes * 4)
                    continue
                }
                step = taken
                least = 0
            }
            #expect(cursor.position > before || cursor.isFinished, "a walk that moves nowhere never ends")
            try tally.add(step, upTo: cursor.position, &selector)
        }
        #expect(cursor.position == cursor.end)
        return Outcome(tally: tally, cursor: cursor, fetchCount: fetchCount)
    }

    private func piece(from offset: Int64, _ size: Int) -> ByteBuffer {
        var bytes = ByteBuffer()
        // The first batch that reaches beyond the offset, by halving.
        var low = 0
        var high = batches.count
        while low < high {
            let middle = (low + high) / 2
            if batches[middle].header.nextOffset > offset { high = middle } else { low = middle + 1 }
        }
        for batch in batches[low...] {
            let room = size - bytes.readableBytes
            guard room > 0 else { break }
            let count = min(room, batch.bytes.readableBytes)
            bytes.writeImmutableBuffer(batch.bytes.getSlice(at: batch.bytes.readerIndex, length: count) ?? ByteBuffer())
        }
        return bytes
    }
}

extension PartitionPlan {
    /// Offsets as given, for a walk without a planner.
    static func offsets(_ start: Int64, _ end: Int64) -> PartitionPlan {
        PartitionPlan(
            partition: 0, leader: 0, logStart: 0, highWatermark: end, start: start, end: end, startReason: .given,
            endReason: .given, snapshotEnd: end)
    }

    /// An end that a look-up by time named, not yet borne out.
    static func lookedUp(_ start: Int64, _ end: Int64, time: Int64, snapshot: Int64) -> PartitionPlan {
        PartitionPlan(
            partition: 0, leader: 0, logStart: 0, highWatermark: snapshot, start: start, end: end,
            startReason: .timeLookup, endReason: .timeLookup, endTime: time, snapshotEnd: snapshot)
    }
}
