import GoldenData
import KafkaLocal
import KafkaLog
import KafkaRecords
import KafkaWire
import NIOCore
import TestSupport
import Testing

/// Runs `body` with a broker over a directory of its own.
func withBroker(
    _ options: BrokerOptions = BrokerOptions(), _ body: (LocalBroker, TemporaryDirectory) async throws -> Void
) async throws {
    let directory = try TemporaryDirectory()
    let broker = try await LocalBroker.start(directory: directory.path("log"), options: options)
    do {
        try await body(broker, directory)
        await broker.shutdown()
    } catch {
        await broker.shutdown()
        throw error
    }
}

/// Runs `body` with a broker that reads the golden log directory.
func withGoldenBroker(_ body: (LocalBroker, WireClient) async throws -> Void) async throws {
    var options = BrokerOptions()
    options.isReadOnly = true
    // The times of two segments without records, which a copy does not keep: between their neighbours' markers.
    options.fileTimes = FileTimes { path in
        if path.contains("/compacted-tail-0/") { return 1_795_364_143_000 }
        if path.contains("/compacted-txn-0/") { return 1_795_364_082_700 }
        return nil
    }
    let broker = try await LocalBroker.start(directory: GoldenFiles.logDirectory, options: options)
    do {
        try await body(broker, WireClient(port: broker.port))
        await broker.shutdown()
    } catch {
        await broker.shutdown()
        throw error
    }
}

/// The request of a recorded exchange and the real broker's answer.
func decoded<Request: KafkaRequest>(
    _ exchange: WireExchange, as type: Request.Type = Request.self
) throws -> (Request, Request.Response) {
    var reader = WireReader(ByteBuffer(bytes: exchange.request))
    _ = try RequestHeader(reading: &reader)
    let request = try Request(reading: &reader, version: exchange.apiVersion)
    let (_, response) = try decodeResponse(
        Request.Response.self, from: ByteBuffer(bytes: exchange.response), version: exchange.apiVersion)
    return (request, response)
}

/// A batch of records with the values given.
func makeBatch(
    _ values: [String], timestamp: Int64 = 1_663_840_800_000, codec: CompressionCodec = .none
) throws -> ByteBuffer {
    let builder = RecordBatchBuilder(codec: codec)
    for (index, value) in values.enumerated() {
        try builder.append(
            timestamp: timestamp + Int64(index), key: Array("k\(index)".utf8), value: Array(value.utf8))
    }
    return try builder.build().bytes
}

/// The values of all whole batches of a record set.
func values(of records: ByteBuffer?) throws -> [String] {
    var iterator = RecordBatchIterator(records ?? ByteBuffer())
    let decoder = BatchDecoder()
    var values: [String] = []
    while let batch = try iterator.next() {
        let decoded = try decoder.decode(batch)
        values += decoded.records.map { String(buffer: decoded.value(of: $0) ?? ByteBuffer()) }
    }
    return values
}

extension WireClient {
    /// Sends one batch to one partition.
    @discardableResult
    func produce(
        _ records: ByteBuffer?, to topic: String, _ partition: Int32 = 0, acks: Int16 = -1, version: Int16 = 9
    ) async throws -> ProduceResponse.Partition {
        let request = ProduceRequest(
            acks: acks, timeoutMs: 5000,
            topicData: [.init(name: topic, partitionData: [.init(index: partition, records: records)])])
        let response = try await ask(request, version: version)
        return try #require(response.responses.first?.partitionResponses.first)
    }

    /// Creates a topic.
    @discardableResult
    func create(
        _ topic: String, partitions: Int32 = 1, configs: [String: String] = [:]
    ) async throws -> CreateTopicsResponse.Topic {
        let request = CreateTopicsRequest(topics: [
            .init(
                name: topic, numPartitions: partitions, replicationFactor: 1,
                configs: configs.map { .init(name: $0.key, value: $0.value) })
        ])
        return try #require(try await ask(request, version: 7).topics.first)
    }

    /// Fetches one partition by its topic's name.
    func fetch(
        _ topic: String, _ partition: Int32 = 0, from offset: Int64, maxBytes: Int32 = 1 << 20, maxWaitMs: Int32 = 0,
        minBytes: Int32 = 1, isolation: IsolationLevel = .readUncommitted, version: Int16 = 12
    ) async throws -> FetchResponse.Partition {
        let request = FetchRequest(
            maxWaitMs: maxWaitMs, minBytes: minBytes, isolationLevel: isolation,
            topics: [
                .init(
                    topic: topic,
                    partitions: [.init(partition: partition, fetchOffset: offset, partitionMaxBytes: maxBytes)])
            ])
        return try #require(try await ask(request, version: version).responses.first?.partitions.first)
    }
}
