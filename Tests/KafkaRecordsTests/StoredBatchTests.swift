import GoldenData
import KafkaRecords
import NIOCore
import Testing

@Suite struct StoredBatchTests {
    private func produced(_ codec: CompressionCodec) throws -> RawRecordBatch {
        let builder = RecordBatchBuilder(codec: codec)
        for n in 0..<10 { try builder.append(timestamp: Int64(1000 - n), key: nil, value: [UInt8(n)]) }
        // Somewhere inside of a larger buffer, as in a request.
        var buffer = ByteBuffer(bytes: [1, 2, 3, 4, 5])
        let header = try builder.build(into: &buffer)
        buffer.moveReaderIndex(forwardBy: 5)
        return RawRecordBatch(header: header, bytes: buffer)
    }

    @Test(arguments: CompressionCodec.allCases)
    func offsetsAndEpochAreOutsideOfTheChecksum(_ codec: CompressionCodec) throws {
        let batch = try produced(codec)
        let stored = try batch.stored(baseOffset: 500, partitionLeaderEpoch: 7)
        #expect(stored.header.crc == batch.header.crc)
        #expect(batch.header.baseOffset == 0, "the batch given is left as it was")
        #expect(try batches([UInt8](batch.bytes.readableBytesView)).map(\.header) == [batch.header])

        let reading = RecordSetReading([UInt8](stored.bytes.readableBytesView))
        #expect(reading.error == nil)
        #expect(reading.headers == [stored.header])
        #expect(reading.headers.first?.partitionLeaderEpoch == 7)
        #expect(reading.records.map(\.offset) == (500..<510).map { Int64($0) })
        #expect(reading.records.map(\.timestamp) == (0..<10).map { Int64(1000 - $0) })
    }

    @Test(arguments: CompressionCodec.allCases)
    func anAppendTimeIsThatOfEveryRecord(_ codec: CompressionCodec) throws {
        let stored = try produced(codec).stored(baseOffset: 5, partitionLeaderEpoch: 0, logAppendTime: 123_456)
        let reading = RecordSetReading([UInt8](stored.bytes.readableBytesView))
        #expect(reading.error == nil)
        #expect(reading.headers == [stored.header])
        #expect(reading.records.count == 10)
        #expect(reading.records.allSatisfy { $0.timestamp == 123_456 && $0.timestampType == .logAppend })
    }

    /// What the broker did to the batches of `append-time`: taking it back and doing it again gives its bytes.
    @Test func goldenAppendTimesAreWrittenAgainByteForByte() throws {
        var count = 0
        for partition in try GoldenPartition.all() where partition.topic == "append-time" {
            for batch in try partition.batches() {
                var header = batch.header
                header.attributes &= ~0x08
                header.maxTimestamp = -1
                header.crc = 0
                var bytes = ByteBuffer()
                header.write(to: &bytes)
                bytes.writeBytes(batch.bytes.readableBytesView.dropFirst(bytes.readableBytes))
                let stored = try RawRecordBatch(header: header, bytes: bytes).stored(
                    baseOffset: batch.header.baseOffset, partitionLeaderEpoch: batch.header.partitionLeaderEpoch,
                    logAppendTime: batch.header.maxTimestamp)
                #expect(stored.bytes == batch.bytes)
                #expect(stored.header == batch.header)
                count += 1
            }
        }
        #expect(count > 5)
    }

    @Test func whatCannotBeStored() throws {
        let batch = try produced(.none)
        #expect(throws: RecordError.self) { try batch.stored(baseOffset: -1, partitionLeaderEpoch: 0) }
        #expect(throws: RecordError.self) { try batch.stored(baseOffset: Int64.max - 5, partitionLeaderEpoch: 0) }
        let legacy = try #require(try batches(GoldenFiles.bytes("legacy/v1-none.bin")).first)
        #expect(throws: RecordError.self) { try legacy.stored(baseOffset: 0, partitionLeaderEpoch: 0) }
        let short = RawRecordBatch(header: batch.header, bytes: ByteBuffer(bytes: [1, 2]))
        #expect(throws: RecordError.self) { try short.stored(baseOffset: 0, partitionLeaderEpoch: 0) }
        #expect(throws: RecordError.self) { try BatchDecoder().decode(short) }
    }
}
