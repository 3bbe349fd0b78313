import KafkaRecords

/// Messages of format 0 and 1, written byte by byte.
enum LegacyBytes {
    static func message(
        offset: Int64, magic: Int8, attributes: Int8, timestamp: Int64, key: [UInt8]?, value: [UInt8]?
    ) -> [UInt8] {
        var body = [UInt8(bitPattern: magic), UInt8(bitPattern: attributes)]
        if magic > 0 { body += bigEndian(timestamp) }
        for field in [key, value] { body += bigEndian(Int32(field?.count ?? -1)) + (field ?? []) }
        return withChecksum(bigEndian(offset) + bigEndian(Int32(body.count + 4)) + [0, 0, 0, 0] + body)
    }

    /// A wrapper with an uncompressed message set, packed as gzip packs what it cannot compress: stored blocks.
    static func gzipWrapper(
        offset: Int64, magic: Int8, attributes: Int8, timestamp: Int64, set: [UInt8]
    ) throws -> [UInt8] {
        message(
            offset: offset, magic: magic, attributes: attributes, timestamp: timestamp, key: nil, value: gzipStored(set)
        )
    }

    /// Puts the right checksum into the first message.
    static func withChecksum(_ message: [UInt8]) -> [UInt8] {
        var message = message
        let length = message[8..<12].reduce(0) { $0 << 8 | Int($1) }
        message.replaceSubrange(12..<16, with: bigEndian(crc32(message[16..<(12 + length)])))
        return message
    }

    static func gzipStored(_ bytes: [UInt8]) -> [UInt8] {
        let count = UInt16(bytes.count)
        let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1]
        return header + littleEndian(count) + littleEndian(~count) + bytes + littleEndian(crc32(bytes[...]))
            + littleEndian(UInt32(bytes.count))
    }

    static func bigEndian<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) }
    }

    static func littleEndian<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) }
    }

    /// CRC-32 bit by bit.
    static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in (crc >> 1) ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
