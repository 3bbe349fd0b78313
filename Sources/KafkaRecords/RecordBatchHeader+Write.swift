package import NIOCore

extension RecordBatchHeader {
    /// Writes the 61 bytes of a header of magic 2, the stored checksum included.
    package func write(to buffer: inout ByteBuffer) {
        buffer.writeInteger(baseOffset)
        buffer.writeInteger(Int32(clamping: sizeInBytes - Self.logOverhead))
        buffer.writeInteger(partitionLeaderEpoch)
        buffer.writeInteger(magic)
        buffer.writeInteger(crc)
        buffer.writeInteger(attributes)
        buffer.writeInteger(lastOffsetDelta)
        buffer.writeInteger(baseTimestamp)
        buffer.writeInteger(maxTimestamp)
        buffer.writeInteger(producerID)
        buffer.writeInteger(producerEpoch)
        buffer.writeInteger(baseSequence)
        buffer.writeInteger(recordCount)
    }

    /// Computes the checksum of the batch of magic 2 at `start` of `buffer` and puts it into its header.
    ///
    /// - Returns: The checksum, or nil where fewer bytes than `sizeInBytes` are there.
    static func updateChecksum(in buffer: inout ByteBuffer, at start: Int, sizeInBytes: Int) -> UInt32? {
        let readerStart = start - buffer.readerIndex
        guard sizeInBytes >= sizeOfMagic2, readerStart >= 0, buffer.readableBytes - readerStart >= sizeInBytes else {
            return nil
        }
        let crc = buffer.withUnsafeReadableBytes { bytes in
            CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[(readerStart + 21)..<(readerStart + sizeInBytes)]))
        }
        buffer.setInteger(crc, at: start + 17)
        return crc
    }
}

extension RawRecordBatch {
    /// The batch as a broker stores it: with offsets, with its leader epoch and, where the topic asks for it, with the
    /// time of the append in place of the producer's timestamps.
    ///
    /// Base offset and leader epoch are outside of the checksum; it is computed anew only for an append time. The old one
    /// is not verified: decode the batch first where it comes from elsewhere.
    ///
    /// - Throws: ``RecordError`` for legacy messages, and where the last offset would not fit into 64 bits.
    package func stored(
        baseOffset: Int64, partitionLeaderEpoch: Int32, logAppendTime: Int64? = nil
    ) throws(RecordError) -> RawRecordBatch {
        guard header.magic == 2 else {
            throw RecordError(
                .unsupportedMagic, offset: baseOffset, "only batches of message format 2 can be stored anew")
        }
        var header = header
        guard baseOffset >= 0, baseOffset < Int64.max - Int64(max(0, header.lastOffsetDelta)) else {
            throw RecordError(.invalidOffset, offset: baseOffset, "the offsets do not fit into 64 bits")
        }
        guard bytes.readableBytes == header.sizeInBytes, header.sizeInBytes >= RecordBatchHeader.sizeOfMagic2 else {
            throw RecordError(.invalidLength, offset: baseOffset, "the batch is not as long as its header says")
        }
        header.baseOffset = baseOffset
        header.partitionLeaderEpoch = partitionLeaderEpoch
        var bytes = bytes
        let start = bytes.readerIndex
        bytes.setInteger(baseOffset, at: start)
        bytes.setInteger(partitionLeaderEpoch, at: start + 12)
        if let logAppendTime {
            header.attributes |= 0x08
            header.maxTimestamp = logAppendTime
            bytes.setInteger(header.attributes, at: start + 21)
            bytes.setInteger(logAppendTime, at: start + 35)
            let crc = RecordBatchHeader.updateChecksum(in: &bytes, at: start, sizeInBytes: header.sizeInBytes)
            header.crc = crc ?? header.crc
        }
        return RawRecordBatch(header: header, bytes: bytes)
    }
}
