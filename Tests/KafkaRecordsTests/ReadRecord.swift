import GoldenData
import KafkaRecords
import NIOCore

/// A record in full, as a test compares it.
struct ReadRecord: Equatable, CustomStringConvertible {
    var partition: Int32 = 0
    var offset: Int64
    var timestamp: Int64
    /// Nil where the record has no timestamp: its type then means nothing.
    var timestampType: TimestampType?
    var key: [UInt8]?
    var value: [UInt8]?
    var headers: [RecordHeader] = []

    var description: String {
        "\(partition)/\(offset) at \(timestamp), key \(key?.count ?? -1) bytes, value \(value?.count ?? -1) bytes, "
            + "\(headers.count) headers"
    }

    init(_ expected: ExpectedRecord) {
        partition = expected.partition
        offset = expected.offset
        timestamp = expected.timestamp
        timestampType =
            switch expected.timestampType {
            case .create where timestamp != -1: .create
            case .append where timestamp != -1: .logAppend
            default: nil
            }
        key = expected.key
        value = expected.value
        headers = expected.headers.map { RecordHeader(name: [UInt8]($0.name.utf8), value: $0.value) }
    }

    init(_ record: RecordSlice, in arena: RecordArena, header: RecordBatchHeader, partition: Int32 = 0) {
        self.partition = partition
        offset = record.offset
        timestamp = record.timestamp
        timestampType = timestamp == -1 ? nil : header.timestampType
        key = arena.key(of: record).map { [UInt8]($0) }
        value = arena.value(of: record).map { [UInt8]($0) }
        headers = arena.headers(of: record).copied()
    }

    init(_ record: RecordSlice, in batch: DecodedBatch) {
        offset = record.offset
        timestamp = record.timestamp
        timestampType = timestamp == -1 ? nil : batch.header.timestampType
        key = batch.key(of: record).map { [UInt8]($0.readableBytesView) }
        value = batch.value(of: record).map { [UInt8]($0.readableBytesView) }
        headers = batch.headers(of: record)
    }
}
