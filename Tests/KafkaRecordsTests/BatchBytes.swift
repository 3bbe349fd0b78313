import KafkaRecords
import NIOCore

/// Batches of message format 2 with a payload of any bytes and a right checksum.
enum BatchBytes {
    static func batch(
        payload: [UInt8], codec: Int16 = 0, count: Int32 = 1, lastOffsetDelta: Int32? = nil, baseOffset: Int64 = 3,
        baseTimestamp: Int64 = 1_663_840_800_000, attributes: Int16 = 0
    ) -> [UInt8] {
        let header = RecordBatchHeader(
            baseOffset: baseOffset, sizeInBytes: RecordBatchHeader.sizeOfMagic2 + payload.count,
            attributes: attributes | codec, lastOffsetDelta: lastOffsetDelta ?? max(0, count - 1),
            baseTimestamp: baseTimestamp, maxTimestamp: baseTimestamp, recordCount: count)
        var buffer = ByteBuffer()
        header.write(to: &buffer)
        buffer.writeBytes(payload)
        return withChecksum([UInt8](buffer.readableBytesView))
    }

    /// Puts the right length and checksum into a batch.
    static func withChecksum(_ batch: [UInt8]) -> [UInt8] {
        var batch = batch
        batch.replaceSubrange(8..<12, with: LegacyBytes.bigEndian(Int32(batch.count - 12)))
        let crc = batch[21...].withUnsafeBytes { CRC32C.checksum($0) }
        batch.replaceSubrange(17..<21, with: LegacyBytes.bigEndian(crc))
        return batch
    }

    /// A zigzag variable-length number.
    static func varint(_ value: Int64) -> [UInt8] {
        var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    /// A record around a body that begins with the attributes.
    static func record(_ body: [UInt8]) -> [UInt8] { varint(Int64(body.count)) + body }

    /// A whole batch built in a codec, with `count` records.
    static func built(
        _ codec: CompressionCodec, count: Int, seed: UInt64 = 1, baseOffset: Int64 = 0
    ) throws -> [UInt8] {
        let builder = RecordBatchBuilder(codec: codec)
        builder.baseOffset = baseOffset
        for input in RecordBatchBuilderTests.inputs(count: count, seed: seed) {
            try builder.append(timestamp: input.timestamp, key: input.key, value: input.value, headers: input.headers)
        }
        return [UInt8](try builder.build().bytes.readableBytesView)
    }
}
