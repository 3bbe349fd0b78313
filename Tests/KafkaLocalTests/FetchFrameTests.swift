import KafkaLocal
import KafkaWire
import NIOCore
import TestSupport
import Testing

@Suite("Fetch frames in pieces")
struct FetchFrameTests {
    @Test("the pieces are the bytes of the message", arguments: Array(ApiKey.fetch.versions))
    func sameBytes(version: Int16) {
        var numbers = SplitMix64(seed: 5)
        for topicCount in 0..<4 {
            let topics = (0..<topicCount).map { topic in
                FetchFrame.Topic(
                    topic: "topic-\(topic)", topicId: KafkaUUID(high: 1, low: UInt64(topic)),
                    partitions: (0..<Int.random(in: 0...200, using: &numbers)).map { partition in
                        FetchFrame.Partition(
                            response: .init(
                                partitionIndex: Int32(partition),
                                errorCode: Bool.random(using: &numbers) ? .noError : .offsetOutOfRange,
                                highWatermark: Int64.random(in: -1...9, using: &numbers), lastStableOffset: 7,
                                logStartOffset: 3,
                                divergingEpoch: version >= 12 && partition % 5 == 1
                                    ? .init(epoch: 4, endOffset: 99) : .init(),
                                currentLeader: version >= 12 && partition % 3 == 1
                                    ? .init(leaderId: 3, leaderEpoch: 8) : .init(),
                                abortedTransactions: Bool.random(using: &numbers)
                                    ? nil : [.init(producerId: 5, firstOffset: 6)]),
                            records: .bytes(
                                ByteBuffer(
                                    repeating: UInt8(partition), count: Int.random(in: 0...300, using: &numbers))))
                    })
            }
            let response = FetchResponse(
                errorCode: version >= 7 ? .fetchSessionIdNotFound : .noError,
                responses: topics.map { topic in
                    .init(
                        topic: topic.topic, topicId: topic.topicId,
                        partitions: topic.partitions.map { partition in
                            var whole = partition.response
                            if case .bytes(let records) = partition.records { whole.records = records }
                            return whole
                        })
                },
                nodeEndpoints: version >= 16 && topicCount > 1
                    ? [.init(nodeId: 3, host: "broker-3", port: 9_092, rack: "r")] : [])
            var joined = ByteBuffer()
            var head = response
            head.responses = []
            for piece in FetchFrame.encode(head, topics: topics, version: version, correlationId: 77) {
                if case .bytes(let bytes) = piece { joined.writeImmutableBuffer(bytes) }
            }
            #expect(joined == encodeResponse(response, version: version, correlationId: 77))
        }
    }
}
