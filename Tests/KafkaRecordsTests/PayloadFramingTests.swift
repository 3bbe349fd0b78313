import GoldenData
import KafkaRecords
import NIOCore
import TestSupport
import Testing

/// Compressed payloads that are put together by hand, out of parts that the codecs wrote.
@Suite struct PayloadFramingTests {
    /// The compressed payload of a batch, and the number of its records.
    private func payload(_ codec: CompressionCodec, count: Int) throws -> [UInt8] {
        Array(try BatchBytes.built(codec, count: count).dropFirst(RecordBatchHeader.sizeOfMagic2))
    }

    private func records(_ payload: [UInt8], _ codec: CompressionCodec, count: Int) -> RecordSetReading {
        RecordSetReading(BatchBytes.batch(payload: payload, codec: Int16(codec.rawValue), count: Int32(count)))
    }

    /// gzip members, xerial streams, lz4 and zstd frames one after the other are one payload.
    @Test(arguments: [CompressionCodec.gzip, .snappy, .lz4, .zstd])
    func framesOneAfterTheOther(_ codec: CompressionCodec) throws {
        // The record bytes of one batch in two halves, each compressed as if it were a payload.
        let plain = Array(try BatchBytes.built(.none, count: 40).dropFirst(RecordBatchHeader.sizeOfMagic2))
        let expected = records(plain, .none, count: 40).records
        #expect(expected.count == 40)
        let middle = plain.count / 2
        let halves = try [plain[..<middle], plain[middle...]].map { try compressed(Array($0), codec) }
        let reading = records(halves[0] + halves[1], codec, count: 40)
        #expect(reading.error == nil)
        #expect(reading.records == expected)
    }

    /// Any bytes as a codec's payload: a batch whose only record is them, less the bytes around them.
    private func compressed(_ bytes: [UInt8], _ codec: CompressionCodec) throws -> [UInt8] {
        switch codec {
        case .none: return bytes
        case .gzip: return LegacyBytes.gzipStored(bytes)
        case .snappy:
            // One block of literals: its size, then a literal with two bytes of length.
            let count = UInt16(bytes.count)
            let size =
                [UInt8(truncatingIfNeeded: count) | 0x80, UInt8(truncatingIfNeeded: count >> 7) | 0x80]
                + [UInt8(truncatingIfNeeded: count >> 14)]
            let block = size + [61 << 2] + LegacyBytes.littleEndian(count - 1) + bytes
            return [0x82] + [UInt8]("SNAPPY".utf8) + [0, 0, 0, 0, 1, 0, 0, 0, 1]
                + LegacyBytes.bigEndian(UInt32(block.count)) + block
        case .lz4:
            // Version 1, independent blocks, 64 KiB; one uncompressed block; end mark.
            return [0x04, 0x22, 0x4D, 0x18, 0x60, 0x40, 0x82]
                + LegacyBytes.littleEndian(UInt32(bytes.count) | 0x8000_0000) + bytes + [0, 0, 0, 0]
        case .zstd:
            // A single segment with two bytes of content size (less 256); one raw, last block.
            let block = UInt32(bytes.count) << 3 | 1
            return [0x28, 0xB5, 0x2F, 0xFD, 0x60] + LegacyBytes.littleEndian(UInt16(bytes.count - 256))
                + LegacyBytes.littleEndian(block).prefix(3) + bytes
        }
    }

    @Test func skippableFramesAreSkipped() throws {
        for codec in [CompressionCodec.lz4, .zstd] {
            let payload = try payload(codec, count: 10)
            let skipped: [UInt8] = [0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 9, 9, 9]
            let reading = records(skipped + payload + skipped, codec, count: 10)
            #expect(reading.error == nil, "\(codec)")
            #expect(reading.records.count == 10)
        }
    }

    /// Behind a whole payload: left alone where Kafka's own reader does so, as all records are there by their count.
    @Test func straysBehindThePayload() throws {
        let strays: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
        for codec in [CompressionCodec.gzip, .lz4] {
            let reading = records(try payload(codec, count: 10) + strays, codec, count: 10)
            #expect(reading.error == nil, "\(codec)")
            #expect(reading.records.count == 10)
        }
        for codec in [CompressionCodec.snappy, .zstd] {
            let reading = records(try payload(codec, count: 10) + strays, codec, count: 10)
            #expect(reading.error?.code == .decompressionFailed, "\(codec)")
        }
    }

    /// Incompressible and very compressible payloads around the block sizes of the codecs.
    @Test(arguments: [CompressionCodec.gzip, .snappy, .lz4, .zstd])
    func blockBorders(_ codec: CompressionCodec) throws {
        var generator = SplitMix64(seed: 17)
        for count in [32_768, 65_536, 131_072, 262_144] {
            for difference in [-30, -1, 0, 1, 30] {
                for value in [[UInt8](repeating: 0, count: count + difference), generator.bytes(count + difference)] {
                    let builder = RecordBatchBuilder(codec: codec)
                    try builder.append(timestamp: 0, key: nil, value: value)
                    let decoded = try BatchDecoder().decode(builder.build())
                    #expect(decoded.records.map { decoded.value(of: $0) } == [ByteBuffer(bytes: value)])
                }
            }
        }
    }

    /// A zstd frame without a content size that unpacks to far more than its blocks take: read through a window.
    @Test func aCompressibleZstdFrameWithoutContentSize() throws {
        // The value of the golden bomb without its content size: window of 8 MiB, blocks of one repeated byte.
        let value = 40 << 20
        let head: [UInt8] = [0, 0, 0, 1] + BatchBytes.varint(Int64(value))
        let length = BatchBytes.varint(Int64(head.count + value + 1))
        let raw = length + head
        var payload: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 13 << 3]
        payload += LegacyBytes.littleEndian(UInt32(raw.count) << 3).prefix(3) + raw
        for _ in 0..<(value / 131_072) {
            payload += LegacyBytes.littleEndian(UInt32(131_072) << 3 | 2).prefix(3) + [0x61]
        }
        payload += LegacyBytes.littleEndian(UInt32(1) << 3 | 1).prefix(3) + [0]
        let bytes = BatchBytes.batch(payload: payload, codec: 4)
        let arena = RecordArena()
        try BatchDecoder().decode(#require(try batches(bytes).first), into: arena)
        #expect(arena.records.map(\.valueCount) == [value])
        #expect(
            RecordSetReading(bytes, limit: DecompressionLimit(bytesPerBatch: value)).error?.code
                == .decompressionLimitExceeded)
    }
}
