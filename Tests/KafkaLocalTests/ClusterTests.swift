import GoldenData
import KafkaLocal
import KafkaWire
import NIOCore
import Synchronization
import Testing

/// Several brokers over one log directory: each answers for what it is.
@Suite("Clusters", .timeLimit(.minutes(15)))
struct ClusterTests {
    private static let topic = "late-events"

    private func withCluster(
        byRack: Bool = false, _ body: (LocalCluster, [Int32: WireClient]) async throws -> Void
    ) async throws {
        var options = BrokerOptions()
        options.isReadOnly = true
        options.selectsReplicaByRack = byRack
        let cluster = try await LocalCluster.start(
            directory: GoldenFiles.logDirectory,
            nodes: [.init(1, rack: "a"), .init(2, rack: "b"), .init(3, rack: "c"), .init(4, rack: "d")],
            options: options)
        do {
            var clients: [Int32: WireClient] = [:]
            for node in cluster.nodeIDs { clients[node] = try WireClient(port: cluster.port(of: node)) }
            try await body(cluster, clients)
            await cluster.shutdown()
        } catch {
            await cluster.shutdown()
            throw error
        }
    }

    private func metadata(_ client: WireClient?) async throws -> MetadataResponse {
        try await #require(client).ask(MetadataRequest(topics: [.init(name: Self.topic)]), version: 12)
    }

    /// Fetches partition 0 from its start.
    private func fetch(
        _ client: WireClient?, version: Int16 = 12, epoch: Int32 = -1, lastEpoch: Int32 = -1, offset: Int64 = 0,
        rack: String = ""
    ) async throws -> (FetchResponse.Partition, FetchResponse) {
        let id = try await metadata(client).topics.first?.topicId ?? .zero
        let request = FetchRequest(
            maxBytes: 100_000,
            topics: [
                .init(
                    topic: Self.topic, topicId: id,
                    partitions: [
                        .init(
                            currentLeaderEpoch: epoch, fetchOffset: offset, lastFetchedEpoch: lastEpoch,
                            partitionMaxBytes: 10_000)
                    ])
            ], rackId: rack)
        let response = try await #require(client).ask(request, version: version)
        return (try #require(response.responses.first?.partitions.first), response)
    }

    private func end(_ client: WireClient?, epoch: Int32 = -1) async throws -> ListOffsetsResponse.Partition {
        let request = ListOffsetsRequest(topics: [
            .init(name: Self.topic, partitions: [.init(currentLeaderEpoch: epoch, timestamp: -1)])
        ])
        let client = try #require(client)
        return try #require(try await client.ask(request, version: 7).topics.first?.partitions.first)
    }

    @Test("metadata name all brokers with their racks, and a leader and followers for each partition")
    func metadataOfAll() async throws {
        try await withCluster { cluster, clients in
            for client in clients.values {
                let answer = try await metadata(client)
                #expect(answer.brokers.map(\.nodeId) == [1, 2, 3, 4])
                #expect(answer.brokers.map(\.rack) == ["a", "b", "c", "d"])
                #expect(answer.brokers.map { Int($0.port) } == cluster.nodeIDs.map { cluster.port(of: $0) })
                let partition = try #require(answer.topics.first?.partitions.first)
                #expect(partition.leaderId == 1 && partition.replicaNodes == [1, 2, 3])
                #expect(partition.isrNodes == [1, 2, 3] && partition.offlineReplicas.isEmpty)
            }
        }
    }

    @Test("who does not lead says so; followers answer fetches from version 11 on, strangers none")
    func notLeader() async throws {
        try await withCluster { _, clients in
            #expect(try await end(clients[1]).errorCode == .noError)
            #expect(try await end(clients[2]).errorCode == .notLeaderOrFollower)
            #expect(try await fetch(clients[2], version: 10).0.errorCode == .notLeaderOrFollower)
            #expect(try await fetch(clients[2], version: 11).0.errorCode == .noError)
            #expect(try await fetch(clients[4], version: 11).0.errorCode == .notLeaderOrFollower)
            let (partition, response) = try await fetch(clients[4], version: 16)
            #expect(partition.currentLeader.leaderId == 1)
            #expect(response.nodeEndpoints.map(\.nodeId) == [1])
        }
    }

    @Test("leader epochs: an old one is fenced, one that is not known yet is told so (KIP-320)")
    func epochs() async throws {
        try await withCluster { cluster, clients in
            let before = try #require(cluster.leader(of: Self.topic, 0))
            cluster.moveLeader(of: Self.topic, 0, to: 2)
            let now = before.epoch + 1
            #expect(try await end(clients[2], epoch: before.epoch).errorCode == .fencedLeaderEpoch)
            #expect(try await end(clients[2], epoch: now).leaderEpoch == now)
            #expect(try await end(clients[2], epoch: now + 1).errorCode == .unknownLeaderEpoch)
            #expect(try await fetch(clients[2], epoch: before.epoch).0.errorCode == .fencedLeaderEpoch)
            #expect(try await fetch(clients[2], epoch: now).0.errorCode == .noError)
            let (fenced, response) = try await fetch(clients[1], version: 17, epoch: before.epoch)
            #expect(fenced.errorCode == .fencedLeaderEpoch)
            #expect(fenced.currentLeader == LeaderIdAndEpoch(leaderId: 2, leaderEpoch: now))
            #expect(response.nodeEndpoints.map { Int($0.port) } == [cluster.port(of: 2)])

            // One that hears of no changes: it takes the old epoch, and does not know the new one.
            cluster.setStale(2, true)
            cluster.moveLeader(of: Self.topic, 0, to: 3)
            #expect(try await end(clients[2], epoch: now).errorCode == .noError)
            #expect(try await fetch(clients[2], epoch: now + 1).0.errorCode == .unknownLeaderEpoch)
            #expect(try await metadata(clients[2]).topics.first?.partitions.first?.leaderId == 2)
            cluster.setStale(2, false)
            #expect(try await end(clients[2], epoch: now + 1).errorCode == .notLeaderOrFollower)
        }
    }

    @Test("a log that has gone another way is told by where the last common epoch ends")
    func divergence() async throws {
        try await withCluster { cluster, clients in
            let epoch = try #require(cluster.leader(of: Self.topic, 0)?.epoch)
            let log = try await end(clients[1]).offset
            #expect(try await fetch(clients[1], lastEpoch: epoch, offset: log).0.divergingEpoch == .init())
            // An epoch that this log never had.
            let (unknown, _) = try await fetch(clients[1], lastEpoch: epoch + 7, offset: 5)
            #expect(unknown.errorCode == .offsetOutOfRange)
            cluster.moveLeader(of: Self.topic, 0, to: 2)
            cluster.moveLeader(of: Self.topic, 0, to: 3)
            // Between the two nothing was written: the epoch before ends where this one began.
            let (older, _) = try await fetch(clients[3], lastEpoch: epoch + 1, offset: 5)
            #expect(older.divergingEpoch == .init(epoch: epoch, endOffset: log))
            #expect(older.records?.readableBytes ?? 0 == 0)
        }
    }

    @Test("whoever names a rack is sent to the replica in it, where there is one (KIP-392)")
    func racks() async throws {
        try await withCluster(byRack: true) { cluster, clients in
            let (sent, _) = try await fetch(clients[1], rack: "c")
            #expect(sent.preferredReadReplica == 3 && sent.records?.readableBytes ?? 0 == 0)
            #expect(try await fetch(clients[3], rack: "c").0.records?.readableBytes ?? 0 > 0)
            for rack in ["", "a", "d", "elsewhere"] {
                let (kept, _) = try await fetch(clients[1], rack: rack)
                #expect(kept.preferredReadReplica == -1 && kept.records?.readableBytes ?? 0 > 0)
            }
            cluster.lag(3, in: Self.topic, 0, by: 10)
            let all = try await end(clients[1]).offset
            #expect(try await fetch(clients[3]).0.highWatermark == all - 10)
            #expect(try await fetch(clients[1]).0.highWatermark == all)
        }
    }

    @Test("a broker that stops is refused and its partitions are led by others; it comes back at its port")
    func downAndUp() async throws {
        try await withCluster { cluster, clients in
            let port = cluster.port(of: 1)
            let epoch = try #require(cluster.leader(of: Self.topic, 0)?.epoch)
            await cluster.stop(1)
            #expect(throws: WireClient.Closed.self) { try WireClient(port: port) }
            let partition = try #require(try await metadata(clients[2]).topics.first?.partitions.first)
            #expect(partition.leaderId == 2 && partition.leaderEpoch == epoch + 1)
            #expect(partition.isrNodes == [2, 3] && partition.offlineReplicas == [1])
            #expect(try await metadata(clients[2]).brokers.map(\.nodeId) == [2, 3, 4])
            await cluster.stop(2)
            await cluster.stop(3)
            let leaderless = try #require(try await metadata(clients[4]).topics.first?.partitions.first)
            #expect(leaderless.leaderId == -1 && leaderless.errorCode == .leaderNotAvailable)
            try await cluster.restart(1)
            #expect(cluster.port(of: 1) == port)
            let client = try WireClient(port: port)
            #expect(try await metadata(client).topics.first?.partitions.first?.leaderId == 1)
            #expect(try await fetch(client).0.errorCode == .noError)
        }
    }

    @Test("records below a log start that moved are gone, and so are look-ups of them")
    func logStart() async throws {
        try await withCluster { cluster, clients in
            try cluster.moveLogStart(of: Self.topic, 0, to: 100)
            #expect(try await fetch(clients[1], offset: 99).0.errorCode == .offsetOutOfRange)
            #expect(try await fetch(clients[1], offset: 100).0.logStartOffset == 100)
            try await cluster.reset()
            let client = try WireClient(port: cluster.port(of: 1))
            #expect(try await fetch(client, offset: 99).0.errorCode == .noError)
        }
    }

    @Test("another log in place of a partition's: the next epoch, and the old end is gone")
    func otherLog() async throws {
        try await withCluster { cluster, clients in
            let epoch = try #require(cluster.leader(of: Self.topic, 0)?.epoch)
            let old = try await end(clients[1]).offset
            try cluster.replaceLog(
                of: Self.topic, 0, with: GoldenFiles.logDirectory + "/compacted-tail-0", ledBy: 3)
            let now = try await end(clients[3], epoch: epoch + 1)
            #expect(now.offset < old && now.errorCode == .noError)
            #expect(try await fetch(clients[3], offset: old).0.errorCode == .offsetOutOfRange)
        }
    }

    @Test("faults strike the requests that are meant, after so many and so often, and are counted")
    func plannedFaults() async throws {
        try await withCluster { cluster, clients in
            let seen = Mutex(0)
            cluster.faults.plan(.act { seen.withLock { $0 += 1 } }, on: .init(.fetch, node: 2), after: 1, times: 2)
            for _ in 0..<5 { _ = try await fetch(clients[2]) }
            _ = try await fetch(clients[1])
            #expect(seen.withLock { $0 } == 2)
            #expect(cluster.faults.met == ["act": 2])

            cluster.faults.plan(.throttle(milliseconds: 250), on: .init(.fetch))
            let client = try #require(clients[1])
            let throttled = try await client.ask(FetchRequest(topics: []), version: 12)
            #expect(throttled.throttleTimeMs == 250 && throttled.responses.isEmpty)
            cluster.faults.plan(.throttle(milliseconds: 30), on: .init(.metadata))
            #expect(try await metadata(client).throttleTimeMs == 30)

            cluster.faults.plan(.wrongCorrelationID, on: .init(.metadata))
            await #expect(throws: WireClient.Closed.self) { try await metadata(client) }
            cluster.faults.plan(.drip(bytes: 7, every: .milliseconds(1)), on: .init(.fetch))
            let plain = try await fetch(clients[3])
            let dripped = try await fetch(clients[3])
            #expect(plain == dripped)

            cluster.faults.plan(.flip(byte: 1_000), on: .init(.fetch))
            let (flipped, whole) = (try await fetch(clients[3]).0.records, plain.0.records)
            let changed = zip(flipped?.readableBytesView ?? .init(), whole?.readableBytesView ?? .init())
                .filter { $0 != $1 }
            #expect(changed.count == 1)

            cluster.faults.plan(.cut(afterBytes: 33), on: .init(.fetch, node: 2))
            try await #require(clients[2]).send(FetchRequest(topics: []), version: 12)
            let second = try #require(clients[2])
            #expect(try await second.readToEnd().count <= 33)
            cluster.faults.plan(.silence, on: .init(.metadata, node: 4))
            try await #require(clients[4]).send(MetadataRequest(topics: []), version: 12)
            #expect(try await metadata(clients[3]).brokers.count == 4)
        }
    }
}
