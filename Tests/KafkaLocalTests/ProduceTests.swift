import GoldenData
import KafkaLocal
import KafkaLog
import KafkaRecords
import KafkaWire
import NIOCore
import TestSupport
import Testing

@Suite("Produce")
struct ProduceTests {
    @Test("what was produced is read back, in every version", arguments: Array(ApiKey.produce.versions))
    func everyVersion(version: Int16) async throws {
        try await withBroker { broker, _ in
            let client = try WireClient(port: broker.port)
            try await client.create("t", partitions: 2)
            for (index, codec) in [CompressionCodec.none, .gzip, .snappy, .lz4].enumerated() {
                let answer = try await client.produce(
                    makeBatch(["a\(index)", "b\(index)"], codec: codec), to: "t", 1, version: version)
                #expect(answer.errorCode == .noError)
                #expect(answer.baseOffset == Int64(index) * 2)
                #expect(answer.logAppendTimeMs == -1)
                if version >= 5 { #expect(answer.logStartOffset == 0) }
            }
            let zstd = try await client.produce(makeBatch(["z"], codec: .zstd), to: "t", 1, version: version)
            #expect(zstd.errorCode == (version >= 7 ? .noError : .unsupportedCompressionType))
            let read = try await client.fetch("t", 1, from: 0)
            #expect(read.highWatermark == (version >= 7 ? 9 : 8))
            #expect(
                try values(of: read.records)
                    == ["a0", "b0", "a1", "b1", "a2", "b2", "a3", "b3"] + (version >= 7 ? ["z"] : []))
        }
    }

    @Test("what is not taken, and by which code")
    func refused() async throws {
        var options = BrokerOptions()
        options.log.maxBatchBytes = 1000
        try await withBroker(options) { broker, _ in
            let client = try WireClient(port: broker.port)
            try await client.create("t")
            func code(_ records: ByteBuffer?, topic: String = "t", acks: Int16 = 1) async throws -> KafkaErrorCode {
                try await client.produce(records, to: topic, acks: acks).errorCode
            }
            let good = try makeBatch(["x"])
            var flipped = good
            flipped.setInteger(UInt8(0x55), at: flipped.writerIndex - 2)
            var two = good
            two.writeImmutableBuffer(good)
            let builder = RecordBatchBuilder()
            builder.isTransactional = true
            builder.producerID = 5
            builder.producerEpoch = 0
            builder.baseSequence = 0
            try builder.append(timestamp: 1, key: nil, value: [1])
            let transactional = try builder.build().bytes
            #expect(try await code(flipped) == .corruptMessage)
            #expect(try await code(good.getSlice(at: 0, length: 70)) == .corruptMessage)
            #expect(try await code(good.getSlice(at: 0, length: 10)) == .corruptMessage)
            #expect(try await code(nil) == .invalidRecord)
            #expect(try await code(ByteBuffer()) == .invalidRecord)
            #expect(try await code(two) == .invalidRecord)
            #expect(try await code(transactional) == .invalidRecord)
            #expect(
                try await code(ByteBuffer(bytes: GoldenFiles.bytes("legacy/v1-none.bin"))) == .invalidRecord)
            #expect(try await code(makeBatch([String(repeating: "x", count: 2000)])) == .messageTooLarge)
            #expect(try await code(good, topic: "other") == .unknownTopicOrPartition)
            #expect(try await code(good, acks: 2) == .invalidRequiredAcks)
            #expect(try await client.produce(good, to: "t", 3).errorCode == .unknownTopicOrPartition)
            let inTransaction = try await client.ask(
                ProduceRequest(
                    transactionalId: "tx", acks: -1,
                    topicData: [.init(name: "t", partitionData: [.init(index: 0, records: good)])]), version: 9)
            #expect(
                inTransaction.responses.first?.partitionResponses.first?.errorCode
                    == .transactionalIdAuthorizationFailed)
            #expect(try await client.fetch("t", from: 0).highWatermark == 0)
            #expect(try await code(good) == .noError)
        }
    }

    @Test("no answer with acks 0; an error then closes the connection")
    func withoutAcks() async throws {
        try await withBroker { broker, _ in
            let client = try WireClient(port: broker.port)
            try await client.create("t")
            func request(_ topic: String) throws -> ProduceRequest {
                ProduceRequest(
                    acks: 0,
                    topicData: [.init(name: topic, partitionData: [.init(index: 0, records: try makeBatch(["x"]))])])
            }
            for _ in 0..<3 { try await client.send(request("t"), version: 9) }
            // Answers come in the order of the requests: when this one is here, the appends are done.
            #expect(try await client.fetch("t", from: 0).highWatermark == 3)
            try await client.send(request("nowhere"), version: 9)
            #expect(try await client.readToEnd().isEmpty)
        }
    }

    @Test("P08 LogAppendTime topics, also after a restart")
    func appendTime() async throws {
        let directory = try TemporaryDirectory()
        var options = BrokerOptions()
        options.now = { 1_800_000_000_000 }
        for round in 0..<2 {
            let broker = try await LocalBroker.start(directory: directory.path("log"), options: options)
            let client = try WireClient(port: broker.port)
            if round == 0 {
                let created = try await client.create("t", configs: ["message.timestamp.type": "LogAppendTime"])
                #expect(created.errorCode == .noError)
            }
            let answer = try await client.produce(makeBatch(["x", "y"]), to: "t")
            #expect(answer.logAppendTimeMs == 1_800_000_000_000)
            let read = try await client.fetch("t", from: Int64(round) * 2)
            var iterator = RecordBatchIterator(read.records ?? ByteBuffer())
            let header = try #require(try iterator.next()).header
            #expect(header.timestampType == .logAppend)
            #expect(header.maxTimestamp == 1_800_000_000_000)
            await broker.shutdown()
        }
    }

    @Test("P20 many producers at once: every record once, offsets without gaps")
    func concurrentProducers() async throws {
        try await withBroker { broker, _ in
            let port = broker.port
            try await WireClient(port: port).create("t", partitions: 2)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for producer in 0..<6 {
                    group.addTask {
                        let client = try WireClient(port: port)
                        for turn in 0..<25 {
                            let answer = try await client.produce(
                                makeBatch(["\(producer)-\(turn)-a", "\(producer)-\(turn)-b"]), to: "t",
                                Int32(turn % 2))
                            #expect(answer.errorCode == .noError)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let client = try WireClient(port: port)
            var all: [String] = []
            for partition in Int32(0)..<2 {
                let read = try await client.fetch("t", partition, from: 0)
                let found = try values(of: read.records)
                #expect(read.highWatermark == Int64(found.count))
                all += found
            }
            let expected = (0..<6).flatMap { producer in
                (0..<25).flatMap { ["\(producer)-\($0)-a", "\(producer)-\($0)-b"] }
            }
            #expect(all.sorted() == expected.sorted())
        }
    }

    @Test("a producer gets an id of its own; transactions are refused")
    func producerIDs() async throws {
        try await withBroker { broker, _ in
            let client = try WireClient(port: broker.port)
            var ids: Set<Int64> = []
            for version in ApiKey.initProducerId.versions {
                let answer = try await client.ask(InitProducerIdRequest(transactionTimeoutMs: 1000), version: version)
                #expect(answer.errorCode == .noError)
                #expect(answer.producerEpoch == 0)
                ids.insert(answer.producerId)
                let refused = try await client.ask(
                    InitProducerIdRequest(transactionalId: "tx", transactionTimeoutMs: 1000), version: version)
                #expect(refused.errorCode == .transactionalIdAuthorizationFailed)
            }
            #expect(ids.count == ApiKey.initProducerId.versions.count)
        }
    }
}
