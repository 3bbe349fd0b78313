import GoldenData
import KafkaRecords
import NIOCore
import Testing

@Suite struct DecompressionLimitTests {
    static let codecs: [CompressionCodec] = [.gzip, .snappy, .lz4, .zstd]

    /// Half a gigabyte of zeros ends at the limit, and no more memory than the limit was ever held.
    @Test(arguments: ["90-bomb-zstd-one-value.log", "91-bomb-gzip-one-value.log", "92-bomb-zstd-cut-record.log"])
    func aBombEndsAtTheLimit(_ name: String) throws {
        let limit = DecompressionLimit(bytesPerBatch: 16 << 20)
        let reading = RecordSetReading(try GoldenFiles.bytes("corrupt/\(name)"), limit: limit)
        #expect(reading.error?.code == .decompressionLimitExceeded)
        #expect(reading.error?.offset == 3)
        #expect(reading.records.count == 3)
        #expect(reading.allocatedByteCount <= limit.bytesPerBatch + (64 << 10))
    }

    /// A user who really has such records can raise the limit.
    @Test func aHugeRecordIsReadUnderAHigherLimit() throws {
        let bytes = try GoldenFiles.bytes("corrupt/90-bomb-zstd-one-value.log")
        var iterator = RecordBatchIterator(ByteBuffer(bytes: bytes))
        let decoder = BatchDecoder(limit: DecompressionLimit(bytesPerBatch: 600 << 20))
        let arena = RecordArena()
        while let batch = try iterator.next() {
            arena.reset()
            try decoder.decode(batch, into: arena)
            guard batch.header.baseOffset == 3 else { continue }
            #expect(arena.records.map(\.valueCount) == [512 << 20])
        }
        #expect(arena.allocatedByteCount <= 64 << 20, "what is kept from one batch to the next has a limit too")
    }

    /// Nothing is allocated on the word of a length field.
    @Test(arguments: [
        "22-count-huge.log", "35-key-length-huge.log", "41-header-count-huge.log",
        "76-snappy-xerial-block-length-huge.log", "78-snappy-claims-4-gib.log", "79-zstd-claims-1-tib.log",
        "80-zstd-window-largest.log",
    ])
    func aClaimAllocatesNothing(_ name: String) throws {
        let reading = RecordSetReading(try GoldenFiles.bytes("corrupt/\(name)"))
        #expect(reading.error != nil)
        #expect(reading.allocatedByteCount <= 256 << 10)
    }

    /// Exactly the limit passes, one byte less does not, in every codec and for payloads around block borders.
    @Test(arguments: codecs, [1, 4096, 65_536, 65_537, 1_000_000])
    func theLimitIsExact(_ codec: CompressionCodec, _ valueCount: Int) throws {
        let builder = RecordBatchBuilder(codec: codec)
        try builder.append(timestamp: 0, key: nil, value: [UInt8](repeating: 7, count: valueCount))
        let unpacked = builder.sizeInBytes - RecordBatchHeader.sizeOfMagic2
        let batch = try builder.build()
        let needed = unpacked + MemoryLayout<RecordSlice>.stride

        let arena = RecordArena()
        try BatchDecoder(limit: DecompressionLimit(bytesPerBatch: needed)).decode(batch, into: arena)
        #expect(arena.byteCount == unpacked)
        #expect(arena.records.map(\.valueCount) == [valueCount])

        for limit in [needed - 1, needed / 2, 1, 0] {
            #expect(throws: RecordError.self) {
                try BatchDecoder(limit: DecompressionLimit(bytesPerBatch: limit)).decode(batch, into: arena)
            }
            #expect(arena.byteCount == unpacked, "a batch that failed left nothing behind")
            #expect(arena.records.count == 1)
        }
    }

    @Test(arguments: codecs)
    func aRecordOf100MBIsReadByDefault(_ codec: CompressionCodec) throws {
        // Every 997th byte differs, so that it is no single run.
        var value = [UInt8](repeating: 0x61, count: 100_000_000)
        for index in stride(from: 0, to: value.count, by: 997) { value[index] = UInt8(truncatingIfNeeded: index / 997) }
        let builder = RecordBatchBuilder(codec: codec)
        try builder.append(timestamp: 5, key: [1], value: value)
        let batch = try builder.build()
        let arena = RecordArena()
        try BatchDecoder().decode(batch, into: arena)
        let record = try #require(arena.records.first)
        let read = try #require(arena.value(of: record))
        #expect(read.count == value.count)
        #expect(value.withUnsafeBytes { CRC32C.checksum($0) } == CRC32C.checksum(read))
    }
}
