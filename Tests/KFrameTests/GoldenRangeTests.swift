import GoldenData
import KFrame
import KFrameScan
import KafkaLocal
import Testing

/// Every golden topic, both isolation levels, many ranges: what is read equals a brute-force filter of the records that
/// other clients read, and every receipt adds up (the library throws where one does not).
@Suite struct GoldenRangeTests {
    static let cases: [(String, Isolation)] = GoldenTopic.names.flatMap { name in
        Isolation.allCases.map { (name, $0) }
    }

    @Test("P02 P03 P05 P06 P07 P08 P09 P16 P17 P18 any range, by log directory", arguments: cases)
    func logDirectory(_ name: String, _ isolation: Isolation) async throws {
        let reader = try await Reader(.logDirectory(GoldenFiles.logDirectory))
        try await check(reader, GoldenTopic(name, isolation), pairs: 40)
    }

    @Test("P01 P16 P17 P18 P23 P26 any range, over TCP", arguments: cases)
    func localBroker(_ name: String, _ isolation: Isolation) async throws {
        var options = BrokerOptions()
        options.isReadOnly = true
        let broker = try await LocalBroker.start(directory: GoldenFiles.logDirectory, options: options)
        let reader = try await Reader(.cluster([broker.bootstrapServers]))
        try await check(reader, GoldenTopic(name, isolation), pairs: 10)
        await reader.close()
        await broker.shutdown()
    }

    func check(_ reader: Reader, _ topic: GoldenTopic, pairs: Int) async throws {
        for range in topic.ranges(pairs: pairs) {
            let expected = topic.inside(range)
            for late in [Lateness.exact, .standard] {
                var options = ReadOptions()
                options.columns = ["_partition", "_offset"]
                options.isolation = topic.isolation
                options.late = late
                let frame = try await reader.read(topic.name, range: range, options: options)
                let isLate = expected.contains { $0.lateness > 600_000 }
                if late == .exact || !isLate {
                    #expect(
                        frame.places == expected.map(\.place),
                        "\(topic.name) \(topic.isolation) \(range) late \(late): \(difference(frame.places, expected))")
                } else {
                    let whole = Set(expected.map(\.place))
                    #expect(frame.places.allSatisfy(whole.contains), "rows outside of \(range)")
                }
                let latest = frame.receipt.total.greatestLateness
                if let latest { #expect(latest > .zero) }
            }
        }
    }

    private func difference(_ read: [GoldenTopic.Place], _ expected: [GoldenTopic.Visible]) -> String {
        let places = Set(expected.map(\.place))
        let found = Set(read)
        return
            "missing \(places.subtracting(found).sorted().prefix(5)), extra \(found.subtracting(places).sorted().prefix(5)), "
            + "\(read.count) read, \(expected.count) expected"
    }
}
