import Testing

@testable import KFrameScan

/// How fetches grow, broker by broker.
@Suite struct FetchSizesTests {
    private static let limits: FetchScheduler.Limits = {
        var limits = FetchScheduler.Limits()
        limits.nearFetchBytes = 1_000
        limits.fetchBytes = 6_000
        limits.partitionBytes = 3_000
        limits.readAheadBytes = 100_000
        limits.fetchesPerLeader = 3
        limits.longAnswer = .milliseconds(20)
        return limits
    }()

    @Test("a far broker is asked for more and more; one nearby, in the same read, is not")
    func byBroker() {
        var sizes = FetchSizes(Self.limits, brokers: [1, 2])
        #expect(sizes.limits(of: 1).fetchBytes == 1_000 && sizes.limits(of: 1).partitionBytes == 1_000)
        #expect(sizes.readAheadBytes == 1_000 + 2 * 3_000)
        for (answer, bytes) in [1_000, 2_000, 4_000, 6_000].enumerated() {
            sizes.answered(by: 1, bytes: sizes.limits(of: 1).fetchBytes, after: .milliseconds(80))
            sizes.answered(by: 2, bytes: 1_000, after: .milliseconds(answer == 0 ? 2 : 300))
            let expected = min(2 * bytes, 6_000)
            #expect(sizes.limits(of: 1).fetchBytes == expected)
            #expect(sizes.limits(of: 1).partitionBytes == min(expected, 3_000))
            #expect(sizes.limits(of: 2).fetchBytes == 1_000)
            #expect(sizes.readAheadBytes == expected + 3 * expected + 3_000)
        }
    }

    @Test("answers that were not full change nothing, nor do slow ones after a quick one")
    func neither() {
        var sizes = FetchSizes(Self.limits, brokers: [1])
        sizes.answered(by: 1, bytes: 499, after: .seconds(1))
        #expect(sizes.limits(of: 1).fetchBytes == 1_000)
        sizes.answered(by: 1, bytes: 500, after: .seconds(1))
        #expect(sizes.limits(of: 1).fetchBytes == 2_000)
        sizes.answered(by: 1, bytes: 2_000, after: .milliseconds(20))
        sizes.answered(by: 1, bytes: 2_000, after: .seconds(1))
        #expect(sizes.limits(of: 1).fetchBytes == 2_000)
    }

    @Test("a broker that a partition moves to starts as any other; what may be read ahead keeps to its limit")
    func newBroker() {
        var sizes = FetchSizes(Self.limits, brokers: [1])
        #expect(sizes.limits(of: 7).fetchBytes == 1_000)
        sizes.answered(by: 7, bytes: 1_000, after: .seconds(1))
        #expect(sizes.limits(of: 7).fetchBytes == 2_000 && sizes.limits(of: 1).fetchBytes == 1_000)

        var small = Self.limits
        small.readAheadBytes = 2_500
        #expect(FetchSizes(small, brokers: [1, 2, 3]).readAheadBytes == 2_500)
        var huge = Self.limits
        huge.nearFetchBytes = .max
        huge.fetchBytes = .max
        #expect(FetchSizes(huge, brokers: [1, 2]).readAheadBytes == 100_000)
    }
}
