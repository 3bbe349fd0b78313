import GoldenData
import KFrameScan
import KafkaWire
import Testing

/// Plans over the golden log directory, for every time that the real broker was asked about.
@Suite struct GoldenPlanTests {
    static let topics = (try? ExpectedOffsets.topics()) ?? []
    /// Where the answer rests on the time of a file that holds no record, which a copy of it does not keep.
    private static let hangsOnFileTimes: Set = ["compacted-tail", "compacted-txn"]

    @Test(
        "P02 P03 every probe as a start: what the broker named, and where it named none what that proves",
        arguments: topics)
    func starts(_ topic: String) async throws {
        let expected = try ExpectedOffsets.load(topic: topic)
        let planner = ScanPlanner(source: try LogDirectorySource(path: GoldenFiles.logDirectory), now: { 0 })
        for probe in expected.forTimes {
            let plan = try await planner.plan(
                ScanPlanner.Question(
                    topic: topic, range: TimeRange(from: probe.timestamp, to: nil), isolation: .readUncommitted))
            #expect(plan.partitions.map(\.partition) == expected.partitions)
            for partition in plan.partitions {
                let number = partition.partition
                let what: Comment = "\(topic) \(number) from \(probe.timestamp): \(partition)"
                #expect(partition.logStart == expected.logStart[number], what)
                #expect(partition.highWatermark == expected.highWatermark[number], what)
                #expect(partition.end == expected.highWatermark[number] && partition.endReason == .snapshot, what)
                let first = probe.firstRecord(partition: number) ?? -1
                if first >= 0 { #expect(partition.start <= first, what) }
                guard !Self.hangsOnFileTimes.contains(topic) else { continue }
                let named = probe.offsets[number] ?? -1
                let largest = expected.maxTimestamp[number]?.timestamp ?? -1
                if named >= 0 {
                    #expect(partition.start == named && partition.startReason == .timeLookup, what)
                } else if largest < probe.timestamp {
                    #expect(partition.start == partition.end && partition.startReason == .nothingSoLate, what)
                } else {
                    #expect(partition.start == partition.logStart && partition.startReason == .headerScan, what)
                }
            }
        }
    }

    @Test("every probe as an end: what the broker named, within the snapshot", arguments: topics)
    func ends(_ topic: String) async throws {
        let expected = try ExpectedOffsets.load(topic: topic)
        let planner = ScanPlanner(source: try LogDirectorySource(path: GoldenFiles.logDirectory), now: { 0 })
        for isolation in [IsolationLevel.readUncommitted, .readCommitted] {
            for probe in expected.forTimes where !Self.hangsOnFileTimes.contains(topic) {
                let plan = try await planner.plan(
                    ScanPlanner.Question(
                        topic: topic, range: TimeRange(from: nil, to: probe.timestamp),
                        late: .allowance(milliseconds: 0),
                        isolation: isolation))
                for partition in plan.partitions {
                    let number = partition.partition
                    let marks = isolation == .readCommitted ? expected.lastStable : expected.highWatermark
                    let snapshot = try #require(marks[number])
                    let named = probe.offsets[number] ?? -1
                    let what: Comment = "\(topic) \(number) to \(probe.timestamp): \(partition)"
                    #expect(partition.start == min(snapshot, expected.logStart[number] ?? 0), what)
                    #expect(partition.snapshotEnd == snapshot, what)
                    #expect(partition.end == (named >= 0 && named < snapshot ? named : snapshot), what)
                }
            }
        }
    }
}
