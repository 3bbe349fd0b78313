import KafkaWire
import NIOCore
import Testing

struct ThirdPartyBytesTests {
    static let topicId = KafkaUUID(high: 0x0011_2233_4455_6677, low: 0x8899_aabb_ccdd_eeff)

    @Test(
        "CreateTopics requests of every version mean the same and are written back",
        arguments: ApiKey.createTopics.versions)
    func createTopicsRequests(version: Int16) throws {
        let bytes = ThirdPartyBytes.buffer(try #require(ThirdPartyBytes.createTopicsRequests[version]))
        let expected = CreateTopicsRequest(
            topics: [
                .init(
                    name: "events", numPartitions: -1, replicationFactor: -1,
                    assignments: [
                        .init(partitionIndex: 0, brokerIds: [1, 2]), .init(partitionIndex: 1, brokerIds: [2, 3]),
                    ],
                    configs: [.init(name: "retention.ms", value: "60000"), .init(name: "cleanup.policy")]),
                .init(name: "größe", numPartitions: 3, replicationFactor: 2),
            ], timeoutMs: 1_234, validateOnly: true)
        try check(expected, is: bytes, version: version)
    }

    @Test(
        "CreateTopics responses of every version mean the same and are written back",
        arguments: ApiKey.createTopics.versions)
    func createTopicsResponses(version: Int16) throws {
        let bytes = ThirdPartyBytes.buffer(try #require(ThirdPartyBytes.createTopicsResponses[version]))
        var made = CreateTopicsResponse.Topic(name: "events")
        var refused = CreateTopicsResponse.Topic(
            name: "b", errorCode: .topicAlreadyExists, errorMessage: "exists")
        if version >= 5 {
            made.numPartitions = 2
            made.replicationFactor = 3
            made.configs = [
                .init(name: "retention.ms", value: "60000", readOnly: false, configSource: 1, isSensitive: false),
                .init(name: "secret", value: nil, readOnly: true, configSource: 5, isSensitive: true),
            ]
            refused.configs = nil
            refused.topicConfigErrorCode = .topicAuthorizationFailed
        }
        if version >= 7 { made.topicId = Self.topicId }
        try check(CreateTopicsResponse(throttleTimeMs: 7, topics: [made, refused]), is: bytes, version: version)
    }

    @Test("Fetch requests with every field set", arguments: [12, 13, 15, 17] as [Int16])
    func fetchRequests(version: Int16) throws {
        let bytes = ThirdPartyBytes.buffer(try #require(ThirdPartyBytes.fetchRequests[version]))
        var partition = FetchRequest.Partition(
            partition: 4, currentLeaderEpoch: 5, fetchOffset: 1 << 40, lastFetchedEpoch: 2, logStartOffset: 11,
            partitionMaxBytes: 65_536)
        if version >= 17 {
            partition.replicaDirectoryId = KafkaUUID(high: 0xffee_ddcc_bbaa_9988, low: 0x7766_5544_3322_1100)
        }
        var topic = FetchRequest.Topic(partitions: [partition])
        var forgotten = FetchRequest.ForgottenTopic(partitions: [1, 2])
        if version >= 13 {
            topic.topicId = Self.topicId
            forgotten.topicId = Self.topicId
        } else {
            topic.topic = "t"
            forgotten.topic = "f"
        }
        var expected = FetchRequest(
            clusterId: "cid", maxWaitMs: 500, minBytes: 1, maxBytes: 1 << 20, isolationLevel: .readCommitted,
            sessionId: 9, sessionEpoch: 3, topics: [topic], forgottenTopicsData: [forgotten], rackId: "r1")
        if version >= 15 {
            expected.replicaState = .init(replicaId: 7, replicaEpoch: 8)
        } else {
            expected.replicaId = 7
        }
        try check(expected, is: bytes, version: version)
    }

    @Test("Fetch responses with every tagged field set", arguments: [12, 13, 16] as [Int16])
    func fetchResponses(version: Int16) throws {
        let bytes = ThirdPartyBytes.buffer(try #require(ThirdPartyBytes.fetchResponses[version]))
        let partition = FetchResponse.Partition(
            partitionIndex: 4, errorCode: .notLeaderOrFollower, highWatermark: 100, lastStableOffset: 90,
            logStartOffset: 10, divergingEpoch: .init(epoch: 3, endOffset: 55),
            currentLeader: .init(leaderId: 2, leaderEpoch: 6), snapshotId: .init(endOffset: 77, epoch: 1),
            abortedTransactions: [.init(producerId: 1_000, firstOffset: 42)], preferredReadReplica: 3,
            records: ByteBuffer(string: "abc"))
        var expected = FetchResponse(throttleTimeMs: 1, sessionId: 9, responses: [.init(partitions: [partition])])
        if version >= 13 { expected.responses[0].topicId = Self.topicId } else { expected.responses[0].topic = "t" }
        if version >= 16 { expected.nodeEndpoints = [.init(nodeId: 2, host: "h", port: 9_092)] }
        try check(expected, is: bytes, version: version)
    }

    @Test("Produce responses with every field set", arguments: [8, 9, 10, 12] as [Int16])
    func produceResponses(version: Int16) throws {
        let bytes = ThirdPartyBytes.buffer(try #require(ThirdPartyBytes.produceResponses[version]))
        var partition = ProduceResponse.Partition(
            index: 1, errorCode: .notLeaderOrFollower, baseOffset: -1,
            recordErrors: [.init(batchIndex: 2, batchIndexErrorMessage: "bad")], errorMessage: "no")
        if version >= 10 { partition.currentLeader = .init(leaderId: 2, leaderEpoch: 6) }
        var expected = ProduceResponse(
            responses: [.init(name: "t", partitionResponses: [partition])], throttleTimeMs: 4)
        if version >= 10 { expected.nodeEndpoints = [.init(nodeId: 2, host: "h", port: 9_092, rack: "a")] }
        try check(expected, is: bytes, version: version)
    }

    private func check<Message: KafkaMessage>(_ expected: Message, is bytes: ByteBuffer, version: Int16) throws {
        var reader = WireReader(bytes)
        #expect(try Message(reading: &reader, version: version) == expected)
        #expect(reader.readableBytes == 0)
        var writer = WireWriter()
        expected.write(to: &writer, version: version)
        #expect(writer.buffer == bytes)
    }
}
