package import NIOCore

/// One batch as it lies in a record set: header read, CRC not looked at, records not decompressed.
package struct RawRecordBatch: Sendable {
    package let header: RecordBatchHeader
    /// The whole batch from its base offset on, as a slice of the record set.
    package let bytes: ByteBuffer

    package init(header: RecordBatchHeader, bytes: ByteBuffer) {
        self.header = header
        self.bytes = bytes
    }
}
