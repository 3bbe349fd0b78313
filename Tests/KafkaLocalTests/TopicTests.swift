import KafkaLocal
import KafkaLog
import KafkaWire
import NIOCore
import TestSupport
import Testing

@Suite("Topics and offsets")
struct TopicTests {
    @Test(
        "a topic is created on being asked for, where both sides allow it", arguments: Array(ApiKey.metadata.versions))
    func autoCreation(version: Int16) async throws {
        var options = BrokerOptions()
        options.defaultPartitionCount = 3
        try await withBroker(options) { broker, directory in
            let client = try WireClient(port: broker.port)
            func ask(_ name: String, allowed: Bool) async throws -> MetadataResponse.Topic? {
                try await client.ask(
                    MetadataRequest(topics: [.init(name: name)], allowAutoTopicCreation: allowed), version: version
                ).topics.first
            }
            if version >= 4 {
                #expect(try await ask("no", allowed: false)?.errorCode == .unknownTopicOrPartition)
            }
            let created = try await ask("yes", allowed: true)
            #expect(created?.errorCode == .noError)
            #expect(created?.partitions.map(\.partitionIndex) == [0, 1, 2])
            #expect(created?.partitions.allSatisfy { $0.leaderId == broker.nodeID } == true)
            #expect(try await ask("not a name", allowed: true)?.errorCode == .invalidTopicException)
            let all = try await client.ask(MetadataRequest(topics: nil), version: version)
            #expect(all.topics.map(\.name) == ["yes"])
            #expect(try directory.names("log").filter { $0.hasPrefix("yes-") } == ["yes-0", "yes-1", "yes-2"])
        }
        options.autoCreatesTopics = false
        try await withBroker(options) { broker, _ in
            let answer = try await WireClient(port: broker.port).ask(
                MetadataRequest(topics: [.init(name: "yes")]), version: version)
            #expect(answer.topics.first?.errorCode == .unknownTopicOrPartition)
        }
    }

    @Test("CreateTopics", arguments: Array(ApiKey.createTopics.versions))
    func create(version: Int16) async throws {
        try await withBroker { broker, _ in
            let client = try WireClient(port: broker.port)
            func code(
                _ name: String, _ partitions: Int32 = 1, replicas: Int16 = 1, configs: [(String, String?)] = [],
                assignments: [CreateTopicsRequest.ReplicaAssignment] = [], isOnlyChecked: Bool = false
            ) async throws -> KafkaErrorCode? {
                let response = try await client.ask(
                    CreateTopicsRequest(
                        topics: [
                            .init(
                                name: name, numPartitions: partitions, replicationFactor: replicas,
                                assignments: assignments, configs: configs.map { .init(name: $0.0, value: $0.1) })
                        ], validateOnly: isOnlyChecked), version: version)
                return response.topics.first?.errorCode
            }
            #expect(try await code("t", 4, isOnlyChecked: true) == .noError)
            #expect(try await code("t", 4) == .noError)
            #expect(try await code("t", 4) == .topicAlreadyExists)
            #expect(try await code("defaults", -1, replicas: -1) == .noError)
            #expect(try await code("a b") == .invalidTopicException)
            #expect(try await code("..") == .invalidTopicException)
            #expect(try await code("u", 0) == .invalidPartitions)
            #expect(try await code("u", -2) == .invalidPartitions)
            #expect(try await code("u", 1, replicas: 3) == .invalidReplicationFactor)
            #expect(try await code("u", configs: [("message.timestamp.type", "Noon")]) == .invalidConfig)
            #expect(try await code("u", configs: [("cleanup.policy", "compact")]) == .invalidConfig)
            #expect(try await code("u", configs: [("segment.bytes", "many")]) == .invalidConfig)
            #expect(try await code("v", configs: [("segment.bytes", "1000"), ("retention.ms", "-1")]) == .noError)
            let here = [0, 1].map { CreateTopicsRequest.ReplicaAssignment(partitionIndex: $0, brokerIds: [1]) }
            let away = [CreateTopicsRequest.ReplicaAssignment(partitionIndex: 0, brokerIds: [2])]
            #expect(try await code("assigned", -1, replicas: -1, assignments: here) == .noError)
            #expect(try await code("u", -1, replicas: -1, assignments: away) == .invalidReplicaAssignment)
            let all = try await client.ask(MetadataRequest(topics: nil), version: 9)
            #expect(
                all.topics.map { "\($0.name ?? "") \($0.partitions.count)" } == [
                    "assigned 2", "defaults 1", "t 4", "v 1",
                ])
            let twice = try await client.ask(
                CreateTopicsRequest(topics: [
                    .init(name: "w", numPartitions: 1, replicationFactor: 1),
                    .init(name: "w", numPartitions: 1, replicationFactor: 1),
                ]), version: version)
            #expect(twice.topics.map(\.errorCode) == [.invalidRequest, .invalidRequest])
        }
    }

    @Test("topics, ids and records are there again after a restart")
    func restart() async throws {
        let directory = try TemporaryDirectory()
        var id: KafkaUUID?
        var cluster: String?
        for round in 0..<3 {
            let broker = try await LocalBroker.start(directory: directory.path("log"))
            let client = try WireClient(port: broker.port)
            if round == 0 { try await client.create("t", configs: ["segment.bytes": "200"]) }
            let topic = try await client.ask(MetadataRequest(topics: [.init(name: "t")]), version: 12)
            #expect(id == nil || topic.topics.first?.topicId == id)
            #expect(cluster == nil || topic.clusterId == cluster)
            (id, cluster) = (topic.topics.first?.topicId, topic.clusterId)
            let answer = try await client.produce(makeBatch(["\(round)"]), to: "t")
            #expect(answer.baseOffset == Int64(round))
            await broker.shutdown()
            await broker.shutdown()
        }
        let log = try LogDirectory(path: directory.path("log")).partition("t", 0)
        #expect(log.logEndOffset == 3)
        #expect(log.topicID == id)
    }

    @Test(
        "ListOffsets in all versions: the special timestamps that each knows",
        arguments: Array(ApiKey.listOffsets.versions))
    func listOffsets(version: Int16) async throws {
        try await withBroker { broker, _ in
            let client = try WireClient(port: broker.port)
            try await client.create("t")
            for start in [Int64(100), 300, 200] {
                try await client.produce(makeBatch(["x", "y"], timestamp: start), to: "t")
            }
            func ask(_ timestamp: Int64) async throws -> ListOffsetsResponse.Partition? {
                try await client.ask(
                    ListOffsetsRequest(topics: [.init(name: "t", partitions: [.init(timestamp: timestamp)])]),
                    version: version
                ).topics.first?.partitions.first
            }
            #expect(try await ask(-1)?.offset == 6)
            #expect(try await ask(-2)?.offset == 0)
            #expect(try await ask(101)?.offset == 1)
            #expect(try await ask(102)?.offset == 2)
            #expect(try await ask(301)?.timestamp == 301)
            #expect(try await ask(302)?.offset == -1)
            #expect(try await ask(-3)?.errorCode == (version >= 7 ? .noError : .unsupportedVersion))
            if version >= 7 { #expect(try await ask(-3)?.offset == 3) }
            #expect(try await ask(-4)?.errorCode == (version >= 8 ? .noError : .unsupportedVersion))
            #expect(try await ask(-5)?.errorCode == (version >= 9 ? .noError : .unsupportedVersion))
            #expect(try await ask(-6)?.errorCode == .unsupportedVersion)
            let twice = try await client.ask(
                ListOffsetsRequest(topics: [
                    .init(name: "t", partitions: [.init(timestamp: -1), .init(timestamp: -2)]),
                    .init(name: "u", partitions: [.init(timestamp: -1)]),
                ]), version: version)
            #expect(
                twice.topics.flatMap(\.partitions).map(\.errorCode) == [
                    .invalidRequest, .invalidRequest, .unknownTopicOrPartition,
                ])
            if version >= 4 {
                let epochs = try await client.ask(
                    ListOffsetsRequest(topics: [
                        .init(name: "t", partitions: [.init(currentLeaderEpoch: 9, timestamp: -1)])
                    ]), version: version)
                #expect(epochs.topics.first?.partitions.first?.errorCode == .unknownLeaderEpoch)
            }
        }
    }

    @Test("a directory that is only read takes nothing")
    func readOnly() async throws {
        try await withGoldenBroker { _, client in
            #expect(try await client.produce(makeBatch(["x"]), to: "empty").errorCode == .topicAuthorizationFailed)
            #expect(try await client.create("t").errorCode == .clusterAuthorizationFailed)
            let asked = try await client.ask(MetadataRequest(topics: [.init(name: "t")]), version: 9)
            #expect(asked.topics.first?.errorCode == .unknownTopicOrPartition)
        }
    }

    @Test("a directory that another broker has, or an address that is taken, is an error")
    func cannotStart() async throws {
        try await withBroker { broker, directory in
            await #expect {
                try await LocalBroker.start(directory: directory.path("log"))
            } throws: {
                ($0 as? BrokerError)?.code == .directory
            }
            await #expect {
                try await LocalBroker.start(directory: directory.path("other"), port: broker.port)
            } throws: {
                ($0 as? BrokerError)?.code == .listen
            }
            // What did not start holds nothing.
            let other = try await LocalBroker.start(directory: directory.path("other"))
            await other.shutdown()
        }
    }
}
