import KafkaClient
import KafkaWire
import Logging
import NIOCore
import Synchronization

/// Some fake brokers that know of each other and of topics.
final class FakeCluster: Sendable {
    struct State: Sendable {
        /// Topic, then partition, to its leader (-1 for none).
        var leaders: [String: [Int32]] = [:]
        var leaderEpoch: Int32 = 5
        /// What brokers tell clients to connect to, where it is not their own address.
        var advertised: [Int32: BrokerAddress] = [:]
        /// Errors that Metadata answers for a topic.
        var topicErrors: [String: KafkaErrorCode] = [:]
        /// Errors that ListOffsets answers for a partition, one a request, before it answers well.
        var offsetErrors: [Int32: [KafkaErrorCode]] = [:]
        /// The highest version of a call, where it is not ours.
        var maximumVersions: [ApiKey: Int16] = [:]
        /// Asked first; true where it dealt with the request.
        var intercept: @Sendable (FakeRequest, Int32) -> Bool = { _, _ in false }
    }

    let brokers: [FakeBroker]
    private let state: Mutex<State>

    private init(brokers: [FakeBroker], state: State) {
        self.brokers = brokers
        self.state = Mutex(state)
    }

    static func start(brokers count: Int, _ state: State = State()) async throws -> FakeCluster {
        var brokers: [FakeBroker] = []
        for _ in 0..<count { brokers.append(try await FakeBroker.start { _ in }) }
        let cluster = FakeCluster(brokers: brokers, state: state)
        for (node, broker) in brokers.enumerated() {
            broker.respond { [weak cluster] in cluster?.answer($0, node: Int32(node)) }
        }
        return cluster
    }

    func stop() async {
        for broker in brokers { await broker.stop() }
    }

    func update(_ change: (inout State) -> Void) {
        state.withLock { change(&$0) }
    }

    func address(of node: Int) -> BrokerAddress { BrokerAddress(host: "127.0.0.1", port: brokers[node].port) }

    /// Properties with short times, for a client of this cluster.
    func properties(bootstrap nodes: [Int] = [0]) -> ClientProperties {
        .forTests(nodes.map(address(of:)))
    }

    func connect(bootstrap nodes: [Int] = [0]) async throws -> KafkaCluster {
        try await KafkaCluster.connect(properties(bootstrap: nodes), logger: Logger(label: "test"))
    }

    private func answer(_ request: FakeRequest, node: Int32) {
        let state = state.withLock { $0 }
        if state.intercept(request, node) { return }
        do {
            switch request.api {
            case .apiVersions:
                request.answer(ApiVersionsResponse(apiKeys: versions(state)))
            case .metadata:
                request.answer(metadata(try request.body(), state))
            case .listOffsets:
                request.answer(offsets(try request.body(), node: node, state))
            default:
                request.close()
            }
        } catch {
            request.close()
        }
    }

    private func versions(_ state: State) -> [ApiVersionsResponse.ApiVersion] {
        ApiKey.allCases.map {
            ApiVersionsResponse.ApiVersion(
                apiKey: $0.rawValue, minVersion: $0.versions.lowerBound,
                maxVersion: state.maximumVersions[$0] ?? $0.versions.upperBound)
        }
    }

    private func metadata(_ request: MetadataRequest, _ state: State) -> MetadataResponse {
        let names = request.topics?.compactMap(\.name) ?? state.leaders.keys.sorted()
        return MetadataResponse(
            brokers: brokers.enumerated().map { node, broker in
                let address = state.advertised[Int32(node)] ?? self.address(of: node)
                return MetadataResponse.Broker(nodeId: Int32(node), host: address.host, port: Int32(address.port))
            },
            clusterId: "fake", controllerId: 0,
            topics: names.map { name in
                let error =
                    state.topicErrors[name] ?? (state.leaders[name] == nil ? .unknownTopicOrPartition : .noError)
                return MetadataResponse.Topic(
                    errorCode: error, name: name, topicId: KafkaUUID(high: 1, low: UInt64(name.utf8.count)),
                    partitions: error.isError
                        ? []
                        : (state.leaders[name] ?? []).enumerated().map { index, leader in
                            MetadataResponse.Partition(
                                errorCode: leader < 0 ? .leaderNotAvailable : .noError, partitionIndex: Int32(index),
                                leaderId: leader, leaderEpoch: state.leaderEpoch, replicaNodes: [leader],
                                isrNodes: [leader])
                        })
            })
    }

    /// Offsets that tell where they come from: 1,000 times the node, 100 times the partition, and the timestamp.
    private func offsets(_ request: ListOffsetsRequest, node: Int32, _ state: State) -> ListOffsetsResponse {
        ListOffsetsResponse(
            topics: request.topics.map { topic in
                ListOffsetsResponse.Topic(
                    name: topic.name,
                    partitions: topic.partitions.map { partition in
                        let index = partition.partitionIndex
                        var error = KafkaErrorCode.noError
                        self.state.withLock { state in
                            if let planned = state.offsetErrors[index], !planned.isEmpty {
                                error = planned[0]
                                state.offsetErrors[index]?.removeFirst()
                            }
                        }
                        if state.leaders[topic.name]?[Int(index)] != node { error = .notLeaderOrFollower }
                        if error.isError { return .init(partitionIndex: index, errorCode: error) }
                        let offset = Int64(node) * 1000 + Int64(index) * 100 + partition.timestamp
                        return .init(
                            partitionIndex: index, timestamp: partition.timestamp, offset: offset,
                            leaderEpoch: partition.currentLeaderEpoch)
                    })
            })
    }
}

extension ClientProperties {
    /// Times long enough for a busy machine, and retries that do not wait.
    static func forTests(_ addresses: [BrokerAddress]) -> ClientProperties {
        var properties = ClientProperties(bootstrapServers: addresses)
        properties.connectTimeout = .seconds(120)
        properties.requestTimeout = .seconds(120)
        properties.timing = RetryTiming(clock: ManualClock(), random: { 0.5 })
        properties.bootstrapStagger = .seconds(3600)
        return properties
    }
}
