import GoldenData
import KFrameScan
import KafkaClient
import KafkaLocal
import KafkaLog
import KafkaRecords
import KafkaWire
import Logging
import NIOCore
import Synchronization
import TestSupport
import Testing

/// What happens to a cluster while it is read.
@Suite(.timeLimit(.minutes(15))) struct ClusterFaultTests {
    private static let topic = "late-events"

    /// Counts requests.
    private final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func add() { count.withLock { $0 += 1 } }
    }

    private func withCluster(
        _ directory: String = GoldenFiles.logDirectory, rack: String? = nil,
        _ body: (ClusterSource, LocalCluster) async throws -> Void
    ) async throws {
        var options = BrokerOptions()
        options.isReadOnly = true
        options.selectsReplicaByRack = true
        let cluster = try await LocalCluster.start(
            directory: directory, nodes: [.init(1, rack: "a"), .init(2, rack: "b"), .init(3, rack: "c")],
            options: options)
        var properties = ClientProperties(bootstrapServers: try BrokerAddress.list(parsing: cluster.bootstrapServers))
        properties.rack = rack
        properties.retry.initialBackoff = .milliseconds(5)
        let client = try await KafkaCluster.connect(properties, logger: Logger(label: "test"))
        do {
            try await body(try await ClusterSource(client), cluster)
        } catch {
            await client.shutdown()
            await cluster.shutdown()
            throw error
        }
        await client.shutdown()
        await cluster.shutdown()
    }

    private func plan(_ source: ClusterSource, _ topic: String = topic) async throws -> ScanPlan {
        try await ScanPlanner(source: source, now: { 0 }).plan(
            ScanPlanner.Question(topic: topic, partitions: [0], range: TimeRange(from: nil, to: nil)))
    }

    /// Fetches so small that a partition takes many.
    private var small: FetchScheduler.Limits {
        var limits = FetchScheduler.Limits()
        limits.firstBytes = 1_000
        limits.partitionBytes = 1_000
        limits.fetchBytes = 1_000
        limits.readAheadBytes = 1
        limits.patience = .seconds(5)
        return limits
    }

    @Test("P19 KIP-951: a leader that moves is followed by the answer that names it, without asking again who leads")
    func leaderMoves() async throws {
        try await withCluster { source, cluster in
            let plan = try await plan(source)
            let whole = try await ScanDrain.run(source, plan)
            cluster.faults.plan(
                .act { cluster.moveLeader(of: Self.topic, 0, to: 3) }, on: .init(.fetch), after: 2)
            let asked = Counter()
            cluster.faults.plan(.act { asked.add() }, on: .init(.metadata), times: .max)
            let fetched = Counter()
            cluster.faults.plan(.act { fetched.add() }, on: .init(.fetch, node: 3), times: .max)
            let drain = try await ScanDrain.run(source, plan, .planOrder, small)
            #expect(drain.rows == whole.rows)
            #expect(fetched.value > 0)
            #expect(asked.value == 0)
        }
    }

    @Test("P19 a broker that goes down while it is read")
    func brokerDown() async throws {
        try await withCluster { source, cluster in
            let plan = try await plan(source)
            let whole = try await ScanDrain.run(source, plan)
            let isDown = Counter()
            let drain = try await ScanDrain.run(source, plan, .planOrder, small) { chunk, _ in
                guard chunk.sequence == 2, isDown.value == 0 else { return }
                isDown.add()
                await cluster.stop(1)
            }
            #expect(drain.rows == whole.rows)
            #expect(isDown.value == 1)
        }
    }

    @Test("metadata of a broker that has not heard of the new leader do not lead back to the old one")
    func staleMetadata() async throws {
        try await withCluster { source, cluster in
            let plan = try await plan(source)
            cluster.setStale(1, true)
            cluster.moveLeader(of: Self.topic, 0, to: 2)
            // The old leader answers as long as it has not heard.
            let drain = try await ScanDrain.run(source, plan, .planOrder, small) { chunk, _ in
                if chunk.sequence == 1 { cluster.setStale(1, false) }
                if chunk.sequence == 3 { cluster.setStale(1, true) }
            }
            #expect(drain.rowCount == plan.offsetCount)
        }
    }

    @Test("KIP-392: with client.rack the replica in it is read, the leader is asked for the offsets")
    func rackAware() async throws {
        try await withCluster(rack: "b") { source, cluster in
            let plan = try await plan(source)
            let (leader, follower) = (Counter(), Counter())
            cluster.faults.plan(.act { leader.add() }, on: .init(.fetch, node: 1), times: .max)
            cluster.faults.plan(.act { follower.add() }, on: .init(.fetch, node: 2), times: .max)
            let drain = try await ScanDrain.run(source, plan, .planOrder, small)
            #expect(drain.rowCount == plan.offsetCount)
            #expect(leader.value == 1)
            #expect(follower.value > 3)
        }
    }

    @Test(
        "KIP-392: a follower that fails, is behind or goes down leaves the read to the leader",
        arguments: [
            KafkaErrorCode.offsetOutOfRange, .notLeaderOrFollower, .unknownServerError, .noError, .brokerNotAvailable,
        ])
    func failingFollower(_ code: KafkaErrorCode) async throws {
        try await withCluster(rack: "b") { source, cluster in
            let plan = try await plan(source)
            switch code {
            // As stand-ins for what is no error code.
            case .noError: cluster.lag(2, in: Self.topic, 0, by: 300)
            case .brokerNotAvailable: cluster.faults.plan(.cut(afterBytes: 9), on: .init(.fetch, node: 2), times: .max)
            default: cluster.faults.plan(.error(code), on: .init(.fetch, node: 2), after: 2, times: .max)
            }
            let leader = Counter()
            cluster.faults.plan(.act { leader.add() }, on: .init(.fetch, node: 1), times: .max)
            let drain = try await ScanDrain.run(source, plan, .planOrder, small)
            #expect(drain.rowCount == plan.offsetCount)
            #expect(leader.value > 2)
        }
    }

    @Test("P03 P19 a log start that moves over the position is an error with both")
    func logStartMoves() async throws {
        try await withCluster { source, cluster in
            let plan = try await plan(source)
            let error = await #expect(throws: ScanError.self) {
                try await ScanDrain.run(source, plan, .planOrder, small) { chunk, _ in
                    if chunk.sequence == 0 { try cluster.moveLogStart(of: Self.topic, 0, to: 250) }
                }
            }
            #expect(error?.code == .offsetOutOfRange)
            #expect(error?.message.contains("the log begins at offset 250 now") == true, "\(error?.message ?? "")")
            #expect(error?.partition == 0 && error?.offset ?? 250 < 250)
        }
    }

    // MARK: - Truncation

    /// A topic `t` of 40 batches of 10 records in epoch 0, and another log of it that has `shared` of these and then
    /// `others` in epoch 1.
    private func truncated(shared: Int64, others: Int64) throws -> (TemporaryDirectory, String) {
        let directory = try TemporaryDirectory()
        for (name, batches) in [("log", 0..<40), ("other", 0..<(shared + others))] {
            var bytes = ByteBuffer()
            for batch in batches {
                let builder = RecordBatchBuilder()
                builder.baseOffset = batch * 10
                builder.partitionLeaderEpoch = name == "other" && batch >= shared ? 1 : 0
                for _ in 0..<10 {
                    try builder.append(timestamp: 1_663_848_000_000, key: nil, value: Array("\(name) \(batch)".utf8))
                }
                bytes.writeImmutableBuffer(try builder.build().bytes)
            }
            try directory.write(Array(buffer: bytes), to: "\(name)/t-0/00000000000000000000.log")
            let epochs = name == "log" ? "0\n1\n0 0\n" : "0\n2\n0 0\n1 \(shared * 10)\n"
            try directory.write(Array(epochs.utf8), to: "\(name)/t-0/leader-epoch-checkpoint")
        }
        return (directory, directory.path("other/t-0"))
    }

    @Test(
        "P19 KIP-320: a log that loses records it was read from is an error that says so, never a mixture",
        arguments: [(Int64(2), Int64(0)), (2, 1), (2, 38), (2, 60), (39, 1), (30, 30), (12, 3)])
    func truncation(shared: Int64, others: Int64) async throws {
        let (directory, other) = try truncated(shared: shared, others: others)
        try await withCluster(directory.path("log")) { source, cluster in
            let plan = try await plan(source, "t")
            #expect(plan.offsetCount == 400)
            var limits = small
            limits.patience = .milliseconds(600)
            let error = await #expect(throws: ScanError.self) {
                try await ScanDrain.run(source, plan, .planOrder, limits) { chunk, _ in
                    guard chunk.sequence == 2 else { return }
                    try cluster.replaceLog(of: "t", 0, with: other, ledBy: 2)
                }
            }
            #expect(error?.code == .truncated, "\(error?.message ?? "")")
            #expect(error?.message.contains("unclean leader election") == true, "\(error?.message ?? "")")
        }
    }

    @Test("a plan made before the log lost records is not carried out on what came after, also where it began later")
    func truncatedBeforeTheRead() async throws {
        let (directory, other) = try truncated(shared: 10, others: 60)
        try await withCluster(directory.path("log")) { source, cluster in
            var plan = try await plan(source, "t")
            plan.partitions[0].start = 300
            try cluster.replaceLog(of: "t", 0, with: other, ledBy: 2)
            let error = await #expect(throws: ScanError.self) { try await ScanDrain.run(source, plan) }
            #expect(error?.code == .truncated)
            #expect(error?.message.contains("is of epoch 1 now") == true, "\(error?.message ?? "")")
            // What lies before the place where they part is the same in both.
            plan.partitions[0].start = 0
            plan.partitions[0].end = 90
            plan.partitions[0].snapshotEnd = 90
            #expect(try await ScanDrain.run(source, plan).rowCount == 90)
            // A new plan reads what there is now.
            #expect(try await ScanDrain.run(source, try await self.plan(source, "t")).rowCount == 700)
        }
    }

    // MARK: - Throttling

    @Test("KIP-219 a client that is throttled keeps quiet for as long as it is told")
    func throttled() async throws {
        try await withCluster { source, cluster in
            let plan = try await plan(source)
            let times = Mutex<[ContinuousClock.Instant]>([])
            cluster.faults.plan(.act { times.withLock { $0.append(.now) } }, on: .init(node: 1), times: .max)
            cluster.faults.plan(.throttle(milliseconds: 300), on: .init(.fetch, node: 1))
            let drain = try await ScanDrain.run(source, plan)
            #expect(drain.rowCount == plan.offsetCount)
            let seen = times.withLock { $0 }
            #expect(seen.count > 1 && seen[1] - seen[0] >= .milliseconds(290))
        }
    }
}
