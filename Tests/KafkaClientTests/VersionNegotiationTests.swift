import GoldenData
import KafkaWire
import NIOCore
import Testing

@testable import KafkaClient

@Suite struct VersionNegotiationTests {
    /// The content of a frame, as the connection hands it on.
    private static func frame(_ response: ApiVersionsResponse, version: Int16) -> ByteBuffer {
        var frame = encodeResponse(response, version: version, correlationId: 1)
        frame.moveReaderIndex(forwardBy: 4)
        return frame
    }

    @Test func agreesAtOnceWithARecordedBroker() throws {
        let recorded = try #require(WireExchange.of(api: 18, version: 3).first { $0.client == "raw" })
        var negotiation = VersionNegotiation()
        #expect(negotiation.version == 3)
        let step = try negotiation.received(ByteBuffer(bytes: recorded.response))
        guard case .agreed(let versions) = step else {
            Issue.record("not agreed: \(step)")
            return
        }
        let broker = BrokerAddress(host: "b")
        #expect(try versions.version(of: .fetch, atMost: nil, broker: broker) == 17)
        #expect(try versions.version(of: .fetch, atMost: 12, broker: broker) == 12)
        #expect(try versions.version(of: .listOffsets, atMost: nil, broker: broker) == 10)
        #expect(try versions.version(of: .metadata, atMost: nil, broker: broker) == 13)
    }

    @Test func theRequestNamesTheClient() throws {
        let request = VersionNegotiation().request
        #expect(request.clientSoftwareName == "kframe")
        #expect(!request.clientSoftwareVersion.isEmpty)
    }

    /// A recorded answer to a version that the broker does not know: error 35, and its window for ApiVersions.
    @Test func asksAgainInAVersionTheBrokerNames() throws {
        let recorded = try #require(WireExchange.of(api: 18, version: 9).first)
        var negotiation = VersionNegotiation()
        // It names 0 to 4, but has just refused 3: one below is asked.
        #expect(try negotiation.received(ByteBuffer(bytes: recorded.response)) == .ask(version: 2))
    }

    @Test func asksInVersion0WhereTheBrokerNamesNone() throws {
        var negotiation = VersionNegotiation()
        let refusal = Self.frame(ApiVersionsResponse(errorCode: .unsupportedVersion), version: 0)
        #expect(try negotiation.received(refusal) == .ask(version: 0))
        let answer = ApiVersionsResponse(apiKeys: [.init(apiKey: 1, minVersion: 0, maxVersion: 10)])
        let step = try negotiation.received(Self.frame(answer, version: 0))
        #expect(step == .agreed(BrokerVersions(answer.apiKeys)))
    }

    @Test(arguments: [0, 1, 2] as [Int16])
    func takesTheHighestVersionNamed(_ highest: Int16) throws {
        var negotiation = VersionNegotiation()
        let refusal = ApiVersionsResponse(
            errorCode: .unsupportedVersion, apiKeys: [.init(apiKey: 18, minVersion: 0, maxVersion: highest)])
        #expect(try negotiation.received(Self.frame(refusal, version: 0)) == .ask(version: highest))
    }

    /// A peer that refuses every version must not be asked for ever.
    @Test(arguments: [Int16.min, -1, 0, 1, 2, 3, 9, Int16.max] as [Int16])
    func endsWhateverIsNamed(_ highest: Int16) throws {
        var negotiation = VersionNegotiation()
        let refusal = ApiVersionsResponse(
            errorCode: .unsupportedVersion, apiKeys: [.init(apiKey: 18, minVersion: 0, maxVersion: highest)])
        var steps: [VersionNegotiation.Step] = []
        for _ in 0..<6 where steps.last != .refused(.unsupportedVersion) {
            steps.append(try negotiation.received(Self.frame(refusal, version: 0)))
        }
        #expect(steps.last == .refused(.unsupportedVersion))
        #expect(steps.count <= 4)
    }

    @Test func otherErrorsAreRefusals() throws {
        var negotiation = VersionNegotiation()
        let refusal = Self.frame(ApiVersionsResponse(errorCode: .invalidRequest), version: 3)
        #expect(try negotiation.received(refusal) == .refused(.invalidRequest))
    }

    @Test func everyCutAnswerIsAnError() throws {
        let recorded = try #require(WireExchange.of(api: 18, version: 3).first)
        for count in 0..<recorded.response.count {
            var negotiation = VersionNegotiation()
            #expect(throws: WireError.self) {
                try negotiation.received(ByteBuffer(bytes: recorded.response.prefix(count)))
            }
        }
    }

    @Test func versionsWithoutOverlapAreAnErrorThatSaysSo() throws {
        let versions = BrokerVersions([
            .init(apiKey: 1, minVersion: 0, maxVersion: 3), .init(apiKey: 2, minVersion: 20, maxVersion: 30),
            .init(apiKey: 3, minVersion: 5, maxVersion: 4),
        ])
        let broker = BrokerAddress(host: "old", port: 9092)
        for api in [ApiKey.fetch, .listOffsets, .metadata] {
            let error = #expect(throws: KafkaClientError.self) {
                try versions.version(of: api, atMost: nil, broker: broker)
            }
            #expect(error?.code == .unsupportedVersion)
            #expect(error?.message.contains("old:9092") == true)
            #expect(error?.message.contains(api.name) == true)
        }
        #expect(versions.range(of: .metadata) == nil)
        #expect(throws: KafkaClientError.self) { try versions.version(of: .fetch, atMost: -5, broker: broker) }
    }
}
