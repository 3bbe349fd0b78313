import KFrameScan
import Testing

/// What a careful reader has to know, a sentence each; and nothing where there is nothing.
@Suite struct ReceiptNotesTests {
    @Test("nothing to remark")
    func none() { #expect(ReceiptFixture.plain().notes.isEmpty) }

    @Test("late rows, and by how much")
    func late() {
        var receipt = ReceiptFixture.plain()
        receipt.partitions[0].counts.late = 12
        receipt.partitions[0].counts.greatestLateness = 95_000
        #expect(receipt.notes == ["12 rows came late, the latest by 1m35s"])
        receipt.partitions[0].counts.late = 1
        #expect(receipt.notes == ["1 row came late, the latest by 1m35s"])
    }

    @Test("disorder that comes near the allowance, where there is something beyond the end that was read")
    func disorder() {
        let cases: [(disorder: Int64, end: Int64, late: LatePolicy, isSaid: Bool)] = [
            (479_999, 5, .standard, false), (480_000, 5, .standard, true), (9_000_000, 5, .standard, true),
            (9_000_000, 10, .standard, false), (9_000_000, 5, .exact, false),
        ]
        for (disorder, end, late, isSaid) in cases {
            var receipt = ReceiptFixture.plain(end: end, snapshot: 10)
            receipt.plan.late = late
            receipt.partitions[0].counts.greatestDisorder = disorder
            #expect(
                receipt.notes.contains { $0.contains("--late exact finds all") } == isSaid, "\(disorder) \(end) \(late)"
            )
        }
        var receipt = ReceiptFixture.plain(end: 5, snapshot: 10)
        receipt.partitions[0].counts.greatestDisorder = 540_000
        #expect(receipt.notes.first?.contains("up to 9m out of order") ?? false)
        #expect(receipt.notes.first?.contains("allowance of 10m") ?? false)
    }

    @Test("P18 an open transaction")
    func openTransaction() {
        var receipt = ReceiptFixture.plain()
        receipt.plan.partitions[0].lastStable = 7
        #expect(receipt.notes.count == 1)
        #expect(
            receipt.notes[0].hasPrefix("partition 0: an open transaction holds the last stable offset at 7, below the"))
        #expect(receipt.notes[0].contains("high watermark 10"))
        receipt.plan.partitions[0].lastStable = 10
        #expect(receipt.notes.isEmpty)
    }

    @Test("a partition whose headers were searched")
    func headerScan() {
        var receipt = ReceiptFixture.plain()
        receipt.plan.partitions[0].startReason = .headerScan
        #expect(receipt.notes.count == 1 && receipt.notes[0].contains("which proves nothing here"))
    }

    @Test("P04 a range that ends in the future")
    func future() {
        var receipt = ReceiptFixture.plain()
        receipt.plan.range.to = 5_001
        #expect(receipt.notes.count == 1 && receipt.notes[0].hasSuffix("held at 1970-01-01T00:00:05Z"))
        receipt.plan.range.to = 5_000
        #expect(receipt.notes.isEmpty)
        receipt.plan.range.to = nil
        #expect(receipt.notes.isEmpty)
    }

    @Test("what values were taken for, duplicate keys, mixed columns, samples, unknown names, the byte search")
    func contents() {
        var receipt = ReceiptFixture.plain()
        receipt.valuesWereDetected = true
        #expect(receipt.notes.isEmpty, "JSON is what is expected")
        receipt.values = "text"
        receipt.duplicateKeys = 2
        receipt.mixedColumns = [Receipt.MixedColumn(column: "a.b", kinds: ["string": 1, "int": 2])]
        receipt.undecodableSamples = [Receipt.Sample(partition: 3, offset: 14, reason: "it ends early")]
        receipt.unknownNames = ["no event has x"]
        receipt.partitions[0].counts.filteredUnparsed = 6
        let notes = receipt.notes
        #expect(notes.count == 6)
        #expect(notes.contains { $0.hasPrefix("values were taken as text") && $0.contains("--values json") })
        #expect(notes.contains { $0.hasPrefix("2 duplicate keys") })
        #expect(notes.contains("column a.b mixes kinds (2 int, 1 string): it is text"))
        #expect(notes.contains("partition 3 offset 14 could not be decoded: it ends early"))
        #expect(notes.contains { $0.contains("no event has x") })
        #expect(notes.contains { $0.hasPrefix("6 of the filtered rows") })
    }
}
