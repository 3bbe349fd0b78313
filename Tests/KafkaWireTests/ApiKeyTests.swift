import KafkaWire
import NIOCore
import Testing
import WireMessages

struct ApiKeyTests {
    @Test("the first flexible version of every call, and what it does to the headers")
    func flexible() {
        let first: [ApiKey: Int16] = [
            .produce: 9, .fetch: 12, .listOffsets: 6, .metadata: 9, .apiVersions: 3, .createTopics: 5,
            .initProducerId: 2, .saslAuthenticate: 2,
        ]
        for api in ApiKey.allCases {
            for version in api.versions {
                let flexible = first[api].map { version >= $0 } ?? false
                #expect(api.isFlexible(version) == flexible)
                #expect(api.requestHeaderVersion(version) == (flexible ? 2 : 1))
                #expect(api.responseHeaderVersion(version) == (flexible && api != .apiVersions ? 1 : 0))
            }
        }
        #expect(ApiKey.apiVersions.isFlexible(.max))
        #expect(!ApiKey.saslHandshake.isFlexible(.max))
    }

    @Test("messages know their call")
    func messages() {
        for api in ApiKey.allCases {
            #expect(MessageTypes.request(api).apiKey == api)
            #expect(MessageTypes.response(api).apiKey == api)
            #expect("\(MessageTypes.request(api))" == "\(api.name)Request")
            #expect("\(MessageTypes.response(api))" == "\(api.name)Response")
        }
    }

    @Test("a request header of a call that is not spoken here is read far enough to refuse it")
    func unknownCall() throws {
        let header = RequestHeader(apiKey: 999, apiVersion: 3, correlationId: 77, clientId: "c")
        var writer = WireWriter()
        header.write(to: &writer)
        var reader = WireReader(writer.buffer)
        #expect(try RequestHeader(reading: &reader) == header)
    }
}
