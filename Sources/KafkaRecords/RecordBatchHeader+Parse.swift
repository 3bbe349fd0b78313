extension RecordBatchHeader {
    /// What the first bytes of a record set show.
    package enum Parsed: Sendable, Equatable {
        /// A header whose fields agree with each other. The batch itself may still be cut.
        case header(RecordBatchHeader)
        /// Fewer bytes than the header of this batch has.
        case incomplete
    }

    /// Reads the header at the start of `bytes`, which may end anywhere.
    ///
    /// - Throws: ``RecordError`` for fields that no batch can have. The checksum is not looked at.
    package static func parse(_ bytes: UnsafeRawBufferPointer) throws(RecordError) -> Parsed {
        guard bytes.count >= logOverhead else { return .incomplete }
        let baseOffset = BigEndian.int64(bytes, 0)
        let length = Int(BigEndian.int32(bytes, 8))
        guard length >= LegacyMessage.overheadOfMagic0 else {
            throw RecordError(.invalidLength, offset: baseOffset, "the length field is \(length)")
        }
        guard baseOffset >= 0 else {
            throw RecordError(.invalidOffset, offset: baseOffset, "the base offset is negative")
        }
        guard bytes.count > magicPosition else { return .incomplete }
        switch BigEndian.int8(bytes, magicPosition) {
        case 2: return try parseMagic2(bytes, baseOffset: baseOffset, length: length)
        case let magic where magic == 0 || magic == 1:
            return try parseLegacy(bytes, baseOffset: baseOffset, length: length, magic: magic)
        case let magic:
            throw RecordError(
                .unsupportedMagic, offset: baseOffset,
                "message format \(magic) is not known (kframe reads 0, 1 and 2)")
        }
    }

    static let magicPosition = 16

    private static func parseMagic2(
        _ bytes: UnsafeRawBufferPointer, baseOffset: Int64, length: Int
    ) throws(RecordError) -> Parsed {
        guard logOverhead + length >= sizeOfMagic2 else {
            throw RecordError(
                .invalidLength, offset: baseOffset, "the length field is \(length), less than a batch header takes")
        }
        guard bytes.count >= sizeOfMagic2 else { return .incomplete }
        let header = RecordBatchHeader(
            baseOffset: baseOffset, sizeInBytes: logOverhead + length,
            partitionLeaderEpoch: BigEndian.int32(bytes, 12), magic: 2,
            crc: UInt32(bitPattern: BigEndian.int32(bytes, 17)), attributes: BigEndian.int16(bytes, 21),
            lastOffsetDelta: BigEndian.int32(bytes, 23), baseTimestamp: BigEndian.int64(bytes, 27),
            maxTimestamp: BigEndian.int64(bytes, 35), producerID: BigEndian.int64(bytes, 43),
            producerEpoch: BigEndian.int16(bytes, 51), baseSequence: BigEndian.int32(bytes, 53),
            recordCount: BigEndian.int32(bytes, 57))
        try header.validateOffsets()
        return .header(header)
    }

    private static func parseLegacy(
        _ bytes: UnsafeRawBufferPointer, baseOffset: Int64, length: Int, magic: Int8
    ) throws(RecordError) -> Parsed {
        let overhead = magic == 0 ? LegacyMessage.overheadOfMagic0 : LegacyMessage.overheadOfMagic1
        guard length >= overhead else {
            throw RecordError(
                .invalidLength, offset: baseOffset,
                "the length field is \(length), less than a message of format \(magic) takes")
        }
        guard bytes.count >= (magic == 0 ? 18 : 26) else { return .incomplete }
        let attributes = Int16(BigEndian.int8(bytes, 17))
        let timestamp = magic == 0 ? -1 : BigEndian.int64(bytes, 18)
        let header = RecordBatchHeader(
            baseOffset: baseOffset, sizeInBytes: logOverhead + length, magic: magic,
            crc: UInt32(bitPattern: BigEndian.int32(bytes, 12)), attributes: attributes, lastOffsetDelta: 0,
            baseTimestamp: timestamp, maxTimestamp: timestamp, recordCount: attributes & 0x07 == 0 ? 1 : -1)
        try header.validateOffsets()
        return .header(header)
    }

    private func validateOffsets() throws(RecordError) {
        guard lastOffsetDelta >= 0 else {
            throw RecordError(.invalidOffset, offset: baseOffset, "the last offset delta is \(lastOffsetDelta)")
        }
        // The offset after the batch is a reader's next position, so it too must exist.
        guard baseOffset < Int64.max - Int64(lastOffsetDelta) else {
            throw RecordError(.invalidOffset, offset: baseOffset, "the last offset does not fit into 64 bits")
        }
        guard !isLegacy else { return }
        guard recordCount >= 0 else {
            throw RecordError(.invalidRecordCount, offset: baseOffset, "the record count is \(recordCount)")
        }
        guard Int64(recordCount) <= Int64(lastOffsetDelta) + 1 else {
            throw RecordError(
                .invalidRecordCount, offset: baseOffset,
                "the record count is \(recordCount), but the last offset delta leaves room for only "
                    + "\(Int64(lastOffsetDelta) + 1)")
        }
    }
}
