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
                        Self.partition(Int32(partition), version: version, &numbers)
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
                    ? [NodeEndpoint(nodeId: 3, host: "broker-3", port: 9_092, rack: "r")] : [])
            var joined = ByteBuffer()
            var head = response
            head.responses = []
            for piece in FetchFrame.encode(head, topics: topics, version: version, correlationId: 77) {
                if case .bytes(let bytes) = piece { joined.writeImmutableBuffer(bytes) }
            }
            #expect(joined == encodeResponse(response, version: version, correlationId: 77))
        }
    }

    private static func partition(
        _ number: Int32, version: Int16, _ numbers: inout SplitMix64
    ) -> FetchFrame.Partition {
        var response = FetchResponse.Partition(
            partitionIndex: number, errorCode: numbers.chance(50) ? .noError : .offsetOutOfRange,
            highWatermark: Int64.random(in: -1...9, using: &numbers), lastStableOffset: 7, logStartOffset: 3,
            abortedTransactions: numbers.chance(50) ? nil : [.init(producerId: 5, firstOffset: 6)])
        if version >= 12 {
            if number % 5 == 1 { response.divergingEpoch = .init(epoch: 4, endOffset: 99) }
            if number % 3 == 1 { response.currentLeader = .init(leaderId: 3, leaderEpoch: 8) }
        }
        let records = ByteBuffer(
            repeating: UInt8(truncatingIfNeeded: number), count: Int.random(in: 0...300, using: &numbers))
        return FetchFrame.Partition(response: response, records: .bytes(records))
    }
}
