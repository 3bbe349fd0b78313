import GoldenData
import KFrameScan
import KafkaClient
import KafkaLocal
import KafkaRecords
import KafkaWire
import Logging
import NIOCore
import NIOPosix
import TestSupport
import Testing

/// A cluster as a source, over loopback.
@Suite(.timeLimit(.minutes(15))) struct ClusterSourceTests {
    private func withSource(
        _ directory: String = GoldenFiles.logDirectory, _ body: (ClusterSource, LocalBroker) async throws -> Void
    ) async throws {
        var options = BrokerOptions()
        options.isReadOnly = true
        let broker = try await LocalBroker.start(directory: directory, options: options)
        let properties = ClientProperties(bootstrapServers: try BrokerAddress.list(parsing: broker.bootstrapServers))
        let cluster = try await KafkaCluster.connect(properties, logger: Logger(label: "test"))
        do {
            try await body(try await ClusterSource(cluster), broker)
        } catch {
            await cluster.shutdown()
            await broker.shutdown()
            throw error
        }
        await cluster.shutdown()
        await broker.shutdown()
    }

    private func plan(
        _ source: any RecordSource, _ topic: String, _ range: TimeRange = TimeRange(from: nil, to: nil),
        isolation: IsolationLevel = .readCommitted
    ) async throws(ScanError) -> ScanPlan {
        try await ScanPlanner(source: source, now: { 0 }).plan(
            ScanPlanner.Question(topic: topic, range: range, isolation: isolation))
    }

    @Test("fetches are carried out on an event loop")
    func fetchesOnALoop() async throws {
        try await withSource { source, _ in
            let isOnLoop = await withTaskExecutorPreference(source.executor) {
                MultiThreadedEventLoopGroup.currentEventLoop != nil
            }
            #expect(isOnLoop)
        }
    }

    @Test("P23 a cluster and its log directory give the same plans, rows and counts, at both isolation levels")
    func sameAsDirectory() async throws {
        let directory = try LogDirectorySource(path: GoldenFiles.logDirectory)
        try await withSource { cluster, _ in
            for topic in try ExpectedOffsets.topics() {
                for isolation in [IsolationLevel.readCommitted, .readUncommitted] {
                    for range in [
                        TimeRange(from: nil, to: nil), TimeRange(from: 1_663_840_860_000, to: 1_663_842_600_000),
                    ] {
                        let there = try await plan(cluster, topic, range, isolation: isolation)
                        let here = try await plan(directory, topic, range, isolation: isolation)
                        #expect(there.partitions.map(\.start) == here.partitions.map(\.start))
                        #expect(there.partitions.map(\.end) == here.partitions.map(\.end))
                        #expect(there.partitions.map(\.startReason) == here.partitions.map(\.startReason))
                        let remote = try await ScanDrain.run(cluster, there)
                        let local = try await ScanDrain.run(directory, here)
                        #expect(remote.rows == local.rows, "\(topic) \(isolation)")
                        #expect(remote.tallies.map(\.counts) == local.tallies.map(\.counts), "\(topic) \(isolation)")
                    }
                }
            }
        }
    }

    @Test("P11 a topic and a partition that do not exist")
    func unknown() async throws {
        try await withSource { source, _ in
            let topic = await #expect(throws: ScanError.self) { try await plan(source, "clikstream") }
            #expect(topic?.code == .unknownTopic && topic?.message.contains("clickstream") ?? false)
            let question = ScanPlanner.Question(
                topic: "transactions", partitions: [2], range: TimeRange(from: nil, to: nil))
            let partition = await #expect(throws: ScanError.self) {
                try await ScanPlanner(source: source, now: { 0 }).plan(question)
            }
            #expect(partition?.message == "topic transactions has no partition 2: it has 2, 0 to 1")
        }
    }

    @Test(
        "P19 what passes is asked for again, where it is led then",
        arguments: [
            KafkaErrorCode.notLeaderOrFollower, .leaderNotAvailable, .unknownTopicOrPartition, .unknownLeaderEpoch,
            .fencedLeaderEpoch, .unknownTopicId, .kafkaStorageError, .offsetNotAvailable,
            // By its own words the leader has the offset: a broker that was behind said otherwise.
            .offsetOutOfRange,
        ])
    func retried(_ code: KafkaErrorCode) async throws {
        try await withSource { source, broker in
            let plan = try await plan(source, "transactions")
            broker.faults.fail(.fetch, with: code, times: 1, topic: "transactions", partition: 0)
            let drain = try await ScanDrain.run(source, plan)
            #expect(drain.rowCount == 81)
        }
    }

    @Test("P19 P28 what does not pass is an error with its place")
    func refused() async throws {
        try await withSource { source, broker in
            let plan = try await plan(source, "transactions")
            let cases: [(code: KafkaErrorCode, expected: ScanError.Code)] = [
                (.unknownServerError, .brokerFailed), (.topicAuthorizationFailed, .notAuthorized),
            ]
            for (code, expected) in cases {
                broker.faults.fail(.fetch, with: code, times: 1, topic: "transactions", partition: 1)
                let error = await #expect(throws: ScanError.self) { try await ScanDrain.run(source, plan) }
                #expect(error?.code == expected && error?.topic == "transactions" && error?.partition == 1, "\(code)")
                broker.faults.clear()
            }
        }
    }

    @Test("a connection that is cut in the middle of an answer")
    func cutConnection() async throws {
        try await withSource { source, broker in
            let plan = try await plan(source, "clickstream")
            broker.faults.cutConnection(afterBytes: 50_000)
            #expect(try await ScanDrain.run(source, plan).rowCount == 6_000)
        }
    }

    @Test("P17 compaction emptied a partition's end: the broker has nothing to send, and its disk vouches for that")
    func compactedTail() async throws {
        let directory = try TemporaryDirectory()
        var log = LogMaker()
        try log.records([1_000, 2_000, 3_000])
        let files: [(name: String, bytes: [UInt8])] = [
            ("00000000000000000000.log", Array(buffer: log.bytes)), ("00000000000000000017.log", []),
        ]
        for (name, bytes) in files { try directory.write(bytes, to: "holed-0/\(name)") }
        try await withSource(directory.path) { source, broker in
            let plan = try await plan(source, "holed")
            #expect(plan.partitions.map(\.end) == [17])
            var limits = FetchScheduler.Limits()
            limits.patience = .zero
            let drain = try await ScanDrain.run(source, plan, .planOrder, limits)
            #expect(drain.rows[0].map(\.offset) == [0, 1, 2] && drain.total.missing == 14)
            // Where the broker does not say what its disk holds, its emptiness is not believed.
            broker.faults.fail(.listOffsets, with: .unsupportedVersion, times: 1, topic: "holed")
            let error = await #expect(throws: ScanError.self) {
                try await ScanDrain.run(source, plan, .planOrder, limits)
            }
            #expect(error?.code == .brokerFailed)
        }
    }

    @Test("P41 an interruption while the broker says nothing")
    func interrupted() async throws {
        try await withSource { source, broker in
            let plan = try await plan(source, "clickstream")
            broker.faults.pause(for: .seconds(600))
            let task = Task { try await ScanDrain.run(source, plan) }
            await yieldOften(500)
            task.cancel()
            let result = await task.result
            #expect(throws: (any Error).self) { try result.get() }
            broker.faults.clear()
        }
    }
}
