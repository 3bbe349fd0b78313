import GoldenData
import KFrameScan
import KafkaLog
import KafkaRecords
import NIOCore
import TestSupport
import Testing

/// The golden partitions walked in pieces of any size: the rows that other clients read, and the same counts.
@Suite struct GoldenCursorTests {
    static let partitions: [GoldenPartition] = (try? GoldenPartition.all()) ?? []

    @Test("there are golden partitions")
    func thereAreSome() { #expect(Self.partitions.count >= 27) }

    @Test("P03 P09 P16 P17 P18 any cut of the bytes gives the same rows and counts", arguments: partitions)
    func anyCut(_ golden: GoldenPartition) throws {
        let log = try golden.open()
        let batches = try golden.batches(log)
        // The large partitions are walked less often: their batches are all alike.
        let sizes = batches.count > 60 ? [5_000, 200_000] : [64, 700, 5_000, 200_000]
        var random = SplitMix64(seed: UInt64(golden.description.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) }))
        for isCommitted in [false, true] {
            let expected = try golden.records(isCommitted: isCommitted)
            let end = isCommitted ? try log.lastStableOffset : log.logEndOffset
            for range in golden.ranges(&random).prefix(batches.count > 60 ? 3 : 6) {
                let plan = PartitionPlan.offsets(log.logStartOffset, end)
                var walk = CursorWalk(LogMaker(), plan, range)
                walk.batches = batches
                if isCommitted { walk.aborted = { from in try log.abortedTransactions(from: from, to: .max) } }
                let whole = try walk.run()
                let rows = expected.filter { range.contains($0.timestamp) }.map {
                    ScannedRow(offset: $0.offset, timestamp: $0.timestamp)
                }
                #expect(whole.rows == rows, "\(range) committed \(isCommitted)")
                for most in sizes {
                    let cut = try walk.run { 1 + random.below(most) }
                    #expect(cut.rows == whole.rows && cut.counts == whole.counts, "\(range) pieces up to \(most)")
                    #expect(cut.cursor.timestampTypes == whole.cursor.timestampTypes)
                }
            }
        }
    }

    @Test("the values are those that other clients read", arguments: partitions)
    func values(_ golden: GoldenPartition) throws {
        let log = try golden.open()
        var walk = CursorWalk(
            LogMaker(), .offsets(log.logStartOffset, log.logEndOffset), TimeRange(from: nil, to: nil))
        walk.batches = try golden.batches(log)
        let outcome = try walk.run { 3_000 }
        let expected = try golden.records(isCommitted: false)
        #expect(outcome.tally.values == expected.map(\.value))
    }
}
