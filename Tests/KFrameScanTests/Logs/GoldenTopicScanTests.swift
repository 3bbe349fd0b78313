import GoldenData
import KFrameScan
import KafkaWire
import Testing

/// Golden topics through plan and scan: what compaction, retention, transactions and odd times do to other readers
/// must not be done to this one.
@Suite(.timeLimit(.minutes(15))) struct GoldenTopicScanTests {
    static let topics = (try? ExpectedOffsets.topics()) ?? []

    @Test("P02 P03 P16 P17 P23 from every probe on, and up to every probe", arguments: topics)
    func everyProbe(_ topic: String) async throws {
        let source = try LogDirectorySource(path: GoldenFiles.logDirectory)
        let offsets = try ExpectedOffsets.load(topic: topic)
        // Of the large topics a few probes: each of them reads much.
        let isLarge = ["clickstream", "multiblock", "edge-values"].contains(topic)
        let probes = offsets.forTimes.map(\.timestamp).enumerated().filter { !isLarge || $0.offset % 6 == 0 }.map(
            \.element)
        for isolation in [IsolationLevel.readUncommitted, .readCommitted] {
            let expected = try offsets.partitions.map {
                try GoldenPartition(topic: topic, partition: $0).records(isCommitted: isolation == .readCommitted)
            }
            for probe in probes {
                for range in [TimeRange(from: probe, to: nil), TimeRange(from: nil, to: probe)] {
                    let question = ScanPlanner.Question(topic: topic, range: range, late: .exact, isolation: isolation)
                    let plan = try await ScanPlanner(source: source, now: { 0 }).plan(question)
                    let drain = try await ScanDrain.run(source, plan)
                    for (rows, records) in zip(drain.rows, expected) {
                        let inside = records.filter { range.contains($0.timestamp) }
                        #expect(rows.map(\.offset) == inside.map(\.offset), "\(topic) \(range) \(isolation)")
                    }
                }
            }
        }
    }

    @Test("P18 an open transaction: read up to the last stable offset, and the receipt's plan says so")
    func openTransaction() async throws {
        let source = try LogDirectorySource(path: GoldenFiles.logDirectory)
        let question = ScanPlanner.Question(topic: "open-transaction", range: TimeRange(from: nil, to: nil))
        let plan = try await ScanPlanner(source: source, now: { 0 }).plan(question)
        #expect(plan.partitions[0].lastStable == 9 && plan.partitions[0].highWatermark == 25)
        let drain = try await ScanDrain.run(source, plan)
        #expect(drain.rows[0].count == 8 && drain.outcomes[0].end == 9)
    }
}
