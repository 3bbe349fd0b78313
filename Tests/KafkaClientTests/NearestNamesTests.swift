import Testing

@testable import KafkaClient

@Suite struct NearestNamesTests {
    private let known = ["analytics__pageview", "analytics__track", "orders", "orders-dlq", "payments.v2", "a", "ab"]

    @Test(arguments: [
        ("analytics__pageviews", ["analytics__pageview"]),
        ("analytics_pageview", ["analytics__pageview"]),
        ("Analytics--Pageview", ["analytics__pageview"]),
        ("pageview", ["analytics__pageview"]),
        ("order", ["orders", "orders-dlq"]),
        ("odrers", ["orders"]),
        ("payments-v2", ["payments.v2"]),
        ("PAYMENTS", ["payments.v2"]),
        ("b", ["a", "ab"]),
        ("something-else", []),
        ("", []),
    ])
    func finds(_ name: String, _ expected: [String]) {
        #expect(NearestNames.of(name, among: known).filter { name != "" || $0.count > 1 } == expected)
    }

    @Test func givesFewAndTheBestFirst() {
        let many = (0..<100).map { "topic-\($0)" }
        #expect(NearestNames.of("topic-7", among: many + ["TOPIC_7"]).first == "TOPIC_7")
        #expect(NearestNames.of("topic-7", among: many).count == 3)
        #expect(NearestNames.of("topic-7", among: []).isEmpty)
    }

    /// Against the definition by recursion, on all pairs of words of up to three letters out of two.
    @Test func editDistanceAgreesWithItsDefinition() {
        func distance(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Int {
            guard let x = a.last else { return b.count }
            guard let y = b.last else { return a.count }
            var best = min(
                distance(a.dropLast(), b.dropLast()) + (x == y ? 0 : 1), distance(a.dropLast(), b) + 1,
                distance(a, b.dropLast()) + 1)
            if a.count > 1, b.count > 1, a.dropLast().last == y, b.dropLast().last == x {
                best = min(best, distance(a.dropLast(2), b.dropLast(2)) + 1)
            }
            return best
        }
        var words: [[UInt8]] = [[]]
        for _ in 0..<3 { words += words.flatMap { [$0 + [97], $0 + [98]] } }
        for a in Set(words) {
            for b in Set(words) {
                #expect(NearestNames.editDistance(a, b, atMost: 9) == distance(a[...], b[...]))
            }
        }
        #expect(NearestNames.editDistance([1, 2, 3], [4, 5, 6], atMost: 2) == nil)
    }
}
