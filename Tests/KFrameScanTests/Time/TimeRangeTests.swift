import KFrameScan
import Testing

@Suite struct TimeRangeTests {
    @Test("P05 half-open: a record at the start is in, one at the end is out")
    func ends() {
        let range = TimeRange(from: 10, to: 20)
        #expect([9, 10, 19, 20].map { range.contains($0) } == [false, true, true, false])
        #expect(!range.isEmpty && !range.isUnbounded)
    }

    @Test("P05 from = to and from > to hold nothing")
    func empty() {
        #expect(TimeRange(from: 10, to: 10).isEmpty)
        #expect(TimeRange(from: 11, to: 10).isEmpty)
        #expect(!TimeRange(from: nil, to: 10).isEmpty && !TimeRange(from: 10, to: nil).isEmpty)
        for timestamp in Int64(-2)...22 {
            #expect(!TimeRange(from: 10, to: 10).contains(timestamp))
            #expect(!TimeRange(from: 11, to: 10).contains(timestamp))
        }
    }

    @Test("P06 a record without a timestamp is inside only without a lower bound")
    func untimed() {
        #expect(TimeRange(from: nil, to: nil).contains(-1) && TimeRange(from: nil, to: nil).isUnbounded)
        #expect(TimeRange(from: nil, to: 0).contains(-1))
        #expect(!TimeRange(from: nil, to: -1).contains(-1))
        for from in [Int64.min, -2, -1, 0, 1] { #expect(!TimeRange(from: from, to: nil).contains(-1)) }
    }

    @Test("P06 0 is a timestamp like any other")
    func zero() {
        #expect(TimeRange(from: 0, to: 1).contains(0))
        #expect(!TimeRange(from: 1, to: nil).contains(0))
    }

    @Test("no bound takes the extremes")
    func extremes() {
        #expect(TimeRange(from: .min, to: nil).contains(.max))
        #expect(TimeRange(from: nil, to: .max).contains(.min))
        #expect(!TimeRange(from: nil, to: .max).contains(.max))
    }

    @Test("how the end policy is written")
    func policy() {
        #expect(LatePolicy.standard.description == "10m")
        #expect(LatePolicy.exact.description == "exact")
        #expect(LatePolicy.allowance(milliseconds: 0).description == "0s")
    }
}
