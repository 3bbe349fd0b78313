import GoldenData
import KafkaRecords
import NIOCore
import TestSupport
import Testing

@Suite struct RecordBatchBuilderTests {
    struct Input {
        var timestamp: Int64
        var key: [UInt8]?
        var value: [UInt8]?
        var headers: [RecordHeader] = []
    }

    static func inputs(count: Int, seed: UInt64) -> [Input] {
        var generator = SplitMix64(seed: seed)
        return (0..<count).map { index in
            let value = [UInt8]("{\"n\":\(index),\"pad\":\"".utf8) + generator.bytes(Int(generator.next() % 300))
            let headers = (0..<(generator.next() % 4)).map { number in
                RecordHeader(
                    name: [UInt8]("h\(number)".utf8), value: number == 1 ? nil : generator.bytes(Int(number) * 5))
            }
            return Input(
                timestamp: 1_663_840_800_000 + Int64(generator.next() % 10_000) - 5_000,
                key: index % 5 == 0 ? nil : index % 5 == 1 ? [] : generator.bytes(index % 40),
                value: index % 7 == 0 ? nil : index % 7 == 1 ? [] : value, headers: headers)
        }
    }

    @Test(arguments: CompressionCodec.allCases, [1, 3, 100, 3000])
    func roundTrip(_ codec: CompressionCodec, _ count: Int) throws {
        let inputs = Self.inputs(count: count, seed: UInt64(count))
        let builder = RecordBatchBuilder(codec: codec)
        builder.baseOffset = 1000
        builder.partitionLeaderEpoch = 4
        for input in inputs {
            try builder.append(
                timestamp: input.timestamp, key: input.key, value: input.value, headers: input.headers)
        }
        let batch = try builder.build()
        #expect(batch.header.codec == codec)
        #expect(batch.header.recordCount == Int32(count))
        #expect(batch.header.maxTimestamp == inputs.map(\.timestamp).max())
        #expect(batch.header.partitionLeaderEpoch == 4)
        #expect(builder.isEmpty && builder.baseOffset == 1000 + Int64(count))

        let reading = RecordSetReading([UInt8](batch.bytes.readableBytesView))
        #expect(reading.error == nil && reading.trailingByteCount == 0)
        #expect(reading.headers == [batch.header])
        #expect(reading.records.map(\.offset) == (0..<count).map { 1000 + Int64($0) })
        #expect(reading.records.map(\.timestamp) == inputs.map(\.timestamp))
        #expect(reading.records.map(\.key) == inputs.map(\.key))
        #expect(reading.records.map(\.value) == inputs.map(\.value))
        #expect(reading.records.map(\.headers) == inputs.map(\.headers))
    }

    @Test(arguments: [
        (CompressionCodec.gzip, Int32(1)), (.gzip, 9), (.lz4, -5), (.lz4, 9), (.zstd, -3), (.zstd, 1), (.zstd, 19),
    ])
    func levels(_ codec: CompressionCodec, _ level: Int32) throws {
        let builder = RecordBatchBuilder(codec: codec, level: level)
        for round in 0..<3 {
            for input in Self.inputs(count: 50, seed: 3) {
                try builder.append(timestamp: input.timestamp, key: input.key, value: input.value)
            }
            let records = try BatchDecoder().decode(builder.build()).records
            #expect(records.map(\.offset) == (0..<50).map { Int64(round * 50 + $0) })
        }
    }

    @Test func aLevelThatDoesNotExistIsAnError() throws {
        let builder = RecordBatchBuilder(codec: .gzip, level: 77)
        try builder.append(timestamp: 0, key: nil, value: [1])
        var buffer = ByteBuffer(bytes: [1, 2, 3])
        #expect(throws: RecordError.self) { try builder.build(into: &buffer) }
        #expect(buffer == ByteBuffer(bytes: [1, 2, 3]))
    }

    /// The header and the uncompressed records of real batches, decoded and written again, are the same bytes.
    @Test func goldenBatchesAreWrittenAgainByteForByte() throws {
        var rebuilt = 0
        let decoder = BatchDecoder()
        for partition in try GoldenPartition.all() {
            for batch in try partition.batches() {
                var header = ByteBuffer()
                batch.header.write(to: &header)
                #expect(header == batch.bytes.getSlice(at: batch.bytes.readerIndex, length: header.readableBytes))
                // The codecs of others make other bytes, and with an append time the producer's times are not shown.
                guard batch.header.codec == CompressionCodec.none, batch.header.timestampType == .create else {
                    continue
                }
                let decoded = try decoder.decode(batch)
                #expect(try rebuild(decoded).bytes == batch.bytes, "\(partition) at \(batch.header.baseOffset)")
                rebuilt += 1
            }
        }
        #expect(rebuilt > 200)
    }

    private func rebuild(_ batch: DecodedBatch) throws -> RawRecordBatch {
        let builder = RecordBatchBuilder()
        builder.baseOffset = batch.header.baseOffset
        builder.partitionLeaderEpoch = batch.header.partitionLeaderEpoch
        builder.producerID = batch.header.producerID
        builder.producerEpoch = batch.header.producerEpoch
        builder.baseSequence = batch.header.baseSequence
        builder.isTransactional = batch.header.isTransactional
        builder.isControl = batch.header.isControl
        builder.hasDeleteHorizon = batch.header.hasDeleteHorizon
        builder.baseTimestamp = batch.header.baseTimestamp
        builder.lastOffsetDelta = batch.header.lastOffsetDelta
        builder.maxTimestamp = batch.header.maxTimestamp
        for record in batch.records {
            try builder.append(
                timestamp: record.timestamp, offsetDelta: Int32(record.offset - batch.header.baseOffset),
                key: batch.key(of: record).map { [UInt8]($0.readableBytesView) },
                value: batch.value(of: record).map { [UInt8]($0.readableBytesView) },
                headers: batch.headers(of: record))
        }
        return try builder.build()
    }

    @Test func aBatchWithoutRecordsIsAnErrorUnlessItWasEmptied() throws {
        let builder = RecordBatchBuilder(codec: .zstd)
        #expect(throws: RecordError.self) { try builder.build() }
        builder.lastOffsetDelta = 4
        let batch = try builder.build()
        #expect(batch.header.recordCount == 0 && batch.header.nextOffset == 5)
        #expect(batch.header.codec == CompressionCodec.none)
        #expect(try BatchDecoder().decode(batch).records.isEmpty)
        #expect(builder.baseOffset == 5)
    }

    @Test func whatCannotBeWrittenIsAnErrorAndLeavesTheRestAlone() throws {
        let builder = RecordBatchBuilder()
        try builder.append(timestamp: Int64.min, offsetDelta: 3, key: nil, value: [1])
        #expect(throws: RecordError.self) { try builder.append(timestamp: 1, key: nil, value: [1]) }
        #expect(throws: RecordError.self) {
            try builder.append(timestamp: Int64.min, offsetDelta: 3, key: nil, value: [1])
        }
        try builder.append(timestamp: -1, offsetDelta: Int32.max, key: nil, value: [2])
        #expect(throws: RecordError.self) { try builder.append(timestamp: -1, key: nil, value: [1]) }
        let decoded = try BatchDecoder().decode(builder.build())
        #expect(decoded.records.map(\.offset) == [3, Int64(Int32.max)])
        #expect(decoded.records.map(\.timestamp) == [Int64.min, -1])
    }

    @Test func sequencesGoOnAndBeginAgain() throws {
        let builder = RecordBatchBuilder()
        builder.baseSequence = Int32.max - 1
        var sequences: [Int32] = []
        for _ in 0..<3 {
            for _ in 0..<2 { try builder.append(timestamp: 0, key: [], value: nil) }
            sequences.append(try builder.build().header.baseSequence)
        }
        #expect(sequences == [Int32.max - 1, 0, 2])
    }
}
