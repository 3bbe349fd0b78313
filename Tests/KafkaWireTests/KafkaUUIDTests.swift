import Foundation
import GoldenData
import KafkaWire
import NIOCore
import TestSupport
import Testing

struct KafkaUUIDTests {
    @Test("the text form is URL-safe base64 of the sixteen bytes, and is read back")
    func text() throws {
        var random = SplitMix64(seed: 1)
        for _ in 0..<200 {
            let id = KafkaUUID(high: random.next(), low: random.next())
            var bytes = Data()
            for part in [id.high, id.low] { withUnsafeBytes(of: part.bigEndian) { bytes.append(contentsOf: $0) } }
            let expected = bytes.base64EncodedString().replacingOccurrences(of: "+", with: "-")
                .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
            #expect(id.description == expected)
            #expect(KafkaUUID(expected) == id)
        }
        #expect(KafkaUUID.zero.description == "AAAAAAAAAAAAAAAAAAAAAA")
    }

    @Test(
        "other texts are no identifiers",
        arguments: [
            "", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAB", "AAAAAAAAAA+AAAAAAAAAAA",
        ])
    func refused(text: String) {
        #expect(KafkaUUID(text) == nil)
    }

    @Test("the topic ids of the broker's partition.metadata are those of its Metadata answers")
    func partitionMetadata() throws {
        var told: [String: KafkaUUID] = [:]
        for exchange in try WireExchange.of(api: ApiKey.metadata.rawValue) where exchange.apiVersion >= 10 {
            let (_, response) = try decodeResponse(
                MetadataResponse.self, from: ByteBuffer(bytes: exchange.response), version: exchange.apiVersion)
            for topic in response.topics where topic.errorCode == .noError {
                if let name = topic.name { told[name] = topic.topicId }
            }
        }
        var checked = 0
        for folder in try GoldenFiles.names(in: "log") {
            let file = "log/\(folder)/partition.metadata"
            guard GoldenFiles.exists(file) else { continue }
            let text = String(decoding: try GoldenFiles.bytes(file), as: UTF8.self)
            let written = try #require(text.split(separator: "\n").first { $0.hasPrefix("topic_id: ") })
            let id = try #require(KafkaUUID(String(written.dropFirst("topic_id: ".count))))
            #expect(id.description == written.dropFirst("topic_id: ".count))
            let topic = folder.prefix(upTo: try #require(folder.lastIndex(of: "-")))
            if let known = told[String(topic)] {
                #expect(known == id, "\(topic)")
                checked += 1
            }
        }
        #expect(checked > 5)
    }
}
