package import NIOCore

/// What a read brought: batches as they lie in the log, the last one perhaps cut.
package struct LogRead: Sendable {
    /// Begins with the batch that contains the offset asked for, or with the next one where that offset is gone. Empty
    /// where there is nothing (yet).
    package let records: ByteBuffer
    package let logStartOffset: Int64
    package let highWatermark: Int64
    package let lastStableOffset: Int64
}
