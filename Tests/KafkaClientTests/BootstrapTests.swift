import KafkaWire
import Logging
import NIOCore
import Testing

@testable import KafkaClient

/// The first contact, and what can be in its way.
@Suite struct BootstrapTests {
    private static func failure(
        _ addresses: [BrokerAddress], _ change: (inout ClientProperties) -> Void = { _ in }
    ) async -> KafkaClientError? {
        var properties = ClientProperties.forTests(addresses)
        change(&properties)
        do throws(KafkaClientError) {
            let cluster = try await KafkaCluster.connect(properties, logger: Logger(label: "test"))
            await cluster.shutdown()
            return nil
        } catch {
            return error
        }
    }

    private static func local(_ port: Int) -> BrokerAddress { BrokerAddress(host: "127.0.0.1", port: port) }

    /// What comes of a peer that answers every request with these bytes.
    private static func failure(answer bytes: [UInt8], close: Bool) async throws -> KafkaClientError? {
        let peer = try await FakeBroker.start { request in
            request.send(ByteBuffer(bytes: bytes))
            if close { request.close() }
        }
        let failure = await failure([local(peer.port)])
        await peer.stop()
        // What is found to be a broker that wants TLS is no broker that was not found.
        #expect(failure?.code == .bootstrapFailed || failure?.code == .expectsTLS)
        #expect(failure?.message.contains("127.0.0.1:\(peer.port)") == true)
        return failure
    }

    @Test func refused() async throws {
        let closed = try ClosedPort()
        let error = await Self.failure([Self.local(closed.port)])
        closed.release()
        #expect(error?.code == .bootstrapFailed)
        #expect(error?.isRetriable == false)
        #expect(
            error?.message
                == "No Kafka broker was found. 127.0.0.1:\(closed.port) cannot be reached: the connection was refused. "
                + "Nothing listens there: check host and port, and that the broker runs.")
    }

    /// A name with an empty part is refused by every resolver, without asking a name server.
    @Test func unknownHost() async {
        let error = await Self.failure([BrokerAddress(host: "no..such.host", port: 9092)])
        #expect(error?.code == .bootstrapFailed)
        #expect(error?.message.contains("no..such.host:9092") == true)
        #expect(error?.message.contains("host name is not known") == true)
    }

    @Test(arguments: [0, -1, 65536, Int.max])
    func impossiblePort(_ port: Int) async {
        let error = await Self.failure([Self.local(port)])
        #expect(error?.message.contains("port") == true)
    }

    @Test func noAddress() async {
        #expect(await Self.failure([])?.code == .invalidConfiguration)
    }

    @Test func silent() async throws {
        let peer = try await FakeBroker.start { _ in }
        let error = await Self.failure([Self.local(peer.port)]) { $0.connectTimeout = .seconds(2) }
        await peer.stop()
        #expect(error?.code == .bootstrapFailed)
        #expect(error?.message.contains("was silent") == true)
        #expect(error?.message.contains("TLS") == true)
    }

    @Test(arguments: [true, false])
    func p27PlainTextToATLSPortWithAnAlert(_ close: Bool) async throws {
        let error = try await Self.failure(answer: [0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x46], close: close)
        #expect(error?.message.contains("seems to expect TLS") == true)
    }

    @Test func p27PlainTextToATLSPortThatCloses() async throws {
        let peer = try await FakeBroker.start { $0.close() }
        let error = await Self.failure([Self.local(peer.port)])
        await peer.stop()
        #expect(error?.message.contains("closed the connection before it answered") == true)
        #expect(error?.message.contains("TLS") == true)
    }

    @Test(arguments: [true, false])
    func http(_ close: Bool) async throws {
        let answer = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
        let error = try await Self.failure(answer: Array(answer.utf8), close: close)
        #expect(error?.message.contains("web server") == true)
    }

    @Test func otherText() async throws {
        let error = try await Self.failure(answer: Array("-ERR unknown command\r\n".utf8), close: false)
        #expect(error?.message.contains("not a Kafka broker") == true)
    }

    /// An echo server gives the request back: what was the API's number stands in the place of the correlation id.
    @Test func echo() async throws {
        let peer = try await FakeBroker.start { request in
            var frame = ByteBuffer(integer: Int32(request.frame.readableBytes))
            frame.writeImmutableBuffer(request.frame)
            request.send(frame)
        }
        let error = await Self.failure([Self.local(peer.port)])
        await peer.stop()
        #expect(error?.message.contains("does not keep to Kafka's protocol") == true)
    }

    @Test func aBrokerWithoutACommonVersion() async throws {
        let peer = try await FakeBroker.start { request in
            request.answer(ApiVersionsResponse(apiKeys: [.init(apiKey: 18, minVersion: 0, maxVersion: 3)]))
        }
        let error = await Self.failure([Self.local(peer.port)])
        await peer.stop()
        #expect(error?.message.contains("does not offer Metadata") == true)
    }

    @Test func theFirstOfSeveralIsDead() async throws {
        let fake = try await FakeCluster.start(brokers: 1)
        let closed = try ClosedPort()
        let properties = ClientProperties.forTests([Self.local(closed.port), fake.address(of: 0)])
        let cluster = try await KafkaCluster.connect(properties, logger: Logger(label: "test"))
        #expect(try await cluster.metadata(topics: nil).clusterID == "fake")
        await cluster.shutdown()
        await fake.stop()
        closed.release()
    }

    /// One that hangs does not keep the others from being asked.
    @Test func theFirstOfSeveralIsSilent() async throws {
        let fake = try await FakeCluster.start(brokers: 1)
        let silent = try await FakeBroker.start { _ in }
        var properties = ClientProperties.forTests([Self.local(silent.port), fake.address(of: 0)])
        properties.bootstrapStagger = .milliseconds(10)
        properties.connectTimeout = .seconds(600)
        let cluster = try await KafkaCluster.connect(properties, logger: Logger(label: "test"))
        #expect(try await cluster.metadata(topics: nil).clusterID == "fake")
        await cluster.shutdown()
        await silent.stop()
        await fake.stop()
    }

    @Test func everyAddressIsListedWithItsCause() async throws {
        let closed = try ClosedPort()
        let tls = try await FakeBroker.start { $0.send(ByteBuffer(bytes: [0x15, 3, 3, 0, 2, 2, 0x46])) }
        let web = try await FakeBroker.start { $0.send(ByteBuffer(string: "HTTP/1.0 400 Bad Request\r\n\r\n")) }
        let error = await Self.failure([closed.port, tls.port, web.port].map(Self.local))
        await tls.stop()
        await web.stop()
        closed.release()
        let lines = error?.message.split(separator: "\n").map(String.init) ?? []
        #expect(lines.count == 4)
        #expect(lines.first == "No Kafka broker was found at any of the 3 bootstrap addresses:")
        #expect(lines.dropFirst(1).first?.contains("127.0.0.1:\(closed.port): ") == true)
        #expect(lines.dropFirst(1).first?.contains("refused") == true)
        #expect(lines.dropFirst(2).first?.contains("TLS") == true)
        #expect(lines.dropFirst(3).first?.contains("web server") == true)
    }

    @Test func cancellingEndsTheAttempt() async throws {
        let arrived = Gate()
        let silent = try await FakeBroker.start { _ in arrived.open() }
        let error = await withTaskGroup(of: KafkaClientError?.self) { group in
            group.addTask {
                await Self.failure([Self.local(silent.port)]) { $0.connectTimeout = .seconds(600) }
            }
            await arrived.wait()
            group.cancelAll()
            return await group.next() ?? nil
        }
        await silent.stop()
        #expect(error?.code == .cancelled)
    }
}
