import KFrameScan
import TestSupport
import Testing

/// Counts add up in any order.
@Suite struct ScanCountsTests {
    @Test("the order and the grouping of sums make no difference")
    func anyOrder() {
        var random = SplitMix64(seed: 5)
        for _ in 0..<200 {
            let parts = (0..<6).map { _ in ReceiptFixture.counts(&random) }
            let sum = parts.reduce(into: ScanCounts()) { $0.add($1) }
            let shuffled = parts.shuffled(using: &random).reduce(into: ScanCounts()) { $0.add($1) }
            #expect(shuffled == sum, "commutative")
            var left = parts[..<3].reduce(into: ScanCounts()) { $0.add($1) }
            left.add(parts[3...].reduce(into: ScanCounts()) { $0.add($1) })
            #expect(left == sum, "associative")
            var withNothing = sum
            withNothing.add(ScanCounts())
            #expect(withNothing == sum, "nothing added changes nothing")
            #expect(sum.accounted == parts.reduce(0) { $0 + $1.accounted })
        }
    }

    @Test("an offset is accounted for once: the parts of delivered and filtered do not count again")
    func accounted() {
        var counts = ScanCounts()
        counts.withError = 1
        counts.late = 1
        counts.filteredUnparsed = 1
        counts.batchesPruned = 1
        counts.batchesRead = 1
        counts.batchesCounted = 1
        counts.greatestDisorder = 1
        #expect(counts.accounted == 0)
        counts.delivered = 1
        counts.outside = 10
        counts.filtered = 100
        counts.undecodable = 1_000
        counts.limited = 10_000
        counts.control = 100_000
        counts.aborted = 1_000_000
        counts.missing = 10_000_000
        #expect(counts.accounted == 11_111_111)
    }

    @Test("lowest and highest: whichever side has one")
    func extremes() {
        var a = ScanCounts()
        a.lowestTimestamp = 5
        a.highestTimestamp = 9
        var b = ScanCounts()
        b.lowestTimestamp = 7
        b.greatestLateness = 3
        a.add(b)
        #expect(
            a.lowestTimestamp == 5 && a.highestTimestamp == 9 && a.greatestLateness == 3 && a.greatestDisorder == nil)
    }

    @Test("counts of hostile size wrap around rather than trap")
    func overflow() {
        var counts = ScanCounts()
        counts.delivered = .max
        counts.missing = .max
        counts.add(counts)
        #expect(counts.accounted == -4)
    }
}
