package import NIOCore

/// The records of one batch, with bytes that they share with nothing that is reused.
package struct DecodedBatch: Sendable {
    package let header: RecordBatchHeader
    /// What the slices point into, counted from its first readable byte: the batch itself, or its unpacked payload.
    package let bytes: ByteBuffer
    package let records: [RecordSlice]

    package init(header: RecordBatchHeader, bytes: ByteBuffer, records: [RecordSlice]) {
        self.header = header
        self.bytes = bytes
        self.records = records
    }

    /// The key's bytes, or nil for null.
    package func key(of record: RecordSlice) -> ByteBuffer? {
        slice(start: record.keyStart, count: record.keyCount)
    }

    /// The value's bytes, or nil for null.
    package func value(of record: RecordSlice) -> ByteBuffer? {
        slice(start: record.valueStart, count: record.valueCount)
    }

    /// The headers copied out, in their order.
    package func headers(of record: RecordSlice) -> [RecordHeader] {
        guard record.headerCount > 0 else { return [] }
        return bytes.withUnsafeReadableBytes { RecordHeaders(of: record, in: $0).copied() }
    }

    private func slice(start: Int, count: Int) -> ByteBuffer? {
        guard count >= 0, start >= 0 else { return nil }
        return bytes.getSlice(at: bytes.readerIndex + start, length: count)
    }
}
