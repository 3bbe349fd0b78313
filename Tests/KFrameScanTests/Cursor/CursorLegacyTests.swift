import GoldenData
import KFrameScan
import KafkaRecords
import NIOCore
import Testing

/// Message formats 0 and 1: wrappers do not say where they begin, how many messages they hold, or how late these are.
@Suite struct CursorLegacyTests {
    private static func batches(_ bytes: [UInt8]) throws -> [RawRecordBatch] {
        var iterator = RecordBatchIterator(ByteBuffer(bytes: bytes))
        var batches: [RawRecordBatch] = []
        while let batch = try iterator.next() { batches.append(batch) }
        return batches
    }

    @Test("P06 every start and every end, also inside of wrappers", arguments: try LegacyCase.all())
    func everyBound(_ legacy: LegacyCase) throws {
        let batches = try Self.batches(legacy.bytes)
        let truth = try OffsetFates(batches)
        let offsets = legacy.records.map(\.offset)
        let first = try #require(offsets.first)
        let last = try #require(offsets.last)
        #expect(truth.fates.keys.sorted() == offsets)
        let times = Set(legacy.records.map(\.timestamp).filter { $0 >= 0 }).sorted()
        var ranges = [TimeRange(from: nil, to: nil), TimeRange(from: 0, to: nil)]
        if let low = times.first, let high = times.last {
            let middle = times[times.count / 2]
            ranges += [
                TimeRange(from: low, to: high), TimeRange(from: middle, to: middle + 1),
                TimeRange(from: high + 1, to: nil),
                TimeRange(from: nil, to: middle),
            ]
        }
        for range in ranges {
            // Every pair of bounds without a range; every fifth where a range decides as well.
            let every: Int64 = range.isUnbounded ? 1 : 5
            for start in max(0, first - 2)...last + 1 {
                for end in start...last + 2 where (start + end) % every == 0 {
                    var walk = CursorWalk(LogMaker(), .offsets(start, end), range)
                    walk.batches = batches
                    let outcome = try walk.run()
                    #expect(outcome.rows == truth.rows(start, end, range), "[\(start), \(end)) \(range)")
                    truth.expect(outcome.counts, start, end, range)
                }
            }
        }
    }

    @Test("a wrapper of format 1 is never left unread for its own timestamp, unless that is the append time")
    func wrapperTimestamp() throws {
        let all = try LegacyCase.all()
        for legacy in all where legacy.name.hasPrefix("v1-") && legacy.name != "v1-none" {
            let late = TimeRange(from: .max - 1, to: nil)
            let batches = try Self.batches(legacy.bytes)
            var cursor = PartitionCursor(plan: .offsets(0, 1_000_000), range: late)
            var aborted = AbortedTransactions([])
            let step = try #require(try cursor.advance(over: ByteBuffer(bytes: legacy.bytes), dropping: &aborted))
            // How many messages are in it, only reading tells; so none is pruned.
            #expect(step.batches.count == batches.count && step.counts.batchesPruned == 0, "\(legacy.name)")
        }
        let plain = try #require(all.first { $0.name == "v1-none" })
        var cursor = PartitionCursor(plan: .offsets(0, 1_000_000), range: TimeRange(from: .max - 1, to: nil))
        var aborted = AbortedTransactions([])
        let step = try #require(try cursor.advance(over: ByteBuffer(bytes: plain.bytes), dropping: &aborted))
        #expect(step.batches.isEmpty && step.counts.outside == Int64(plain.records.count))
    }

    @Test("an end that a look-up named inside of a wrapper loses nothing", arguments: try LegacyCase.all())
    func lookedUpEnd(_ legacy: LegacyCase) throws {
        let batches = try Self.batches(legacy.bytes)
        let truth = try OffsetFates(batches)
        let snapshot = try #require(legacy.records.last).offset + 1
        let start = try #require(legacy.records.first).offset
        for time in Set(legacy.records.map(\.timestamp)).filter({ $0 >= 0 }).sorted() {
            let range = TimeRange(from: nil, to: time)
            let end = legacy.records.first { $0.timestamp >= time }?.offset ?? snapshot
            var walk = CursorWalk(LogMaker(), .lookedUp(start, end, time: time, snapshot: snapshot), range)
            walk.batches = batches
            let outcome = try walk.run()
            #expect(outcome.cursor.end >= end)
            #expect(outcome.rows == truth.rows(start, outcome.cursor.end, range))
            truth.expect(outcome.counts, start, outcome.cursor.end, range)
        }
    }
}
