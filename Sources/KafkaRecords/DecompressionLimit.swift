/// The most memory that one compressed batch may be unpacked to.
///
/// A few kilobytes can claim to be terabytes, and can truly become half a gigabyte of zeros. Nothing is ever allocated
/// on a length field's word, memory grows with the bytes that come; this limit is what ends it. Uncompressed batches
/// need none: they are no larger than what was received.
package struct DecompressionLimit: Sendable, Equatable {
    /// Unpacked bytes plus the bytes of the batch's ``RecordSlice``s.
    package var bytesPerBatch: Int

    /// 256 MiB: Kafka's own limit on what a producer sends (`max.request.size`, before compression) is 1 MiB by default
    /// and rarely set above 100 MB.
    package static let standard = DecompressionLimit(bytesPerBatch: 256 << 20)

    package init(bytesPerBatch: Int) {
        self.bytesPerBatch = max(0, bytesPerBatch)
    }
}
