import CCompression
import KafkaRecords
import NIOCore

/// A batch that is small, and more than the limit of zeros when it is unpacked.
enum Bomb {
    private static let unpacked = 288 << 20

    static func recordSet(_ codec: CompressionCodec) throws -> ByteBuffer {
        let payload = codec == .snappy ? snappy() : try packed(codec)
        var buffer = ByteBuffer()
        let header = RecordBatchHeader(
            baseOffset: 0, sizeInBytes: RecordBatchHeader.sizeOfMagic2 + payload.count,
            attributes: Int16(codec.rawValue), lastOffsetDelta: 0, baseTimestamp: 0, maxTimestamp: 0, recordCount: 1)
        header.write(to: &buffer)
        buffer.writeBytes(payload)
        let sum = buffer.withUnsafeReadableBytes { CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[21...])) }
        buffer.setInteger(sum, at: 17)
        return buffer
    }

    /// The codec's own library on a piece of zeros, many times over: gzip members, lz4 and zstd frames may be joined.
    private static func packed(_ codec: CompressionCodec) throws -> [UInt8] {
        let piece = [UInt8](repeating: 0, count: 16 << 20)
        let compressor = ccompression_compressor_create()
        defer { ccompression_compressor_destroy(compressor) }
        let bound = ccompression_compress_bound(Int32(codec.rawValue), piece.count)
        let one = piece.withUnsafeBytes { piece in
            [UInt8](unsafeUninitializedCapacity: bound) { space, count in
                let step = ccompression_compress(
                    compressor, Int32(codec.rawValue), CCOMPRESSION_DEFAULT_LEVEL, piece.baseAddress, piece.count,
                    space.baseAddress, space.count)
                count = step.status == CCOMPRESSION_END ? step.produced : 0
            }
        }
        return Array(repeatElement(one, count: unpacked / piece.count).joined())
    }

    /// One literal zero and copies of 64 bytes from one byte back: snappy's best, a twentieth.
    private static func snappy() -> [UInt8] {
        let copies = unpacked / 64
        // The length, a literal of one byte, and the first copy's worth of it.
        var block: [UInt8] = []
        var length = copies * 64 + 1
        while length >= 0x80 {
            block.append(UInt8(length & 0x7F) | 0x80)
            length >>= 7
        }
        block += [UInt8(length), 0, 0]
        var run: [UInt8] = [63 << 2 | 2, 1, 0]
        while run.count < copies * 3 { run += run }
        return block + run.prefix(copies * 3)
    }
}
