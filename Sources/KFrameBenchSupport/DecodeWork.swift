import KFrameColumns
import KFrameDecode

/// Decodes a batch of events of one shape, over and over.
public final class DecodeWork {
    private let decoder = JSONColumnDecoder()
    private let bytes: [UInt8]
    private let slices: [ValueSlice]

    /// All events of the shape, in one batch.
    public init(_ shape: EventShape) {
        var slices: [ValueSlice] = []
        var bytes: [UInt8] = []
        for value in shape.values {
            slices.append(ValueSlice(start: bytes.count, count: value.count))
            bytes += value
        }
        self.slices = slices
        self.bytes = bytes
    }

    /// Bytes of JSON in the batch.
    public var byteCount: Int { bytes.count }
    /// Events in the batch.
    public var eventCount: Int { slices.count }

    /// JSON to columns in which each value has its own kind.
    ///
    /// - Returns: the number of columns.
    public func decode() throws -> Int { try decoded().columns.count }

    /// The same, and on to the densest form, which a frame keeps.
    ///
    /// - Returns: the number of columns.
    public func decodeDensely() throws -> Int {
        let decoded = try decoded()
        return try decoded.columns.map { try CompactColumn(of: $0, rows: .all(decoded.rowCount)) }.count
    }

    func decoded() throws -> DecodedValues {
        try bytes.withUnsafeBytes { bytes in
            try slices.withUnsafeBufferPointer { try decoder.decode(ValueBatch(bytes: bytes, values: $0)) }
        }
    }
}
