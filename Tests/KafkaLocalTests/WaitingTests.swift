import KafkaLocal
import KafkaWire
import NIOCore
import Testing

@Suite("Fetches that wait")
struct WaitingTests {
    @Test("a waiting Fetch is woken by new data", arguments: [Int16(4), 12])
    func wokenByData(version: Int16) async throws {
        try await withBroker { broker, _ in
            let port = broker.port
            let producer = try WireClient(port: port)
            try await producer.create("t")
            // Far longer than any test: only the new data can end this.
            async let waiting = WireClient(port: port).fetch("t", from: 0, maxWaitMs: 600_000, version: version)
            for _ in 0..<3 {
                try await producer.produce(makeBatch(["x"]), to: "t")
                try await Task.sleep(for: .milliseconds(20))
            }
            let answer = try await waiting
            #expect(try values(of: answer.records).first == "x")
        }
    }

    @Test("it goes on waiting until there is enough, and is not woken by other partitions")
    func minBytes() async throws {
        try await withBroker { broker, _ in
            let port = broker.port
            let producer = try WireClient(port: port)
            try await producer.create("t", partitions: 2)
            let batch = try makeBatch(["x"])
            let enough = Int32(batch.readableBytes * 3)
            async let waiting = WireClient(port: port).fetch("t", from: 0, maxWaitMs: 600_000, minBytes: enough)
            for partition in [Int32(1), 0, 1, 1, 0, 1] { try await producer.produce(batch, to: "t", partition) }
            try await producer.produce(batch, to: "t", 0)
            let answer = try await waiting
            #expect(try values(of: answer.records).count == 3)
        }
    }

    @Test("when the time is over it is answered with what there is")
    func timeIsOver() async throws {
        try await withBroker { broker, _ in
            let client = try WireClient(port: broker.port)
            try await client.create("t")
            let clock = ContinuousClock()
            let begin = clock.now
            let empty = try await client.fetch("t", from: 0, maxWaitMs: 80)
            #expect(clock.now - begin >= .milliseconds(75))
            #expect(empty.errorCode == .noError)
            #expect(empty.records?.readableBytes == 0)
            try await client.produce(makeBatch(["x"]), to: "t")
            let little = try await client.fetch("t", from: 0, maxWaitMs: 30, minBytes: 1 << 20)
            #expect(try values(of: little.records) == ["x"])
        }
    }

    @Test("an error, or nothing asked for, is answered at once")
    func atOnce() async throws {
        try await withBroker { broker, _ in
            let client = try WireClient(port: broker.port)
            try await client.create("t")
            #expect(try await client.fetch("t", from: 5, maxWaitMs: 600_000).errorCode == .offsetOutOfRange)
            #expect(try await client.fetch("u", from: 0, maxWaitMs: 600_000).errorCode == .unknownTopicOrPartition)
            let nothing = try await client.ask(FetchRequest(maxWaitMs: 600_000, minBytes: 1), version: 12)
            #expect(nothing.responses.isEmpty)
        }
    }

    @Test("read_committed does not wait for what it cannot see, and does not see it")
    func connectionsMayGo() async throws {
        try await withBroker { broker, _ in
            let port = broker.port
            try await WireClient(port: port).create("t")
            // Clients that leave while they wait, and a broker that stops while one waits.
            for _ in 0..<5 {
                let client = try WireClient(port: port)
                try await client.send(
                    FetchRequest(
                        maxWaitMs: 600_000, minBytes: 1,
                        topics: [.init(topic: "t", partitions: [.init(partitionMaxBytes: 100)])]), version: 12)
            }
            let client = try WireClient(port: port)
            try await client.produce(makeBatch(["x"]), to: "t")
            try await client.send(
                FetchRequest(
                    maxWaitMs: 600_000, minBytes: 1,
                    topics: [.init(topic: "t", partitions: [.init(fetchOffset: 1, partitionMaxBytes: 100)])]),
                version: 12)
            await broker.shutdown()
            #expect(try await client.readToEnd().isEmpty)
        }
    }
}
