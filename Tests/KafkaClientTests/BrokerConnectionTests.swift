import KafkaWire
import Logging
import NIOCore
import Synchronization
import Testing

@testable import KafkaClient

/// A connection over loopback to a broker that follows a script.
@Suite struct BrokerConnectionTests {
    private static func open(
        _ broker: FakeBroker, _ change: (inout ClientProperties) -> Void = { _ in }
    ) async throws(KafkaClientError) -> BrokerConnection {
        let address = BrokerAddress(host: "127.0.0.1", port: broker.port)
        var properties = ClientProperties.forTests([address])
        change(&properties)
        return try await BrokerConnection.open(
            to: address, properties: properties, pool: FrameBufferPool(limit: 1 << 24), logger: Logger(label: "test"))
    }

    private static func versions(_ request: FakeRequest, _ maxima: [ApiKey: Int16] = [:]) {
        request.answer(
            ApiVersionsResponse(
                apiKeys: ApiKey.allCases.map {
                    .init(
                        apiKey: $0.rawValue, minVersion: $0.versions.lowerBound,
                        maxVersion: maxima[$0] ?? $0.versions.upperBound)
                }))
    }

    /// Asks for no topics; the cluster id tells which answer it is.
    private static func ask(_ connection: BrokerConnection) async throws(KafkaClientError) -> String? {
        try await connection.send(MetadataRequest(topics: [], allowAutoTopicCreation: false)).response.clusterId
    }

    @Test func negotiatesAndAsks() async throws {
        let broker = try await FakeBroker.start { request in
            request.api == .apiVersions
                ? Self.versions(request) : request.answer(MetadataResponse(clusterId: "c1"))
        }
        let connection = try await Self.open(broker)
        let (response, version) = try await connection.send(MetadataRequest(topics: [], allowAutoTopicCreation: false))
        #expect(response.clusterId == "c1")
        #expect(version == 13)
        #expect(try await connection.version(of: .fetch) == 17)
        #expect(broker.requests.map(\.header.clientId) == ["kframe", "kframe"])
        #expect(connection.isOpen)
        await connection.close()
        #expect(!connection.isOpen)
        await broker.stop()
    }

    @Test func fallsBackForAnOldBroker() async throws {
        let broker = try await FakeBroker.start { request in
            switch (request.api, request.header.apiVersion) {
            case (.apiVersions, 1...): request.answer(ApiVersionsResponse(errorCode: .unsupportedVersion), version: 0)
            case (.apiVersions, _): Self.versions(request, [.metadata: 7])
            default: request.answer(MetadataResponse(clusterId: "old"))
            }
        }
        let connection = try await Self.open(broker)
        let (response, version) = try await connection.send(MetadataRequest(topics: [], allowAutoTopicCreation: false))
        #expect(response.clusterId == "old")
        #expect(version == 7)
        #expect(broker.requests(.apiVersions).map(\.header.apiVersion) == [3, 0])
        await connection.close()
        await broker.stop()
    }

    @Test func manyRequestsShareTheConnection() async throws {
        let number = Counter()
        let broker = try await FakeBroker.start { request in
            guard request.api == .metadata else { return Self.versions(request) }
            request.answer(MetadataResponse(clusterId: "\(number.increment())"))
        }
        let connection = try await Self.open(broker)
        let answers = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<200 { group.addTask { try await Self.ask(connection) } }
            return try await group.reduce(into: Set()) { $0.insert($1 ?? "") }
        }
        #expect(answers.count == 200)
        #expect(broker.connectionCount == 1)
        let ids = broker.requests.map(\.header.correlationId)
        #expect(ids == ids.sorted())
        await connection.close()
        await broker.stop()
    }

    @Test func cancellingATaskLeavesTheConnectionInOrder() async throws {
        let held = Mutex<FakeRequest?>(nil)
        let arrived = Gate()
        let broker = try await FakeBroker.start { request in
            guard request.api == .metadata else { return Self.versions(request) }
            let isFirst = held.withLock { first in
                if first != nil { return false }
                first = request
                return true
            }
            guard !isFirst else { return arrived.open() }
            // The first answer comes only now, behind the second request.
            held.withLock { $0 }?.answer(MetadataResponse(clusterId: "first"))
            request.answer(MetadataResponse(clusterId: "second"))
        }
        let connection = try await Self.open(broker)
        let cancelled = await withTaskGroup(of: KafkaClientError?.self) { group in
            group.addTask {
                do throws(KafkaClientError) {
                    _ = try await Self.ask(connection)
                    return nil
                } catch {
                    return error
                }
            }
            await arrived.wait()
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(cancelled?.code == .cancelled)
        #expect(try await Self.ask(connection) == "second")
        #expect(broker.connectionCount == 1)
        await connection.close()
        await broker.stop()
    }

    @Test func silenceEndsTheRequestAndTheConnection() async throws {
        let broker = try await FakeBroker.start { request in
            if request.api == .apiVersions { Self.versions(request) }
        }
        let connection = try await Self.open(broker) { $0.requestTimeout = .milliseconds(100) }
        let error = await #expect(throws: KafkaClientError.self) { try await Self.ask(connection) }
        #expect(error?.code == .timedOut)
        #expect(error?.message.contains("0.1 s") == true)
        #expect(error?.isRetriable == true)
        let later = await #expect(throws: KafkaClientError.self) { try await Self.ask(connection) }
        #expect(later?.code == .timedOut)
        await broker.stop()
    }

    @Test func allThatIsUnderWayFailsWithTheConnection() async throws {
        let count = Counter()
        let broker = try await FakeBroker.start { request in
            guard request.api == .metadata else { return Self.versions(request) }
            if count.increment() == 10 { request.close() }
        }
        let connection = try await Self.open(broker)
        let codes = await withTaskGroup(of: KafkaClientError.Code?.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    do throws(KafkaClientError) {
                        _ = try await Self.ask(connection)
                        return nil
                    } catch {
                        return error.code
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes == Array(repeating: .connectionClosed, count: 10))
        await broker.stop()
    }

    @Test func aBodyThatCannotBeReadIsAnError() async throws {
        let broker = try await FakeBroker.start { request in
            guard request.api == .metadata else { return Self.versions(request) }
            var frame = ByteBuffer(integer: Int32(7))
            frame.writeInteger(request.header.correlationId)
            frame.writeBytes([0, 1, 2])
            request.send(frame)
        }
        let connection = try await Self.open(broker)
        let error = await #expect(throws: KafkaClientError.self) { try await Self.ask(connection) }
        #expect(error?.code == .malformedResponse)
        #expect(error?.message.contains("MetadataResponse") == true)
        await connection.close()
        await broker.stop()
    }

    @Test func nothingThatWritesIsSent() async throws {
        let broker = try await FakeBroker.start { Self.versions($0) }
        let connection = try await Self.open(broker)
        func code(_ request: some KafkaRequest) async -> KafkaClientError.Code? {
            do throws(KafkaClientError) {
                _ = try await connection.send(request)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(await code(ProduceRequest()) == .requestNotAllowed)
        #expect(await code(CreateTopicsRequest()) == .requestNotAllowed)
        #expect(await code(InitProducerIdRequest()) == .requestNotAllowed)
        #expect(await code(ApiVersionsRequest()) == .requestNotAllowed)
        // Metadata may create the topics it names.
        #expect(await code(MetadataRequest(topics: [.init(name: "t")])) == .requestNotAllowed)
        #expect(broker.requests.map(\.api) == [.apiVersions])
        await connection.close()
        await broker.stop()
    }

    @Test func metadataThatCouldCreateTopicsIsNotSentToOldBrokers() async throws {
        let broker = try await FakeBroker.start { Self.versions($0, [.metadata: 3]) }
        let connection = try await Self.open(broker)
        let error = await #expect(throws: KafkaClientError.self) {
            try await connection.send(MetadataRequest(topics: [.init(name: "t")], allowAutoTopicCreation: false))
        }
        #expect(error?.code == .unsupportedVersion)
        #expect(broker.requests.count == 1)
        await connection.close()
        await broker.stop()
    }

    @Test func theAllowListIsComplete() {
        #expect(
            Set(RequestAllowList.all)
                == [.apiVersions, .metadata, .listOffsets, .fetch, .saslHandshake, .saslAuthenticate])
    }

    @Test func largeAnswersComeWhole() async throws {
        let size = 3_000_000
        let broker = try await FakeBroker.start { request in
            guard request.api == .fetch else { return Self.versions(request) }
            let records = ByteBuffer(repeating: UInt8(truncatingIfNeeded: request.header.correlationId), count: size)
            let partitions = (0..<2 as Range<Int32>).map {
                FetchResponse.Partition(partitionIndex: $0, records: records)
            }
            request.answer(FetchResponse(responses: [.init(topic: "t", partitions: partitions)]))
        }
        let connection = try await Self.open(broker)
        for _ in 0..<5 {
            let response = try await connection.send(FetchRequest(), atMost: 12).response
            let records = response.responses.flatMap(\.partitions).compactMap(\.records)
            let number = try #require(records.first?.getInteger(at: records[0].readerIndex, as: UInt8.self))
            let expected = ByteBuffer(repeating: number, count: size)
            #expect(records.count == 2 && records.allSatisfy { $0 == expected })
        }
        await connection.close()
        await broker.stop()
    }
}
