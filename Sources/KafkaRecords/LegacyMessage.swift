import CCompression

/// One message of format 0 or 1 within a message set, its lengths checked.
struct LegacyMessage {
    /// What the length field of a message counts at least: checksum, magic, attributes, two lengths; and a timestamp.
    static let overheadOfMagic0 = 14
    static let overheadOfMagic1 = 22

    var offset: Int64
    var attributes: Int8
    /// -1 for magic 0.
    var timestamp: Int64
    var keyStart: Int
    var keyCount: Int
    var valueStart: Int
    var valueCount: Int
    /// The whole message, its offset and length fields included.
    var sizeInBytes: Int

    /// Reads the message at `start`, and verifies its checksum before its fields.
    ///
    /// - Parameter magic: the format it must have.
    static func read(
        _ bytes: UnsafeRawBufferPointer, at start: Int, magic: Int8
    ) throws(RecordFault) -> LegacyMessage {
        let left = bytes.count - start
        guard start >= 0, left > RecordBatchHeader.magicPosition + 1 else { throw .messageLength }
        let length = Int(BigEndian.int32(bytes, start + 8))
        let overhead = magic == 0 ? overheadOfMagic0 : overheadOfMagic1
        guard length >= overheadOfMagic0, length <= left - RecordBatchHeader.logOverhead else { throw .messageLength }
        guard BigEndian.int8(bytes, start + RecordBatchHeader.magicPosition) == magic else { throw .messageFormat }
        guard length >= overhead else { throw .messageLength }
        let end = start + RecordBatchHeader.logOverhead + length
        let summed = UnsafeRawBufferPointer(rebasing: bytes[(start + RecordBatchHeader.magicPosition)..<end])
        guard
            ccompression_crc32(0, summed.baseAddress, summed.count)
                == UInt32(bitPattern: BigEndian.int32(bytes, start + 12))
        else { throw .messageChecksum }

        let keyStart = start + (magic == 0 ? 22 : 30)
        let keyCount = Int(BigEndian.int32(bytes, keyStart - 4))
        guard keyCount >= -1, keyCount <= end - keyStart - 4 else { throw .keyLength }
        let valueStart = keyStart + max(0, keyCount) + 4
        let valueCount = Int(BigEndian.int32(bytes, valueStart - 4))
        guard valueCount >= -1, valueCount <= end - valueStart else { throw .valueLength }
        guard valueStart + max(0, valueCount) == end else { throw .bytesLeftInRecord }
        return LegacyMessage(
            offset: BigEndian.int64(bytes, start), attributes: BigEndian.int8(bytes, start + 17),
            timestamp: magic == 0 ? -1 : BigEndian.int64(bytes, start + 18), keyStart: keyStart, keyCount: keyCount,
            valueStart: valueStart, valueCount: valueCount, sizeInBytes: end - start)
    }

    func slice(offset: Int64, timestamp: Int64) -> RecordSlice {
        RecordSlice(
            offset: offset, timestamp: timestamp, keyStart: keyStart, keyCount: keyCount, valueStart: valueStart,
            valueCount: valueCount)
    }
}
