import Foundation
import GoldenData
import KafkaLocal
import KafkaLog
import KafkaWire
import NIOCore
import Testing

/// Requests that third-party clients sent to a real broker, sent again to this one over the same log directory.
@Suite("The real broker's answers")
struct ReplayTests {
    static func exchanges(_ api: ApiKey) throws -> [WireExchange] {
        try WireExchange.of(api: api.rawValue)
    }

    @Test("Fetch", arguments: try exchanges(.fetch))
    func fetch(exchange: WireExchange) async throws {
        let (request, expected): (FetchRequest, FetchResponse) = try decoded(exchange)
        _ = request
        try await withGoldenBroker { client in
            let bytes = try await client.exchange(exchange.request)
            let (_, answered) = try decodeResponse(FetchResponse.self, from: ByteBuffer(bytes: bytes), version: exchange.apiVersion)
            if answered != expected { print("DIFF", exchange, "\n  ", brief(expected), "\n  ", brief(answered)) }
        }
    }

    func brief(_ r: FetchResponse) -> String {
        "\(r.errorCode) s\(r.sessionId) " + r.responses.map { t in "\(t.topic)\(t.topicId)" + t.partitions.map { "[\($0.partitionIndex) \($0.errorCode) hw\($0.highWatermark) lso\($0.lastStableOffset) ls\($0.logStartOffset) ab\($0.abortedTransactions.map { "\($0.map { ($0.producerId, $0.firstOffset) })" } ?? "nil") \($0.records?.readableBytes ?? -1)]" }.joined() }.joined(separator: " ")
    }
}

func decoded<Request: KafkaRequest>(_ exchange: WireExchange) throws -> (Request, Request.Response) {
    var reader = WireReader(ByteBuffer(bytes: exchange.request))
    _ = try RequestHeader(reading: &reader)
    let request = try Request(reading: &reader, version: exchange.apiVersion)
    let (_, response) = try decodeResponse(
        Request.Response.self, from: ByteBuffer(bytes: exchange.response), version: exchange.apiVersion)
    return (request, response)
}

func withGoldenBroker(_ body: (WireClient) async throws -> Void) async throws {
    var options = BrokerOptions()
    options.isReadOnly = true
    options.autoCreatesTopics = false
    let broker = try await LocalBroker.start(directory: GoldenFiles.logDirectory, options: options)
    do {
        try await body(WireClient(port: broker.port))
        await broker.shutdown()
    } catch {
        await broker.shutdown()
        throw error
    }
}
