import GoldenData
import KafkaLocal
import KafkaRecords
import KafkaWire
import NIOCore
import Testing

/// Requests that third-party clients sent to a real broker, sent again to this one over the same log directory.
@Suite("The real broker's answers")
struct ReplayTests {
    static func exchanges(_ api: ApiKey, where isWanted: (WireExchange) -> Bool = { _ in true }) throws
        -> [WireExchange]
    {
        try WireExchange.of(api: api.rawValue).filter(isWanted)
    }

    @Test("Fetch in every version")
    func fetch() async throws {
        var compared = 0
        try await withGoldenBroker { _, client in
            for exchange in try Self.exchanges(.fetch) {
                let (request, expected) = try decoded(exchange, as: FetchRequest.self)
                // Topics that are not among the golden ones.
                if request.topics.contains(where: { $0.topic.hasPrefix("wire-") }) { continue }
                let bytes = try await client.exchange(exchange.request)
                let (_, answer) = try decodeResponse(
                    FetchResponse.self, from: ByteBuffer(bytes: bytes), version: exchange.apiVersion)
                #expect(answer.sessionId == 0)
                guard request.sessionEpoch <= 0 else {
                    // Sessions are declined, so there is none to go on with.
                    #expect(answer.errorCode == .fetchSessionIdNotFound, "\(exchange)")
                    continue
                }
                compared += 1
                #expect(answer.errorCode == expected.errorCode)
                compare(answer, expected, exchange)
            }
        }
        #expect(compared >= 80)
    }

    private func compare(_ answer: FetchResponse, _ expected: FetchResponse, _ exchange: WireExchange) {
        let answered = partitions(of: answer)
        let wanted = partitions(of: expected)
        #expect(Set(answered.keys) == Set(wanted.keys), "\(exchange)")
        for (name, wanted) in wanted {
            guard var answered = answered[name] else { continue }
            var wanted = wanted
            // The broker's list goes up to the next entry of an index, ours to the end of what is answered.
            var iterator = RecordBatchIterator(answered.records ?? ByteBuffer())
            var end: Int64 = 0
            while let batch = try? iterator.next() { end = batch.header.nextOffset }
            let extra = Set((wanted.abortedTransactions ?? []).map(\.firstOffset))
                .subtracting((answered.abortedTransactions ?? []).map(\.firstOffset))
            #expect(extra.allSatisfy { $0 >= end }, "\(exchange)")
            wanted.abortedTransactions?.removeAll { extra.contains($0.firstOffset) }
            answered.abortedTransactions?.sort { $0.firstOffset < $1.firstOffset }
            wanted.abortedTransactions?.sort { $0.firstOffset < $1.firstOffset }
            #expect(answered == wanted, "\(exchange)")
        }
    }

    private func partitions(of response: FetchResponse) -> [String: FetchResponse.Partition] {
        var partitions: [String: FetchResponse.Partition] = [:]
        for topic in response.responses {
            for partition in topic.partitions {
                partitions["\(topic.topic) \(topic.topicId) \(partition.partitionIndex)"] = partition
            }
        }
        return partitions
    }

    @Test("ListOffsets in every version")
    func listOffsets() async throws {
        try await withGoldenBroker { _, client in
            for exchange in try Self.exchanges(.listOffsets) {
                let (request, expected) = try decoded(exchange, as: ListOffsetsRequest.self)
                if request.topics.contains(where: { $0.name.hasPrefix("wire-") }) { continue }
                let answer = try await client.ask(request, version: exchange.apiVersion)
                for topic in expected.topics {
                    let answered = try #require(answer.topics.first { $0.name == topic.name })
                    #expect(
                        answered.partitions.sorted { $0.partitionIndex < $1.partitionIndex }
                            == topic.partitions.sorted { $0.partitionIndex < $1.partitionIndex }, "\(exchange)")
                }
                #expect(answer.topics.count == expected.topics.count)
            }
        }
    }

    @Test("Metadata in every version")
    func metadata() async throws {
        try await withGoldenBroker { broker, client in
            let golden = Set(try ExpectedOffsets.topics())
            for exchange in try Self.exchanges(.metadata) {
                let (request, expected) = try decoded(exchange, as: MetadataRequest.self)
                let answer = try await client.ask(request, version: exchange.apiVersion)
                #expect(answer.brokers.map(\.port) == [Int32(broker.port)])
                #expect(answer.brokers.map(\.nodeId) == expected.brokers.map(\.nodeId))
                #expect(answer.clusterId == expected.clusterId)
                #expect(answer.controllerId == expected.controllerId)
                let isOurs = { (topic: MetadataResponse.Topic) in
                    topic.errorCode != .noError || golden.contains(topic.name ?? "")
                }
                // What is created on being asked for, or belongs to the recordings, is not here.
                let wanted = expected.topics.filter(isOurs)
                let answered = answer.topics.filter { topic in
                    wanted.contains { $0.name == topic.name && $0.topicId == topic.topicId }
                }
                #expect(answered.count == wanted.count, "\(exchange)")
                for topic in wanted {
                    var topic = topic
                    topic.partitions.sort { $0.partitionIndex < $1.partitionIndex }
                    #expect(answered.contains(topic), "\(exchange) \(topic)")
                }
            }
        }
    }

    @Test("ApiVersions: our windows lie in the broker's; errors are the same")
    func apiVersions() async throws {
        try await withGoldenBroker { _, client in
            for exchange in try Self.exchanges(.apiVersions) {
                let bytes = try await client.exchange(exchange.request)
                let (_, expected) = try decodeResponse(
                    ApiVersionsResponse.self, from: ByteBuffer(bytes: exchange.response), version: exchange.apiVersion)
                guard expected.errorCode == .noError else {
                    #expect(bytes == exchange.response, "\(exchange)")
                    continue
                }
                let (_, answer) = try decodeResponse(
                    ApiVersionsResponse.self, from: ByteBuffer(bytes: bytes), version: exchange.apiVersion)
                for window in answer.apiKeys {
                    let theirs = try #require(expected.apiKeys.first { $0.apiKey == window.apiKey })
                    #expect(theirs.minVersion <= window.minVersion && window.maxVersion <= theirs.maxVersion)
                }
            }
        }
    }

    /// The recordings about transactions, which this broker does not have, and about times in the future, which it takes.
    private static func isServed(_ request: ProduceRequest, _ response: ProduceResponse) -> Bool {
        let codes = response.responses.flatMap(\.partitionResponses).map(\.errorCode)
        return request.transactionalId == nil && !codes.contains(.invalidTimestamp)
    }

    @Test("Produce in every version", arguments: ["raw", "librdkafka", "kafka-python", "java"])
    func produce(client name: String) async throws {
        try await withBroker { broker, _ in
            let client = try WireClient(port: broker.port)
            var appended = 0
            for exchange in try Self.exchanges(.produce, where: { $0.client == name }) {
                let (request, expected) = try decoded(exchange, as: ProduceRequest.self)
                guard Self.isServed(request, expected) else { continue }
                for topic in request.topicData where topic.name != "no-such-topic" {
                    try await client.create(
                        topic.name, partitions: 6,
                        configs: topic.name == "wire-append" ? ["message.timestamp.type": "LogAppendTime"] : [:])
                }
                let answer = try await client.ask(request, version: exchange.apiVersion)
                for topic in expected.responses {
                    let answered = try #require(answer.responses.first { $0.name == topic.name })
                    for partition in topic.partitionResponses {
                        let ours = try #require(answered.partitionResponses.first { $0.index == partition.index })
                        #expect(ours.errorCode == partition.errorCode, "\(exchange)")
                        #expect((ours.logAppendTimeMs == -1) == (partition.logAppendTimeMs == -1), "\(exchange)")
                        #expect((ours.baseOffset == -1) == (partition.baseOffset == -1), "\(exchange)")
                        if ours.errorCode == .noError { appended += 1 }
                    }
                }
            }
            #expect(appended > 0)
        }
    }
}
