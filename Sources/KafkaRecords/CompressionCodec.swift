/// How the records of a batch are compressed: attribute bits 0 to 2.
///
/// zstd came with KIP-110 and only in message format 2; message formats 0 and 1 know the other four.
package enum CompressionCodec: Int8, Sendable, CaseIterable {
    case none = 0
    case gzip = 1
    case snappy = 2
    case lz4 = 3
    case zstd = 4

    /// The name that Kafka's own configuration uses (`compression.type`).
    package var name: String {
        switch self {
        case .none: "none"
        case .gzip: "gzip"
        case .snappy: "snappy"
        case .lz4: "lz4"
        case .zstd: "zstd"
        }
    }
}
