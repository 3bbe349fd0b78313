package import NIOCore

/// Walks the batches of a record set: a Fetch response's records, or a piece of a log file.
///
/// Headers are read and checked, checksums and records are not. Record sets may mix all message formats.
package struct RecordBatchIterator {
    /// What is left behind the batches handed out so far.
    private var remaining: ByteBuffer
    private var previousLastOffset: Int64 = -1
    private var isAtEnd = false

    package init(_ recordSet: ByteBuffer) {
        remaining = recordSet
    }

    /// After ``next()`` gave nil: the bytes of a last batch that is cut (normal in a Fetch response and in the newest
    /// segment of an unclean log), or of zeros behind the data (a preallocated segment). 0 where the set ends with a
    /// whole batch.
    package var trailingByteCount: Int { remaining.readableBytes }

    /// True where everything behind the last whole batch is zero, as in a preallocated segment.
    package var trailingBytesAreZero: Bool {
        remaining.withUnsafeReadableBytes { bytes in bytes.allSatisfy { $0 == 0 } }
    }

    /// The next whole batch, or nil at the end of the set.
    ///
    /// - Throws: ``RecordError`` naming the base offset of the batch at fault. Asked again, it throws the same.
    package mutating func next() throws(RecordError) -> RawRecordBatch? {
        guard !isAtEnd else { return nil }
        guard let header = try parseHeader(), let bytes = remaining.readSlice(length: header.sizeInBytes) else {
            isAtEnd = true
            return nil
        }
        previousLastOffset = header.lastOffset
        return RawRecordBatch(header: header, bytes: bytes)
    }

    /// Nil where the next batch is cut, or is the zeros behind the data.
    private func parseHeader() throws(RecordError) -> RecordBatchHeader? {
        // A base offset and a length of zero: no batch is like that, but preallocated space is, if it stays so.
        if remaining.getInteger(at: remaining.readerIndex, as: Int64.self) == 0,
            remaining.getInteger(at: remaining.readerIndex + 8, as: Int32.self) == 0, trailingBytesAreZero
        {
            return nil
        }
        let parsed = remaining.withUnsafeReadableBytes { bytes in
            Result { () throws(RecordError) in try RecordBatchHeader.parse(bytes) }
        }
        guard case .header(let header) = try parsed.get(), header.sizeInBytes <= remaining.readableBytes else {
            return nil
        }
        guard header.baseOffset > previousLastOffset else {
            throw RecordError(
                .invalidOffset, offset: header.baseOffset,
                "the batch before it ends at offset \(previousLastOffset); offsets must ascend")
        }
        return header
    }
}
