import KFrameScan
import KafkaRecords
import KafkaWire
import Testing

/// P11: which partitions are read.
@Suite struct PlannerPartitionTests {
    private let source: ScriptedSource

    init() throws {
        source = ScriptedSource([0: try .plain(10), 1: try .plain(10), 2: try .plain(10)])
    }

    private func partitions(_ wanted: [Int32]?) async throws -> [Int32] {
        try await PlannerFixture.plan(source, partitions: wanted, from: nil, to: nil).partitions.map(\.partition)
    }

    @Test("P11 all, some, in any order, the same one twice")
    func chosen() async throws {
        #expect(try await partitions(nil) == [0, 1, 2])
        #expect(try await partitions([2, 0]) == [0, 2])
        #expect(try await partitions([1, 1, 1]) == [1])
        #expect(try await partitions([2, 1, 0, 1, 2]) == [0, 1, 2])
        #expect(try await partitions([]) == [])
    }

    @Test("P11 a partition that does not exist", arguments: [Int32(3), -1, .max, .min])
    func unknown(_ partition: Int32) async throws {
        let error = await #expect(throws: ScanError.self) { try await partitions([0, partition]) }
        #expect(error?.code == .unknownPartition && error?.partition == partition && error?.topic == "t")
        #expect(error?.message == "topic t has no partition \(partition): it has 3, 0 to 2")
    }

    @Test("P11 a source that holds only some partitions of a topic names them")
    func sparse() async throws {
        let sparse = ScriptedSource([3: try .plain(1), 7: try .plain(1)])
        let error = await #expect(throws: ScanError.self) {
            try await PlannerFixture.plan(sparse, partitions: [0], from: nil, to: nil)
        }
        #expect(error?.message == "topic t has no partition 0 here: it has 3, 7")
        let none = ScriptedSource([:])
        let other = await #expect(throws: ScanError.self) {
            try await PlannerFixture.plan(none, partitions: [0], from: nil, to: nil)
        }
        #expect(other?.message == "topic t has no partition 0: it has none")
    }

    @Test("a partition that the source says nothing about is an error, never an empty one", arguments: [true, false])
    func unanswered(_ isMissing: Bool) async throws {
        let source = Unanswering(isMissing: isMissing)
        let error = await #expect(throws: ScanError.self) {
            try await ScanPlanner(source: source, now: { 0 }).plan(
                ScanPlanner.Question(topic: "t", range: TimeRange(from: nil, to: nil)))
        }
        #expect(error?.code == .brokerFailed && error?.partition == 1)
    }

    /// Answers for partition 0 only, or “none” where there is always something.
    private struct Unanswering: RecordSource {
        let name = "silent"
        let isMissing: Bool

        func partitions(of topic: String, isFresh: Bool) async throws(ScanError) -> [SourcePartition] {
            [SourcePartition(partition: 0, leader: 0), SourcePartition(partition: 1, leader: 0)]
        }

        func offsets(
            topic: String, _ queries: [OffsetQuery], isolation: IsolationLevel
        ) async throws(ScanError) -> [OffsetAnswer] {
            var answers = [OffsetAnswer(partition: 0, offset: 5, timestamp: -1)]
            if !isMissing { answers.append(OffsetAnswer(partition: 1, offset: -1, timestamp: -1)) }
            return answers
        }

        func fetch(_ request: SourceFetch) async throws(ScanError) -> [SourceFetched] { [] }
    }
}
