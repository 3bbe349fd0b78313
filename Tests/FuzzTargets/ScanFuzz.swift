import KFrameScan
import KafkaRecords
import NIOCore

/// A partition scanned from hostile record sets: it comes to its end, every row lies in the range, and every offset
/// has become exactly one thing, in whatever pieces the bytes come.
enum ScanFuzz {
    /// The golden data's day, 10:00 UTC.
    private static let day: Int64 = 1_663_840_800_000

    static let target = FuzzTarget(
        "scan", maximumLength: 4096,
        seeds: {
            let heads: [[UInt8]] = [
                [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [3, 0x80, 0, 0x90, 0, 0, 0, 40, 1, 0],
                [7, 0x70, 0, 0x80, 0, 0, 5, 90, 0, 90], [0x1B, 0x80, 0, 0xFF, 0, 0, 1, 7, 4, 0],
            ]
            return try RecordSetFuzz.seeds().enumerated().map { heads[$0 % heads.count] + $1.dropFirst() }
        }
    ) { bytes in
        var input = FuzzInput(bytes)
        let choice = input.byte()
        let from = day + (Int64(input.uint16()) - 0x8000) * 1000
        let to = day + (Int64(input.uint16()) - 0x8000) * 1000
        let range = TimeRange(from: choice & 1 == 0 ? nil : from, to: choice & 2 == 0 ? nil : to)
        let start = Int64(input.uint16())
        let end = start + Int64(input.byte())
        let pieceSize = max(1, Int(input.uint16()))
        let plan = PartitionPlan(
            partition: 0, leader: 0, logStart: 0, highWatermark: end + 300, start: start, end: end,
            startReason: .given, endReason: choice & 4 == 0 ? .given : .timeLookup, endTime: choice & 4 == 0 ? nil : to,
            snapshotEnd: choice & 8 == 0 ? end : end + 300)
        var set = Array(input.rest)
        Checksums.mend(&set)
        let whole = try walk(ByteBuffer(bytes: set), plan, range, pieceSize: .max, dropsAborted: choice & 16 != 0)
        let pieces = try walk(ByteBuffer(bytes: set), plan, range, pieceSize: pieceSize, dropsAborted: choice & 16 != 0)
        guard let whole, let pieces else { return }
        try hold(whole == pieces, "at once \(whole), in pieces of \(pieceSize) bytes \(pieces)")
    }

    private struct Outcome: Equatable {
        var offsets: [Int64] = []
        var counts = ScanCounts()
        var end: Int64 = 0
    }

    /// Nil where the bytes are refused, or end before the scan does.
    private static func walk(
        _ set: ByteBuffer, _ plan: PartitionPlan, _ range: TimeRange, pieceSize: Int, dropsAborted: Bool
    ) throws -> Outcome? {
        var cursor = PartitionCursor(plan: plan, range: range)
        var selector = RecordSelector(limit: RecordChecks.limit)
        var outcome = Outcome()
        var least = pieceSize
        let aborted = dropsAborted ? aborted(in: set) : []
        while !cursor.isFinished {
            let piece = piece(of: set, from: cursor.position, least)
            let before = cursor.position
            let step: PartitionCursor.Step
            if piece.readableBytes == 0 {
                step = cursor.finishWithoutRecords()
            } else {
                var dropped = AbortedTransactions(aborted)
                do throws(RecordError) {
                    let taken = try cursor.advance(over: piece, dropping: &dropped)
                    // Not one whole batch that is new: like a fetch, the next piece is larger.
                    guard let taken, cursor.position > before || cursor.isFinished else {
                        guard least < set.readableBytes else { return nil }
                        least *= 2
                        continue
                    }
                    step = taken
                } catch {
                    return nil
                }
                least = pieceSize
            }
            do throws(RecordError) {
                try selector.select(step.batches, in: range)
            } catch {
                return nil
            }
            for batch in step.batches { outcome.counts.add(batch.countsBefore) }
            outcome.counts.add(step.counts)
            outcome.counts.add(selector.counts)
            outcome.counts.delivered &+= Int64(selector.rows.count)
            try hold(
                outcome.counts.accounted == cursor.position &- plan.start,
                "\(cursor.position &- plan.start) offsets were passed, \(outcome.counts.accounted) accounted for")
            for row in selector.rows {
                try hold(row.offset >= before && row.offset < cursor.position, "row \(row.offset) is out of place")
                try hold(range.contains(row.timestamp), "row \(row.offset) of \(row.timestamp) is out of the range")
                _ = selector.arena.value(of: row)?.last
                outcome.offsets.append(row.offset)
            }
        }
        try hold(outcome.offsets == outcome.offsets.sorted(), "rows do not ascend")
        try hold(cursor.position == cursor.end, "the scan ended at \(cursor.position), not at \(cursor.end)")
        outcome.end = cursor.end
        // How many batches were looked at depends on the pieces; what became of the offsets does not.
        outcome.counts.batchesRead = 0
        outcome.counts.batchesPruned = 0
        return outcome
    }

    /// From the first batch that reaches beyond the offset, as a broker answers.
    private static func piece(of set: ByteBuffer, from offset: Int64, _ size: Int) -> ByteBuffer {
        var iterator = RecordBatchIterator(set)
        var start = set.readerIndex
        while let batch = try? iterator.next(), batch.header.nextOffset <= offset {
            start += batch.header.sizeInBytes
        }
        let left = set.writerIndex - start
        return set.getSlice(at: start, length: min(left, size)) ?? ByteBuffer()
    }

    private static func aborted(in set: ByteBuffer) -> [AbortedTransaction] {
        var iterator = RecordBatchIterator(set)
        var aborted: [AbortedTransaction] = []
        while let batch = try? iterator.next(), aborted.count < 8 {
            guard batch.header.isTransactional, !batch.header.isControl, batch.header.producerID & 1 == 0 else {
                continue
            }
            aborted.append(
                AbortedTransaction(producerID: batch.header.producerID, firstOffset: batch.header.baseOffset))
        }
        return aborted
    }
}
