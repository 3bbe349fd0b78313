import GoldenData
import KafkaWire
import NIOCore
import Testing
import WireMessages

/// Every recorded exchange of the APIs spoken here, both ways: read to the last byte, written back to the same bytes.
///
/// The recordings leave out four librdkafka Metadata requests that end in three stray bytes. The only message here that
/// cannot be read is the request for version 9 of ApiVersions, which no broker knows: of it, the header is read.
struct GoldenExchangeTests {
    /// How many recordings there are by API and version; a recording that goes missing or is not reached fails the test.
    static let counts: [ApiKey: [Int16: Int]] = [
        .produce: [3: 5, 4: 5, 5: 5, 6: 5, 7: 5, 8: 5, 9: 11, 10: 11, 11: 5, 12: 12],
        .fetch: [
            4: 8, 5: 5, 6: 5, 7: 9, 8: 7, 9: 7, 10: 9, 11: 6, 12: 15, 13: 6, 14: 6, 15: 6, 16: 13, 17: 18,
        ],
        .listOffsets: [1: 5, 2: 5, 3: 5, 4: 6, 5: 6, 6: 6, 7: 12, 8: 6, 9: 6, 10: 18],
        .metadata: [0: 2, 1: 3, 2: 3, 3: 3, 4: 3, 5: 3, 6: 3, 7: 3, 8: 3, 9: 3, 10: 3, 11: 3, 12: 4, 13: 17],
        .saslHandshake: [0: 3, 1: 12],
        .apiVersions: [0: 2, 1: 1, 2: 1, 3: 3, 4: 7, 9: 1],
        .initProducerId: [0: 3, 1: 3, 2: 3, 3: 3, 4: 5, 5: 4],
        .saslAuthenticate: [0: 8, 1: 14, 2: 20],
    ]

    static func spoken() throws -> [(api: ApiKey, exchange: WireExchange)] {
        try WireExchange.all().compactMap { exchange in ApiKey(rawValue: exchange.apiKey).map { ($0, exchange) } }
    }

    @Test("the recordings cover every version of every API but CreateTopics, from four clients")
    func coverage() throws {
        let all = try WireExchange.all()
        #expect(all.count == 452)
        #expect(Set(all.map(\.client)) == ["java", "kafka-python", "librdkafka", "raw"])
        // What is not spoken here: AddPartitionsToTxn and EndTxn.
        let others = all.filter { ApiKey(rawValue: $0.apiKey) == nil }
        #expect(
            Dictionary(grouping: others, by: \.apiName).mapValues(\.count) == ["AddPartitionsToTxn": 21, "EndTxn": 18])
        for (api, versions) in Self.counts {
            #expect(Set(versions.keys).isSuperset(of: api.versions), "\(api.name)")
        }
        for (api, exchange) in try Self.spoken() {
            #expect(exchange.apiName == api.name)
        }
    }

    @Test("requests are read to the last byte and written back to the same bytes")
    func requests() throws {
        var checked: [ApiKey: [Int16: Int]] = [:]
        for (api, exchange) in try Self.spoken() {
            let frame = ByteBuffer(bytes: exchange.request)
            let header: RequestHeader
            if api.versions.contains(exchange.apiVersion) {
                let result = try MessageTypes.reencodeRequest(frame)
                header = result.header
                #expect(result.frame == frame, "\(exchange)")
            } else {
                var reader = WireReader(frame)
                header = try RequestHeader(reading: &reader)
                #expect(throws: WireError.self) {
                    try ApiVersionsRequest(reading: &reader, version: header.apiVersion)
                }
            }
            #expect(header.apiKey == exchange.apiKey, "\(exchange)")
            #expect(header.apiVersion == exchange.apiVersion, "\(exchange)")
            #expect(header.correlationId == exchange.correlationId, "\(exchange)")
            #expect(header.clientId == exchange.clientId, "\(exchange)")
            checked[api, default: [:]][exchange.apiVersion, default: 0] += 1
        }
        #expect(checked == Self.counts)
        #expect(checked.values.flatMap(\.values).reduce(0, +) == 413)
    }

    @Test("responses are read to the last byte and written back to the same bytes")
    func responses() throws {
        var checked: [ApiKey: [Int16: Int]] = [:]
        for (api, exchange) in try Self.spoken() {
            let frame = ByteBuffer(bytes: exchange.response)
            // The answer to a version that the broker does not know is in version 0.
            let written: Int16 = api.versions.contains(exchange.apiVersion) ? exchange.apiVersion : 0
            let again = try MessageTypes.reencodeResponse(
                frame, api: api, version: exchange.apiVersion, writtenAs: written)
            #expect(again == frame, "\(exchange)")
            #expect(try ResponseHeader.correlationId(of: frame) == exchange.correlationId, "\(exchange)")
            checked[api, default: [:]][exchange.apiVersion, default: 0] += 1
        }
        #expect(checked == Self.counts)
        #expect(checked.values.flatMap(\.values).reduce(0, +) == 413)
    }

    @Test("no recorded message has a tagged field that is not known here")
    func nothingUnknown() throws {
        for exchange in try WireExchange.of(api: ApiKey.fetch.rawValue) {
            let response = try decodeResponse(
                FetchResponse.self, from: ByteBuffer(bytes: exchange.response), version: exchange.apiVersion
            ).response
            #expect(response.unknownTaggedFields.isEmpty)
            #expect(response.responses.allSatisfy { $0.partitions.allSatisfy { $0.unknownTaggedFields.isEmpty } })
        }
        for exchange in try WireExchange.of(api: ApiKey.apiVersions.rawValue) {
            let response = try decodeResponse(
                ApiVersionsResponse.self, from: ByteBuffer(bytes: exchange.response), version: exchange.apiVersion
            ).response
            #expect(response.unknownTaggedFields.isEmpty)
        }
    }

    @Test("a version of ApiVersions that the broker does not know is answered with its window")
    func unknownVersion() throws {
        let exchange = try #require(try WireExchange.of(api: ApiKey.apiVersions.rawValue, version: 9).first)
        let (_, response) = try decodeResponse(
            ApiVersionsResponse.self, from: ByteBuffer(bytes: exchange.response), version: 9)
        #expect(response.errorCode == .unsupportedVersion)
        #expect(response.apiKeys == [.init(apiKey: 18, minVersion: 0, maxVersion: 4)])
        // It is written in version 0 too, whatever was asked.
        for version in ApiKey.apiVersions.versions {
            var writer = WireWriter()
            response.write(to: &writer, version: version)
            var reader = WireReader(writer.buffer)
            #expect(try ApiVersionsResponse(reading: &reader, version: version) == response)
            try reader.finish()
        }
    }

    @Test("a broker's windows and features are read")
    func apiVersions() throws {
        let exchange = try #require(try WireExchange.of(api: ApiKey.apiVersions.rawValue, version: 4).first)
        let (_, response) = try decodeResponse(
            ApiVersionsResponse.self, from: ByteBuffer(bytes: exchange.response), version: 4)
        let windows = Dictionary(
            uniqueKeysWithValues: response.apiKeys.map { ($0.apiKey, $0.minVersion...$0.maxVersion) })
        // Kafka 4.0 announces Produce from 0 on, though it refuses 0 to 2.
        #expect(windows[ApiKey.produce.rawValue] == 0...12)
        for api in ApiKey.allCases where api != .produce {
            #expect(windows[api.rawValue] == api.versions, "\(api.name)")
        }
        #expect(response.supportedFeatures.contains { $0.name == "metadata.version" })
        #expect(response.finalizedFeaturesEpoch >= 0)
        #expect(response.finalizedFeatures.contains { $0.name == "transaction.version" })
    }

    @Test("what encodeRequest and encodeResponse write is the recorded frame behind its length")
    func framesAreWritten() throws {
        for exchange in try WireExchange.of(api: ApiKey.listOffsets.rawValue) {
            var reader = WireReader(ByteBuffer(bytes: exchange.request))
            let header = try RequestHeader(reading: &reader)
            let request = try ListOffsetsRequest(reading: &reader, version: header.apiVersion)
            var frame = encodeRequest(
                request, version: header.apiVersion, correlationId: header.correlationId, clientId: header.clientId)
            #expect(frame.readInteger(as: Int32.self) == Int32(exchange.request.count))
            #expect(frame == ByteBuffer(bytes: exchange.request))

            let (answered, response) = try decodeResponse(
                ListOffsetsResponse.self, from: ByteBuffer(bytes: exchange.response), version: exchange.apiVersion)
            var answer = encodeResponse(
                response, version: exchange.apiVersion, correlationId: answered.correlationId)
            #expect(answer.readInteger(as: Int32.self) == Int32(exchange.response.count))
            #expect(answer == ByteBuffer(bytes: exchange.response))
        }
    }
}
