import GoldenData
import KafkaWire
import Logging
import NIOCore
import Synchronization
import Testing

@testable import KafkaClient

@Suite struct KafkaClusterMetadataTests {
    private static func state(_ leaders: [String: [Int32]]) -> FakeCluster.State {
        var state = FakeCluster.State()
        state.leaders = leaders
        return state
    }

    private static func failure(
        _ body: () async throws(KafkaClientError) -> some Any
    ) async -> KafkaClientError? {
        do throws(KafkaClientError) {
            _ = try await body()
            return nil
        } catch {
            return error
        }
    }

    @Test func namedTopicsAndAllTopics() async throws {
        let fake = try await FakeCluster.start(brokers: 2, Self.state(["b": [0, 1, -1], "a": [1]]))
        let cluster = try await fake.connect()
        let named = try await cluster.metadata(topics: ["b", "a", "b"])
        #expect(named.topics.map(\.name) == ["b", "a"])
        #expect(named.topic("b")?.partitions.map(\.leader) == [0, 1, nil])
        #expect(named.topic("b")?.partitions.map(\.error) == [nil, nil, .leaderNotAvailable])
        #expect(named.topic("b")?.partition(1)?.leaderEpoch == 5)
        #expect(named.brokers.map(\.address) == [fake.address(of: 0), fake.address(of: 1)])
        #expect(named.controllerID == 0)
        #expect(try await cluster.metadata(topics: nil).topics.map(\.name) == ["a", "b"])
        #expect(try await cluster.metadata(topics: []).topics.isEmpty)
        await cluster.shutdown()
        await fake.stop()
    }

    @Test func noRequestMayCreateATopic() async throws {
        let fake = try await FakeCluster.start(brokers: 1, Self.state(["a": [0]]))
        let cluster = try await fake.connect()
        _ = try await cluster.metadata(topics: nil)
        _ = try await cluster.metadata(topics: ["a"])
        _ = await Self.failure { () async throws(KafkaClientError) in try await cluster.metadata(topics: ["no"]) }
        let requests = try fake.brokers[0].requests(.metadata).map { try $0.body(MetadataRequest.self) }
        #expect(requests.count == 5)
        #expect(requests.allSatisfy { !$0.allowAutoTopicCreation })
        await cluster.shutdown()
        await fake.stop()
    }

    @Test func namedTopicsAreRememberedForAWhile() async throws {
        let fake = try await FakeCluster.start(brokers: 1, Self.state(["a": [0]]))
        let clock = ManualClock()
        var properties = fake.properties()
        properties.timing.clock = clock
        let cluster = try await KafkaCluster.connect(properties, logger: Logger(label: "test"))
        _ = try await cluster.metadata(topics: ["a"])
        _ = try await cluster.metadata(topics: ["a"])
        // One for the bootstrap, one for the topic.
        #expect(fake.brokers[0].requests(.metadata).count == 2)
        clock.advance(by: .seconds(301))
        _ = try await cluster.metadata(topics: ["a"])
        #expect(fake.brokers[0].requests(.metadata).count == 3)
        fake.update { $0.leaders["a"] = [0, 0] }
        #expect(try await cluster.refresh(topic: "a").topic("a")?.partitions.count == 2)
        #expect(try await cluster.metadata(topics: ["a"]).topic("a")?.partitions.count == 2)
        #expect(fake.brokers[0].requests(.metadata).count == 4)
        await cluster.shutdown()
        await fake.stop()
    }

    @Test func p11AnUnknownTopicComesWithTheNearestNames() async throws {
        let topics = ["analytics__pageview": [0], "analytics__track": [0], "orders": [0]] as [String: [Int32]]
        let fake = try await FakeCluster.start(brokers: 1, Self.state(topics))
        let cluster = try await fake.connect()
        let near = await Self.failure { () async throws(KafkaClientError) in
            try await cluster.metadata(topics: ["orders", "analytics_pageviews"])
        }
        #expect(near?.code == .unknownTopic)
        #expect(near?.topic == "analytics_pageviews")
        #expect(
            near?.message
                == "The topic \"analytics_pageviews\" does not exist. Did you mean \"analytics__pageview\"?")
        let far = await Self.failure { () async throws(KafkaClientError) in
            try await cluster.metadata(topics: ["xyzzy"])
        }
        #expect(
            far?.message
                == "The topic \"xyzzy\" does not exist. None of the cluster's 3 topics that this client may see "
                + "has a similar name.")
        await cluster.shutdown()
        await fake.stop()
    }

    /// The list of all topics is a second look: it may know a topic that was just created.
    @Test func aTopicJustCreatedIsFound() async throws {
        let count = Counter()
        var state = Self.state(["new": [0]])
        state.intercept = { request, _ in
            guard request.api == .metadata, let body = try? request.body(MetadataRequest.self),
                body.topics?.first?.name == "new", count.increment() == 1
            else { return false }
            request.answer(
                MetadataResponse(topics: [.init(errorCode: .unknownTopicOrPartition, name: "new")]))
            return true
        }
        let fake = try await FakeCluster.start(brokers: 1, state)
        let cluster = try await fake.connect()
        #expect(try await cluster.metadata(topics: ["new"]).topic("new")?.partitions.count == 1)
        await cluster.shutdown()
        await fake.stop()
    }

    @Test(arguments: [
        (KafkaErrorCode.topicAuthorizationFailed, KafkaClientError.Code.notAuthorized),
        (.invalidTopicException, .unknownTopic),
        (.unknownServerError, .brokerError),
    ])
    func p28TopicErrorsAreErrors(_ kafka: KafkaErrorCode, _ code: KafkaClientError.Code) async throws {
        var state = Self.state(["a": [0]])
        state.topicErrors["a"] = kafka
        let fake = try await FakeCluster.start(brokers: 1, state)
        let cluster = try await fake.connect()
        let error = await Self.failure { () async throws(KafkaClientError) in try await cluster.metadata(topics: ["a"])
        }
        #expect(error?.code == code)
        #expect(error?.kafkaError == kafka)
        #expect(error?.topic == "a")
        // Among all topics it is told, not thrown.
        #expect(try await cluster.metadata(topics: nil).topic("a")?.error == kafka)
        await cluster.shutdown()
        await fake.stop()
    }

    @Test func aPassingErrorIsTriedAgain() async throws {
        let count = Counter()
        var state = Self.state(["a": [0]])
        state.intercept = { request, _ in
            guard request.api == .metadata, let body = try? request.body(MetadataRequest.self),
                body.topics?.first?.name == "a", count.increment() < 3
            else { return false }
            request.answer(MetadataResponse(topics: [.init(errorCode: .leaderNotAvailable, name: "a")]))
            return true
        }
        let fake = try await FakeCluster.start(brokers: 1, state)
        let cluster = try await fake.connect()
        #expect(try await cluster.metadata(topics: ["a"]).topic("a")?.partitions.count == 1)
        #expect(count.value == 3)
        await cluster.shutdown()
        await fake.stop()
    }

    @Test func refreshesAtOneTimeShareARequest() async throws {
        let held = Gate()
        let count = Counter()
        let requests = Mutex<[FakeRequest]>([])
        var state = Self.state(["a": [0]])
        state.intercept = { request, _ in
            guard request.api == .metadata, let body = try? request.body(MetadataRequest.self),
                body.topics?.first?.name == "a", count.increment() == 1
            else { return false }
            requests.withLock { $0.append(request) }
            held.open()
            return true
        }
        let fake = try await FakeCluster.start(brokers: 1, state)
        let cluster = try await fake.connect()
        let partitions = try await withThrowingTaskGroup(of: Int?.self) { group in
            for _ in 0..<10 {
                group.addTask { try await cluster.refresh(topic: "a").topic("a")?.partitions.count }
            }
            await held.wait()
            for _ in 0..<100 { await Task.yield() }
            for request in requests.withLock({ $0 }) {
                request.answer(MetadataResponse(topics: [.init(name: "a", partitions: [.init()])]))
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(partitions == Array(repeating: 1, count: 10))
        // Those who came late ask once more, together; never all ten.
        #expect(count.value < 10)
        await cluster.shutdown()
        await fake.stop()
    }

    @Test func aLostConnectionIsMadeAnew() async throws {
        let fake = try await FakeCluster.start(brokers: 1, Self.state(["a": [0]]))
        let cluster = try await fake.connect()
        for round in 1...3 {
            #expect(try await cluster.refresh(topic: "a").topics.count == 1)
            #expect(fake.brokers[0].connectionCount == round)
            await fake.brokers[0].dropConnections()
        }
        await cluster.shutdown()
        await fake.stop()
    }

    @Test func anotherBrokerIsAskedWhenOneIsDown() async throws {
        let fake = try await FakeCluster.start(brokers: 3, Self.state(["a": [2]]))
        let cluster = try await fake.connect()
        await fake.brokers[0].stop()
        #expect(try await cluster.metadata(topics: ["a"]).topic("a")?.partitions.first?.leader == 2)
        for broker in fake.brokers { await broker.stop() }
        let error = await Self.failure { () async throws(KafkaClientError) in try await cluster.refresh(topic: "a") }
        #expect(error?.code == .connectionFailed)
        for node in 0..<3 { #expect(error?.message.contains("\(fake.address(of: node)): ") == true) }
        await cluster.shutdown()
    }

    /// What no broker can do is said by its own name, and at once.
    @Test func aClusterThatIsTooOldIsNotTriedAgain() async throws {
        var state = Self.state(["a": [0]])
        state.maximumVersions[.metadata] = 3
        let fake = try await FakeCluster.start(brokers: 1, state)
        let cluster = try await fake.connect()
        let error = await Self.failure { () async throws(KafkaClientError) in try await cluster.metadata(topics: ["a"])
        }
        #expect(error?.code == .unsupportedVersion)
        #expect(error?.message.contains("Tried") == false)
        await cluster.shutdown()
        await fake.stop()
    }

    @Test func oneConnectionPerBrokerHoweverManyAsk() async throws {
        let fake = try await FakeCluster.start(brokers: 2, Self.state(["a": [0, 1]]))
        let cluster = try await fake.connect()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    _ = try await cluster.send(
                        MetadataRequest(topics: [], allowAutoTopicCreation: false), to: Int32(number % 2))
                }
            }
            try await group.waitForAll()
        }
        // The bootstrap's connection is the first broker's, as it has the same address.
        #expect(fake.brokers.map(\.connectionCount) == [1, 1])
        await cluster.shutdown()
        await fake.stop()
    }

    @Test func anAdvertisedListenerThatCannotBeReachedIsSaidInPlainWords() async throws {
        let closed = try ClosedPort()
        var state = Self.state(["a": [0]])
        state.advertised[0] = BrokerAddress(host: "127.0.0.1", port: closed.port)
        let fake = try await FakeCluster.start(brokers: 1, state)
        let cluster = try await fake.connect()
        let error = await Self.failure { () async throws(KafkaClientError) in
            try await cluster.listOffsets(topic: "a", [(0, -1)], isolation: .readCommitted)
        }
        #expect(error?.code == .advertisedListenerUnreachable)
        #expect(error?.isRetriable == false)
        #expect(error?.node == 0)
        #expect(
            error?.message.hasPrefix(
                "The bootstrap server \(fake.address(of: 0)) answered, but it advertises broker 0 as "
                    + "127.0.0.1:\(closed.port), which cannot be reached from here: the connection was refused.")
                == true)
        await cluster.shutdown()
        await fake.stop()
        closed.release()
    }

    /// Where other advertised addresses work, a broker that cannot be reached is down.
    @Test func aBrokerThatIsDownIsNoWrongListener() async throws {
        let closed = try ClosedPort()
        var state = Self.state(["a": [0, 1]])
        state.advertised[1] = BrokerAddress(host: "127.0.0.1", port: closed.port)
        let fake = try await FakeCluster.start(brokers: 2, state)
        let cluster = try await fake.connect()
        _ = try await cluster.version(of: .fetch, at: 0)
        let error = await Self.failure { () async throws(KafkaClientError) in
            try await cluster.version(of: .fetch, at: 1)
        }
        #expect(error?.code == .connectionFailed)
        #expect(error?.isRetriable == true)
        await cluster.shutdown()
        await fake.stop()
        closed.release()
    }

    @Test func aBrokerThatMovedIsFoundAtItsNewAddress() async throws {
        let fake = try await FakeCluster.start(brokers: 2, Self.state(["a": [0]]))
        let cluster = try await fake.connect()
        _ = try await cluster.version(of: .fetch, at: 0)
        fake.update { $0.advertised[0] = fake.address(of: 1) }
        try await cluster.refresh(topic: "a")
        _ = try await cluster.version(of: .fetch, at: 0)
        #expect(fake.brokers.map(\.connectionCount) == [1, 1])
        await cluster.shutdown()
        await fake.stop()
    }

    @Test func anUnknownBrokerIsAnError() async throws {
        let fake = try await FakeCluster.start(brokers: 1)
        let cluster = try await fake.connect()
        let error = await Self.failure { () async throws(KafkaClientError) in
            try await cluster.version(of: .fetch, at: 9)
        }
        #expect(error?.code == .unknownBroker)
        #expect(error?.node == 9)
        await cluster.shutdown()
        await fake.stop()
    }

    @Test func afterShutdownNothingIsSent() async throws {
        let fake = try await FakeCluster.start(brokers: 1, Self.state(["a": [0]]))
        let cluster = try await fake.connect()
        await cluster.shutdown()
        let codes = [
            await Self.failure { () async throws(KafkaClientError) in try await cluster.metadata(topics: nil) },
            await Self.failure { () async throws(KafkaClientError) in try await cluster.version(of: .fetch, at: 0) },
        ].map { $0?.code }
        #expect(codes == [.shutDown, .shutDown])
        #expect(fake.brokers[0].requests(.metadata).count == 1)
        await fake.stop()
    }

    /// Answers that a real broker gave, in every version this client may be answered in.
    @Test(arguments: 4...13 as ClosedRange<Int16>)
    func recordedAnswers(_ version: Int16) async throws {
        let recorded = try WireExchange.of(api: 3, version: version)
        let all = try #require(recorded.first { $0.caseName == "all topics" })
        let broker = try await FakeBroker.start { request in
            switch request.api {
            case .apiVersions:
                request.answer(
                    ApiVersionsResponse(apiKeys: [.init(apiKey: 3, minVersion: 0, maxVersion: version)]))
            default:
                request.answer(recorded: all.response)
            }
        }
        let properties = ClientProperties.forTests([BrokerAddress(host: "127.0.0.1", port: broker.port)])
        let cluster = try await KafkaCluster.connect(properties, logger: Logger(label: "test"))
        let metadata = try await cluster.metadata(topics: nil)
        #expect(metadata.clusterID?.isEmpty == false)
        #expect(metadata.brokers.count == 1)
        let clickstream = try #require(metadata.topic("clickstream"))
        #expect(clickstream.partitions.map(\.index) == [0, 1, 2, 3, 4, 5])
        #expect(clickstream.partitions.allSatisfy { $0.leader == metadata.brokers[0].id && $0.error == nil })
        #expect((clickstream.id == .zero) == (version < 10))
        await cluster.shutdown()
        await broker.stop()
    }
}
