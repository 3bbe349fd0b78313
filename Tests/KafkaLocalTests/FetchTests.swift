import GoldenData
import KafkaLocal
import KafkaRecords
import KafkaWire
import NIOCore
import Testing

@Suite("Fetch")
struct FetchTests {
    static let versions = Array(ApiKey.fetch.versions)

    /// A request for partitions, by name or by id as the version has it.
    private func request(
        _ partitions: [(topic: String, partition: Int32, offset: Int64)], ids: [String: KafkaUUID],
        maxBytes: Int32 = .max, partitionMaxBytes: Int32 = 1 << 20, isolation: IsolationLevel = .readUncommitted
    ) -> FetchRequest {
        FetchRequest(
            maxWaitMs: 0, minBytes: 1, maxBytes: maxBytes, isolationLevel: isolation,
            topics: partitions.map { place in
                .init(
                    topic: place.topic, topicId: ids[place.topic] ?? .zero,
                    partitions: [
                        .init(
                            partition: place.partition, fetchOffset: place.offset, partitionMaxBytes: partitionMaxBytes)
                    ])
            })
    }

    private func ids(_ client: WireClient) async throws -> [String: KafkaUUID] {
        let response = try await client.ask(MetadataRequest(topics: nil), version: 12)
        return Dictionary(uniqueKeysWithValues: response.topics.map { ($0.name ?? "", $0.topicId) })
    }

    @Test("P16 P18 P23 every committed record of the transactional topics", arguments: versions)
    func committed(version: Int16) async throws {
        try await withGoldenBroker { _, client in
            let ids = try await ids(client)
            for topic in ["transactions", "open-transaction", "compacted-txn", "compacted-tail"] {
                var found: [CommittedOffset] = []
                for partition in try ExpectedOffsets.load(topic: topic).partitions {
                    var position: Int64 = 0
                    while true {
                        let response = try await client.ask(
                            request(
                                [(topic, partition, position)], ids: ids, partitionMaxBytes: 500,
                                isolation: .readCommitted), version: version)
                        let answer = try #require(response.responses.first?.partitions.first)
                        #expect(answer.errorCode == .noError)
                        if position >= answer.lastStableOffset { break }
                        var aborted = AbortedTransactions(
                            (answer.abortedTransactions ?? []).map {
                                AbortedTransaction(producerID: $0.producerId, firstOffset: $0.firstOffset)
                            })
                        var iterator = RecordBatchIterator(answer.records ?? ByteBuffer())
                        let before = position
                        while let batch = try iterator.next() {
                            if !aborted.shouldDrop(batch.header), !batch.header.isControl {
                                found += try BatchDecoder().decode(batch).records.map {
                                    CommittedOffset(partition: partition, offset: $0.offset)
                                }
                            }
                            position = batch.header.nextOffset
                        }
                        #expect(position > before)
                        if position == before { break }
                    }
                }
                #expect(found == (try CommittedOffset.load(topic: topic)))
            }
        }
    }

    @Test("limits: of a partition, of the whole answer, and the first batch in any case", arguments: versions)
    func limits(version: Int16) async throws {
        try await withGoldenBroker { _, client in
            let ids = try await ids(client)
            let both: [(String, Int32, Int64)] = [("late-events", 0, 0), ("late-events", 1, 0)]
            func sizes(_ maxBytes: Int32, _ partitionMaxBytes: Int32) async throws -> [Int] {
                let response = try await client.ask(
                    request(both, ids: ids, maxBytes: maxBytes, partitionMaxBytes: partitionMaxBytes),
                    version: version)
                return response.responses.flatMap(\.partitions).map { $0.records?.readableBytes ?? 0 }
            }
            // One segment each.
            #expect(try await sizes(.max, .max) == [7927, 8184])
            #expect(try await sizes(.max, 2000) == [2000, 2000])
            #expect(try await sizes(3000, 2000) == [2000, 1000])
            #expect(try await sizes(2000, 2000) == [2000, 0])
            // The first batch of the first partition that has any, and no more.
            let first = try await sizes(1, 1)
            #expect(first[0] > 100 && first[1] == 0)
            let tiny = try await sizes(.max, 1)
            #expect(tiny[0] == first[0] && tiny[1] == 0)
            #expect(try await sizes(0, 0) == first)
        }
    }

    @Test("errors by partition; the others are answered", arguments: versions)
    func errors(version: Int16) async throws {
        try await withGoldenBroker { _, client in
            var ids = try await ids(client)
            ids["no-such-topic"] = KafkaUUID(high: 7, low: 7)
            let response = try await client.ask(
                request(
                    [
                        ("no-such-topic", 0, 0), ("empty", 9, 0), ("retained", 0, 118), ("late-events", 0, 310),
                        ("late-events", 1, 0), ("empty", 0, 0),
                    ], ids: ids), version: version)
            let partitions = response.responses.flatMap(\.partitions)
            let unknown = version >= 13 ? KafkaErrorCode.unknownTopicId : .unknownTopicOrPartition
            #expect(
                partitions.map(\.errorCode) == [
                    unknown, .unknownTopicOrPartition, .offsetOutOfRange, .offsetOutOfRange, .noError, .noError,
                ])
            #expect(partitions[2].highWatermark == -1)
            #expect(partitions[4].records?.readableBytes == 8184)
            #expect(partitions[5].records?.readableBytes == 0)
        }
    }

    @Test("leader epochs are checked", arguments: versions.filter { $0 >= 9 })
    func leaderEpochs(version: Int16) async throws {
        try await withGoldenBroker { _, client in
            let ids = try await ids(client)
            for (epoch, code) in [
                (Int32(6), KafkaErrorCode.noError), (5, .fencedLeaderEpoch), (7, .unknownLeaderEpoch),
            ] {
                var request = request([("late-events", 0, 0)], ids: ids)
                request.topics[0].partitions[0].currentLeaderEpoch = epoch
                let response = try await client.ask(request, version: version)
                #expect(response.responses.first?.partitions.first?.errorCode == code)
            }
        }
    }

    @Test("sessions are declined, and asking to go on with one is an error", arguments: versions.filter { $0 >= 7 })
    func sessions(version: Int16) async throws {
        try await withGoldenBroker { _, client in
            let ids = try await ids(client)
            var request = request([("late-events", 0, 0)], ids: ids)
            request.sessionEpoch = 0
            let begun = try await client.ask(request, version: version)
            #expect(begun.errorCode == .noError)
            #expect(begun.sessionId == 0)
            #expect(begun.responses.count == 1)
            request.sessionId = 5
            request.sessionEpoch = 1
            let goesOn = try await client.ask(request, version: version)
            #expect(goesOn.errorCode == .fetchSessionIdNotFound)
            #expect(goesOn.responses.isEmpty)
        }
    }

    @Test("P09 P17 every record of every golden topic over the wire")
    func everyRecord() async throws {
        try await withGoldenBroker { _, client in
            for topic in try ExpectedOffsets.topics() {
                var offsets: [CommittedOffset] = []
                let expected = try ExpectedOffsets.load(topic: topic)
                for partition in expected.partitions {
                    let start = try #require(expected.logStart[partition])
                    let end = try #require(expected.highWatermark[partition])
                    var position = start
                    while position < end {
                        let answer = try await client.fetch(topic, partition, from: position)
                        #expect(answer.highWatermark == end)
                        #expect(answer.logStartOffset == start)
                        #expect(answer.abortedTransactions == nil)
                        var iterator = RecordBatchIterator(answer.records ?? ByteBuffer())
                        let before = position
                        while let batch = try iterator.next() {
                            position = batch.header.nextOffset
                            guard !batch.header.isControl else { continue }
                            offsets += try BatchDecoder().decode(batch).records.filter { $0.offset >= start }.map {
                                CommittedOffset(partition: partition, offset: $0.offset)
                            }
                        }
                        if position == before { break }
                    }
                }
                #expect(
                    offsets
                        == (try ExpectedRecord.load(topic: topic)).map {
                            CommittedOffset(partition: $0.partition, offset: $0.offset)
                        })
            }
        }
    }
}
