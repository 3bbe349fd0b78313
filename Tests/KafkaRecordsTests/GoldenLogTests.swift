import GoldenData
import KafkaRecords
import NIOCore
import Testing

@Suite struct GoldenLogTests {
    static func partitions() throws -> [GoldenPartition] {
        try GoldenPartition.all() + GoldenPartition.all(in: "log-running")
    }

    @Test func everyTopicHasItsPartitions() throws {
        let topics = Set(try GoldenPartition.all().map(\.topic))
        #expect(topics == Set(try ExpectedOffsets.topics()))
    }

    /// Every record of every topic, in full, as confluent-kafka and kafka-python read it.
    @Test("P06 P09 P17 every record in full", arguments: try partitions())
    func everyRecordInFull(_ partition: GoldenPartition) throws {
        let expected = try ExpectedRecord.load(topic: partition.topic).filter { $0.partition == partition.index }
        let records = try partition.records()
        #expect(records.count == expected.count)
        for (record, expected) in zip(records, expected) where record != ReadRecord(expected) {
            Issue.record("offset \(expected.offset): \(record) is not \(ReadRecord(expected))")
            break
        }
    }

    /// The positions that a reader goes through end where the partition ends, whatever the last batch holds.
    @Test("P16 P17 the last batch ends at the high watermark", arguments: try GoldenPartition.all())
    func theLastBatchEndsAtTheHighWatermark(_ partition: GoldenPartition) throws {
        let headers = try partition.batches().map(\.header)
        let highWatermark = try ExpectedOffsets.load(topic: partition.topic).highWatermark[partition.index]
        #expect((headers.last?.nextOffset ?? 0) == highWatermark)
        for (before, after) in zip(headers, headers.dropFirst()) {
            #expect(before.nextOffset <= after.baseOffset)
        }
    }

    @Test("P09 emptied batches and delete horizons")
    func emptiedBatchesAndDeleteHorizons() throws {
        let batches = try GoldenPartition.all().filter { $0.topic == "compacted" }.flatMap { try $0.batches() }
        let emptied = batches.filter { $0.header.recordCount == 0 }
        #expect(emptied.count == 5)
        for batch in emptied {
            let decoded = try BatchDecoder().decode(batch)
            #expect(decoded.records.isEmpty)
            #expect(batch.header.codec == CompressionCodec.none)
        }
        #expect(batches.filter(\.header.hasDeleteHorizon).count == 5)
    }

    /// Pruning by a batch's largest timestamp is safe: no record is above it, and with the append time all are at it.
    @Test("P09 no record is above the largest timestamp of its batch", arguments: try GoldenPartition.all())
    func noRecordIsAboveTheLargestTimestampOfItsBatch(_ partition: GoldenPartition) throws {
        let decoder = BatchDecoder()
        let arena = RecordArena()
        for batch in try partition.batches() where batch.header.recordCount > 0 {
            arena.reset()
            try decoder.decode(batch, into: arena)
            let largest = arena.records.map(\.timestamp).max()
            if batch.header.timestampType == .logAppend {
                #expect(arena.records.allSatisfy { $0.timestamp == batch.header.maxTimestamp })
            }
            #expect(largest == batch.header.maxTimestamp, "batch at \(batch.header.baseOffset)")
            #expect(batch.header.provenMaxTimestamp == batch.header.maxTimestamp)
        }
    }

    @Test("P17 tombstones and nulls are null and not empty")
    func tombstonesAndNullsAreNullAndNotEmpty() throws {
        let records = try GoldenPartition.all().filter { $0.topic == "edge-values" }.flatMap { try $0.records() }
        #expect(records.contains { $0.value == nil })
        #expect(records.contains { $0.value == [] })
        #expect(records.contains { $0.key == nil })
        #expect(records.contains { $0.key == [] })
        #expect(records.contains { $0.headers.contains { $0.value == nil } })
        #expect(records.contains { $0.headers.contains { $0.value == [] } })
        #expect(records.contains { $0.value?.count == 1 << 20 })
    }

    @Test func everyCodecAndFramingIsAmongThem() throws {
        var framings: Set<String> = []
        for partition in try GoldenPartition.all() where ["recompressed", "multiblock"].contains(partition.topic) {
            for batch in try partition.batches() where batch.header.recordCount > 0 {
                let start = batch.bytes.readerIndex + RecordBatchHeader.sizeOfMagic2
                let payload = batch.bytes.getBytes(at: start, length: 2) ?? []
                let codec = try #require(batch.header.codec)
                framings.insert(codec == .snappy ? (payload == [0x82, 0x53] ? "xerial" : "raw") : codec.name)
            }
        }
        #expect(framings == ["none", "gzip", "xerial", "raw", "lz4", "zstd"])
    }
}
