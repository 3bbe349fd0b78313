import Testing

@testable import Clickstream

@Suite("The same seed gives the same bytes")
struct DeterminismTests {
    @Test("a seed's bytes never change: recorded receipts and docs rely on them")
    func fingerprints() {
        #expect(GeneratedDay(ClickstreamGenerator(seed: 1, eventCount: 2_000)).fingerprint() == 0xF076822E6A270AFE)
        #expect(GeneratedDay(ClickstreamGenerator(eventCount: 2_000)).fingerprint() == 0x9F8D20EBA385419D)
    }

    @Test func twoIteratorsOfOneGeneratorAgree() {
        let generator = ClickstreamGenerator(seed: 7, eventCount: 1_500)
        #expect(Array(generator) == Array(generator))
    }

    @Test func anotherSeedGivesAnotherDay() {
        let one = Array(ClickstreamGenerator(seed: 1, eventCount: 200))
        let other = Array(ClickstreamGenerator(seed: 2, eventCount: 200))
        #expect(one.count == other.count)
        #expect(zip(one, other).allSatisfy { $0.value != $1.value })
    }

    @Test("any number of events, down to none", arguments: [-1, 0, 1, 2, 11, 999, 1_000, 1_441])
    func eventCounts(count: Int) {
        #expect(Array(ClickstreamGenerator(eventCount: count)).count == max(0, count))
    }
}
