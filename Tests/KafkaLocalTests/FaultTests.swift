import KafkaLocal
import KafkaWire
import NIOCore
import Testing

@Suite("Faults")
struct FaultTests {
    @Test("P22 a pause delays every answer and then all is well")
    func pause() async throws {
        try await withBroker { broker, _ in
            let client = try WireClient(port: broker.port)
            try await client.create("t")
            let clock = ContinuousClock()
            let begin = clock.now
            broker.faults.pause(for: .milliseconds(120))
            #expect(try await client.produce(makeBatch(["x"]), to: "t").errorCode == .noError)
            #expect(clock.now - begin >= .milliseconds(110))
            broker.faults.pause(for: .hours(1))
            async let waiting = client.fetch("t", from: 0)
            broker.faults.clear()
            _ = try await WireClient(port: broker.port).fetch("t", from: 0)
            await broker.shutdown()
            _ = try? await waiting
        }
    }

    @Test("a connection is cut after so many bytes, once", arguments: [0, 1, 3, 4, 17, 60])
    func cut(count: Int) async throws {
        try await withBroker { broker, _ in
            let client = try WireClient(port: broker.port)
            try await client.create("t")
            try await client.produce(makeBatch(["xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]), to: "t")
            broker.faults.cutConnection(afterBytes: count)
            try await client.send(
                FetchRequest(topics: [.init(topic: "t", partitions: [.init(partitionMaxBytes: 1000)])]), version: 12)
            #expect(try await client.readToEnd().count == count)
            let next = try await WireClient(port: broker.port).fetch("t", from: 0)
            #expect(try values(of: next.records).count == 1)
        }
    }

    @Test("an answer that is sent from the file is cut as well", arguments: [50, 4000, 200_000])
    func cutInFile(count: Int) async throws {
        try await withGoldenBroker { broker, client in
            broker.faults.cutConnection(afterBytes: count)
            try await client.send(
                FetchRequest(topics: [.init(topic: "clickstream", partitions: [.init(partitionMaxBytes: 1 << 20)])]),
                version: 12)
            let begun = try await client.readToEnd()
            #expect(begun.count == count)
            let request = FetchRequest(
                topics: [.init(topic: "clickstream", partitions: [.init(partitionMaxBytes: 1 << 20)])])
            let frame = encodeRequest(request, version: 12, correlationId: 1, clientId: "test")
            let whole = try await WireClient(port: broker.port).exchange(Array(frame.readableBytesView.dropFirst(4)))
            #expect(whole.count > 200_000)
            #expect(Array(begun.dropFirst(4)) == Array(whole.prefix(count - 4)))
        }
    }

    @Test("P28 an error code for the next answers of a call, for all of it or for one partition")
    func errors() async throws {
        try await withBroker { broker, _ in
            let client = try WireClient(port: broker.port)
            let faults = broker.faults
            try await client.create("t", partitions: 2)
            try await client.create("u")
            faults.fail(.fetch, with: .notLeaderOrFollower, times: 2)
            #expect(try await client.fetch("t", from: 0).errorCode == .notLeaderOrFollower)
            #expect(try await client.fetch("u", from: 0).errorCode == .notLeaderOrFollower)
            #expect(try await client.fetch("t", from: 0).errorCode == .noError)

            faults.fail(.fetch, with: .kafkaStorageError, topic: "t", partition: 1)
            #expect(try await client.fetch("u", from: 0).errorCode == .noError)
            #expect(try await client.fetch("t", 0, from: 0).errorCode == .noError)
            #expect(try await client.fetch("t", 1, from: 0).errorCode == .kafkaStorageError)
            #expect(try await client.fetch("t", 1, from: 0).errorCode == .noError)

            faults.fail(.produce, with: .notLeaderOrFollower)
            #expect(try await client.produce(makeBatch(["x"]), to: "t").errorCode == .notLeaderOrFollower)
            #expect(try await client.produce(makeBatch(["x"]), to: "t").baseOffset == 0)

            let offsets = ListOffsetsRequest(topics: [.init(name: "t", partitions: [.init(timestamp: -1)])])
            faults.fail(.listOffsets, with: .leaderNotAvailable)
            #expect(
                try await client.ask(offsets, version: 7).topics.first?.partitions.first?.errorCode
                    == .leaderNotAvailable)
            #expect(try await client.ask(offsets, version: 7).topics.first?.partitions.first?.offset == 1)

            faults.fail(.metadata, with: .topicAuthorizationFailed, topic: "u")
            let refused = try await client.ask(MetadataRequest(topics: nil), version: 9)
            #expect(refused.topics.map(\.errorCode) == [.noError, .topicAuthorizationFailed])
            faults.fail(.metadata, with: .leaderNotAvailable, topic: "t", partition: 1)
            let leaderless = try await client.ask(MetadataRequest(topics: nil), version: 9)
            #expect(leaderless.topics.first?.partitions.map(\.leaderId) == [broker.nodeID, -1])
            #expect(leaderless.topics.first?.partitions.map(\.errorCode) == [.noError, .leaderNotAvailable])

            faults.fail(.initProducerId, with: .coordinatorNotAvailable)
            #expect(try await client.ask(InitProducerIdRequest(), version: 3).errorCode == .coordinatorNotAvailable)
            faults.fail(.createTopics, with: .notController)
            #expect(try await client.create("v").errorCode == .notController)
            faults.fail(.apiVersions, with: .unsupportedVersion)
            #expect(try await client.ask(ApiVersionsRequest(), version: 0).errorCode == .unsupportedVersion)
            faults.fail(.fetch, with: .notLeaderOrFollower, times: 100)
            faults.clear()
            #expect(try await client.fetch("t", from: 0).errorCode == .noError)
        }
    }
}
