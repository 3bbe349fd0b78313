import GoldenData
import KFrameScan
import KafkaWire
import TestSupport
import Testing

/// A directory of log directories as a source.
@Suite struct LogDirectorySourceTests {
    private let source: LogDirectorySource

    init() throws { source = try LogDirectorySource(path: GoldenFiles.logDirectory) }

    @Test("topics and their partitions")
    func topics() async throws {
        let topics = try await source.topics()
        #expect(topics.map(\.name) == topics.map(\.name).sorted())
        #expect(topics.first { $0.name == "clickstream" }?.partitions == Array(0..<6))
        #expect(try await source.partitions(of: "transactions", isFresh: true).map(\.partition) == [0, 1])
        #expect(try await source.sizeInBytes(of: "empty") == 0)
        #expect(try await source.sizeInBytes(of: "clickstream") ?? 0 > 100_000)
        #expect(try await source.sizeInBytes(of: "no-such") == nil)
    }

    @Test("P11 a topic that does not exist: the nearest names")
    func unknownTopic() async throws {
        let error = await #expect(throws: ScanError.self) {
            try await source.partitions(of: "clikstream", isFresh: false)
        }
        #expect(error?.code == .unknownTopic && error?.topic == "clikstream")
        #expect(error?.message.contains("did you mean clickstream?") ?? false)
        let far = await #expect(throws: ScanError.self) {
            try await source.partitions(of: "zzzzzzzzzz", isFresh: false)
        }
        #expect(far?.message.contains("; it has append-time, clickstream, ") ?? false)
        let directory = try TemporaryDirectory()
        let nothing = try LogDirectorySource(path: directory.path)
        let none = await #expect(throws: ScanError.self) { try await nothing.partitions(of: "t", isFresh: false) }
        #expect(none?.message.hasSuffix("holds no topic") ?? false)
    }

    @Test("a directory that does not exist")
    func noDirectory() {
        let error = #expect(throws: ScanError.self) { try LogDirectorySource(path: "/no/such/directory") }
        #expect(error?.code == .logDirectory && error?.message.contains("/no/such/directory") ?? false)
    }

    @Test("P11 a partition that is not there")
    func unknownPartition() async throws {
        let error = await #expect(throws: ScanError.self) {
            try await source.offsets(topic: "transactions", [OffsetQuery(7, .latest)], isolation: .readCommitted)
        }
        #expect(error?.topic == "transactions" && error?.partition == 7)
    }

    @Test("the answers of a broker's ListOffsets, in the order of the queries")
    func offsets() async throws {
        let queries = [
            OffsetQuery(1, .latest), OffsetQuery(0, .earliest), OffsetQuery(0, .maxTimestamp),
            OffsetQuery(0, .timestamp(1_663_840_860_000)), OffsetQuery(0, .timestamp(.max)),
        ]
        let answers = try await source.offsets(topic: "transactions", queries, isolation: .readUncommitted)
        #expect(answers.map(\.partition) == [1, 0, 0, 0, 0])
        #expect(answers.map(\.offset) == [60, 0, 95, 0, -1])
        #expect(try await source.offsets(topic: "transactions", [], isolation: .readUncommitted).isEmpty)
    }

    @Test("P19 an offset outside of the log is an error with the numbers, and the place")
    func outOfRange() async throws {
        for offset in [Int64(118), 5_000, -1] {
            let fetch = SourceFetch(
                topic: "retained", leader: 0, isolation: .readCommitted, maxBytes: 1_000, maxWaitMilliseconds: 0,
                partitions: [SourceFetch.Partition(partition: 0, offset: offset, maxBytes: 1_000, leaderEpoch: -1)])
            let error = await #expect(throws: ScanError.self) { try await source.fetch(fetch) }
            #expect(error?.code == .offsetOutOfRange && error?.topic == "retained" && error?.partition == 0)
            #expect(error?.offset == offset && error?.message.contains("119 to ") ?? false)
        }
    }

    @Test("at the end there is nothing, and it says that for certain; before it there is no such word")
    func endOfLog() async throws {
        func fetched(_ offset: Int64) async throws -> SourceFetched? {
            let fetch = SourceFetch(
                topic: "transactions", leader: 0, isolation: .readUncommitted, maxBytes: 1_000, maxWaitMilliseconds: 0,
                partitions: [SourceFetch.Partition(partition: 0, offset: offset, maxBytes: 1_000, leaderEpoch: -1)])
            return try await source.fetch(fetch).first
        }
        let end = try #require(try await fetched(96))
        #expect(end.isEndOfLog && end.readableEnd == 96)
        #expect(try #require(try await fetched(95)).isEndOfLog == false)
    }

    @Test("a fetch's limit holds over its partitions: those behind it are left out, and asked for again")
    func maxBytes() async throws {
        let partitions = (Int32(0)..<6).map {
            SourceFetch.Partition(partition: $0, offset: 0, maxBytes: 20_000, leaderEpoch: -1)
        }
        let fetch = SourceFetch(
            topic: "clickstream", leader: 0, isolation: .readCommitted, maxBytes: 30_000, maxWaitMilliseconds: 0,
            partitions: partitions)
        #expect(try await source.fetch(fetch).map(\.partition) == [0, 1])
        var limits = FetchScheduler.Limits()
        limits.firstBytes = 20_000
        limits.partitionBytes = 20_000
        limits.fetchBytes = 30_000
        let question = ScanPlanner.Question(topic: "clickstream", range: TimeRange(from: nil, to: nil))
        let plan = try await ScanPlanner(source: source, now: { 0 }).plan(question)
        let drain = try await ScanDrain.run(source, plan, .any, limits)
        #expect(drain.rows.map(\.count) == [2_601, 1_515, 922, 503, 459, 0])
    }
}
