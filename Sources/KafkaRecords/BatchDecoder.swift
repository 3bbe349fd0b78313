import CCompression
import NIOCore

/// Turns batches into records: checksum first, then decompression under a limit, then a walk that checks every length.
///
/// Keeps its codecs' contexts and buffers from batch to batch. Not for two threads at once.
package final class BatchDecoder {
    package let limit: DecompressionLimit

    private let decompressor = PayloadDecompressor()
    private let scratch = RecordArena(retainedByteCount: 8 << 20)

    package init(limit: DecompressionLimit = .standard) {
        self.limit = limit
    }

    /// The records of one batch, in buffers of their own. For control batches and tools; ``decode(_:into:)`` is the fast
    /// way.
    ///
    /// - Throws: ``RecordError`` naming the batch's base offset.
    package func decode(_ batch: RawRecordBatch) throws(RecordError) -> DecodedBatch {
        guard batch.header.codec == CompressionCodec.none else {
            scratch.reset()
            try decode(batch, into: scratch)
            let decoded = DecodedBatch(
                header: batch.header, bytes: ByteBuffer(bytes: scratch.bytes), records: scratch.records)
            scratch.reset()
            return decoded
        }
        var records: [RecordSlice] = []
        try Self.withBytes(of: batch) { (bytes) throws(RecordError) in
            try Self.verify(batch.header, bytes)
            try Self.walkPlain(batch.header, bytes, from: Self.payloadStart(batch.header), to: &records)
            try Self.checkControlRecords(batch.header, bytes, records[...])
        }
        return DecodedBatch(header: batch.header, bytes: batch.bytes, records: records)
    }

    /// Appends the records of one batch, control records included, to the arena.
    ///
    /// The payload goes straight into the arena, unpacked or copied once, or not at all where it is not compressed and lies
    /// in one memory with those before; nothing is allocated for a record.
    ///
    /// - Throws: ``RecordError`` naming the batch's base offset. The arena is then as it was before.
    package func decode(_ batch: RawRecordBatch, into arena: RecordArena) throws(RecordError) {
        let byteCount = arena.byteCount
        let recordCount = arena.records.count
        do throws(RecordError) {
            try Self.withBytes(of: batch) { (bytes) throws(RecordError) in
                try Self.verify(batch.header, bytes)
                try self.append(batch, bytes, to: arena)
                try Self.checkControlRecords(batch.header, arena.bytes, arena.records[recordCount...])
            }
        } catch {
            arena.truncate(to: byteCount)
            arena.records.removeSubrange(recordCount...)
            throw error
        }
    }

    /// Verifies the stored checksum of a batch and nothing else.
    package static func verifyChecksum(of batch: RawRecordBatch) throws(RecordError) {
        try withBytes(of: batch) { (bytes) throws(RecordError) in try verify(batch.header, bytes) }
    }

    private func append(
        _ batch: RawRecordBatch, _ bytes: UnsafeRawBufferPointer, to arena: RecordArena
    ) throws(RecordError) {
        let header = batch.header
        guard let codec = header.codec, codec != .zstd || !header.isLegacy else {
            throw RecordError(
                .unknownCodec, offset: header.baseOffset,
                "compression codec \(header.attributes & 0x07) does not exist in message format \(header.magic)")
        }
        if codec == .none, !header.isLegacy, let start = arena.lend(batch.bytes) {
            let payload = start + RecordBatchHeader.sizeOfMagic2
            return try RecordWalk.append(arena.bytes, from: payload, header: header, to: &arena.records)
        }
        guard let storage = arena.own() else { throw Self.outOfMemory(header) }
        let start = storage.count
        if codec == .none {
            guard storage.append(UnsafeRawBufferPointer(rebasing: bytes[Self.payloadStart(header)...])) else {
                throw Self.outOfMemory(header)
            }
            try Self.walkPlain(header, storage.bytes, from: start, to: &arena.records)
        } else if header.isLegacy {
            try unpack(Self.wrappedSet(header, bytes), codec, header, to: storage)
            try LegacyWalk.append(storage.bytes, from: start, wrapper: header, to: &arena.records)
        } else {
            let payload = UnsafeRawBufferPointer(rebasing: bytes[RecordBatchHeader.sizeOfMagic2...])
            // A batch that compaction emptied keeps no payload, whatever codec it is said to have.
            if header.recordCount > 0 || !payload.isEmpty { try unpack(payload, codec, header, to: storage) }
            try RecordWalk.append(storage.bytes, from: start, header: header, to: &arena.records)
        }
    }

    private static func outOfMemory(_ header: RecordBatchHeader) -> RecordError {
        RecordError(.outOfMemory, offset: header.baseOffset, "no memory for its records")
    }

    private func unpack(
        _ payload: UnsafeRawBufferPointer, _ codec: CompressionCodec, _ header: RecordBatchHeader,
        to storage: RawStorage
    ) throws(RecordError) {
        let slices = Int(max(0, header.recordCount)) * MemoryLayout<RecordSlice>.stride
        guard slices <= limit.bytesPerBatch else {
            throw PayloadDecompressor.tooLarge(limit.bytesPerBatch, header.baseOffset)
        }
        try decompressor.decompress(
            payload, codec: codec, isMagic0: header.magic == 0, limit: limit.bytesPerBatch - slices,
            offset: header.baseOffset, to: storage)
    }

    /// Where the records of an uncompressed batch begin. A legacy message is its own and only record.
    private static func payloadStart(_ header: RecordBatchHeader) -> Int {
        header.isLegacy ? 0 : RecordBatchHeader.sizeOfMagic2
    }

    private static func walkPlain(
        _ header: RecordBatchHeader, _ bytes: UnsafeRawBufferPointer, from start: Int, to records: inout [RecordSlice]
    ) throws(RecordError) {
        guard header.isLegacy else {
            return try RecordWalk.append(bytes, from: start, header: header, to: &records)
        }
        let message = try message(header, bytes, at: start)
        records.append(message.slice(offset: message.offset, timestamp: message.timestamp))
    }

    private static func message(
        _ header: RecordBatchHeader, _ bytes: UnsafeRawBufferPointer, at start: Int
    ) throws(RecordError) -> LegacyMessage {
        do throws(RecordFault) {
            return try LegacyMessage.read(bytes, at: start, magic: header.magic)
        } catch {
            throw RecordError(error.code, offset: header.baseOffset, error.text)
        }
    }

    /// The compressed message set that is a wrapper message's value.
    private static func wrappedSet(
        _ header: RecordBatchHeader, _ bytes: UnsafeRawBufferPointer
    ) throws(RecordError) -> UnsafeRawBufferPointer {
        let wrapper = try message(header, bytes, at: 0)
        guard let value = bytes.slice(start: wrapper.valueStart, count: wrapper.valueCount) else {
            throw RecordError(.invalidRecord, offset: header.baseOffset, "the compressed message has a null value")
        }
        return value
    }

    private static func verify(
        _ header: RecordBatchHeader, _ bytes: UnsafeRawBufferPointer
    ) throws(RecordError) {
        let summedFrom = header.isLegacy ? 16 : 21
        let summed = UnsafeRawBufferPointer(rebasing: bytes[summedFrom...])
        let computed =
            header.isLegacy
            ? ccompression_crc32(0, summed.baseAddress, summed.count) : CRC32C.checksum(summed)
        guard computed == header.crc else {
            throw RecordError(
                .checksumMismatch, offset: header.baseOffset,
                "the stored checksum is \(header.crc), that of the bytes is \(computed)")
        }
    }

    private static func checkControlRecords(
        _ header: RecordBatchHeader, _ bytes: UnsafeRawBufferPointer, _ records: ArraySlice<RecordSlice>
    ) throws(RecordError) {
        guard header.isControl else { return }
        for record in records { _ = try ControlRecord(record, in: bytes) }
    }

    /// Lends the batch's bytes, which are sure to be as many as the header says and at least a header.
    private static func withBytes(
        of batch: RawRecordBatch, _ body: (UnsafeRawBufferPointer) throws(RecordError) -> Void
    ) throws(RecordError) {
        let header = batch.header
        let result = batch.bytes.withUnsafeReadableBytes { bytes in
            Result { () throws(RecordError) in
                let least = header.isLegacy ? RecordBatchHeader.logOverhead + 14 : RecordBatchHeader.sizeOfMagic2
                guard bytes.count == header.sizeInBytes, bytes.count >= least else {
                    throw RecordError(
                        .invalidLength, offset: header.baseOffset,
                        "the header says \(header.sizeInBytes) bytes, there are \(bytes.count)")
                }
                try body(bytes)
            }
        }
        try result.get()
    }
}
