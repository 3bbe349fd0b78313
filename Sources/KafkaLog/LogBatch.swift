package import KafkaRecords

/// A batch in a log file: its header, and where it begins.
package struct LogBatch: Sendable, Equatable {
    /// In bytes from the start of the segment's file.
    package let position: Int64
    package let header: RecordBatchHeader

    package var endPosition: Int64 { position + Int64(header.sizeInBytes) }
}
