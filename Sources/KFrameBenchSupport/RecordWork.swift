import Clickstream
import KafkaRecords
import NIOCore

/// Unpacks record batches of one codec into records, over and over.
public final class RecordWork {
    private static let batchBytes = 128 << 10
    /// The codecs by name, `none` first.
    public static let codecs = CompressionCodec.allCases.map(\.name)

    private let decoder = BatchDecoder()
    private let arena = RecordArena()
    private let batches: [RawRecordBatch]
    /// Bytes of values in all batches.
    public let byteCount: Int
    /// Records in all batches.
    public let recordCount: Int

    /// 4 MB of clickstream events in batches of 128 KB.
    ///
    /// - Parameter codec: one of ``codecs``.
    public convenience init(codec: String) throws { try self.init(codec: codec, values: EventShape.clickstream.values) }

    /// 40,000 values of 100 bytes, not compressed: what walking over records costs.
    public static func small() throws -> RecordWork {
        try RecordWork(
            codec: CompressionCodec.none.name, values: Array(repeating: Array(repeating: 46, count: 100), count: 40_000)
        )
    }

    private init(codec: String, values: [[UInt8]]) throws {
        let builder = RecordBatchBuilder(codec: CompressionCodec.allCases.first { $0.name == codec } ?? .none)
        var batches: [RawRecordBatch] = []
        for (index, value) in values.enumerated() {
            if !builder.isEmpty, builder.sizeInBytes + value.count > Self.batchBytes {
                batches.append(try builder.build())
            }
            try builder.append(timestamp: Clickstream.dayStart + Int64(index), key: nil, value: value)
        }
        if !builder.isEmpty { batches.append(try builder.build()) }
        self.batches = batches
        byteCount = values.reduce(0) { $0 + $1.count }
        recordCount = values.count
    }

    /// From stored batches to slices of records: checksum, codec, walk.
    ///
    /// - Returns: the number of records.
    public func unpack() throws -> Int {
        arena.reset()
        for batch in batches { try decoder.decode(batch, into: arena) }
        return arena.records.count
    }

    /// Only the checksums.
    public func verify() throws {
        for batch in batches { try BatchDecoder.verifyChecksum(of: batch) }
    }
}
