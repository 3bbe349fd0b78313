import KFrameScan
import KafkaRecords
import Testing

/// A record that came out of a scan.
struct ScannedRow: Hashable, Sendable {
    var offset: Int64
    var timestamp: Int64
}

/// Follows the steps of one partition: keeps the rows, adds up the counts, and checks after every step that each offset
/// so far has become exactly one thing.
struct StepTally: Sendable {
    private let plan: PartitionPlan
    private let range: TimeRange
    private(set) var rows: [ScannedRow] = []
    private(set) var values: [[UInt8]?] = []
    private(set) var counts = ScanCounts()
    private(set) var lateOffsets: [Int64] = []
    private(set) var position: Int64

    var start: Int64 { plan.start }

    init(_ plan: PartitionPlan, _ range: TimeRange) {
        self.plan = plan
        self.range = range
        position = plan.start
    }

    /// - Parameter selector: lent, since it cannot be kept in a copyable value.
    mutating func add(
        _ step: PartitionCursor.Step, upTo newPosition: Int64, _ selector: inout RecordSelector
    ) throws {
        var spanned: Int64 = 0
        for batch in step.batches {
            counts.add(batch.countsBefore)
            spanned += batch.countsBefore.accounted + (batch.spanEnd - batch.spanStart)
            #expect(batch.spanStart >= position && batch.spanEnd > batch.spanStart && batch.spanEnd <= newPosition)
        }
        counts.add(step.counts)
        spanned += step.counts.accounted
        #expect(spanned == newPosition - position, "the headers' spans are the offsets passed")
        position = newPosition
        try selector.select(step.batches, in: range)
        counts.add(selector.counts)
        counts.delivered += Int64(selector.rows.count)
        lateOffsets += selector.lateRows.map(\.offset)
        for row in selector.rows {
            rows.append(ScannedRow(offset: row.offset, timestamp: row.timestamp))
            values.append(selector.arena.value(of: row).map { Array($0) })
        }
        #expect(counts.accounted == position - plan.start, "every offset has become exactly one thing")
    }
}
