import Foundation
import GoldenData
import KafkaLog
import KafkaRecords
import NIOCore

/// The golden topics as this module reads them.
enum GoldenLog {
    /// Segments without records count with their file's time, which a copy does not keep. These are times that agree with
    /// what the broker answered: between the markers of the neighbouring segments.
    static let fileTimes = FileTimes { path in
        if path.contains("/compacted-tail-0/") { return 1_795_364_143_000 }
        if path.contains("/compacted-txn-0/") { return 1_795_364_082_700 }
        return nil
    }

    static func directory() throws -> LogDirectory {
        try LogDirectory(path: GoldenFiles.logDirectory, fileTimes: fileTimes)
    }

    /// Every batch from `start` on, as a consumer collects them by reading again and again.
    static func batches(
        of log: PartitionLog, from start: Int64? = nil, to end: Int64? = nil, maxBytes: Int = 16_384
    ) throws -> [RawRecordBatch] {
        var position = start ?? log.logStartOffset
        var batches: [RawRecordBatch] = []
        while position < end ?? log.logEndOffset {
            let read = try log.read(from: position, maxBytes: maxBytes, upTo: end)
            var iterator = RecordBatchIterator(read.records)
            let before = position
            while let batch = try iterator.next() {
                batches.append(batch)
                position = batch.header.nextOffset
            }
            // Nothing behind the position, though the end is not reached: it was compacted away.
            if position == before { break }
        }
        return batches
    }

    /// What a consumer gets from batches: no control records, nothing below `start`.
    static func records(of batches: [RawRecordBatch], partition: Int32, from start: Int64) throws -> [ExpectedRow] {
        let decoder = BatchDecoder()
        return try batches.filter { !$0.header.isControl }.flatMap { batch in
            let decoded = try decoder.decode(batch)
            return decoded.records.filter { $0.offset >= start }.map { record in
                ExpectedRow(
                    partition: partition, offset: record.offset, timestamp: record.timestamp,
                    key: decoded.key(of: record).map { Array($0.readableBytesView) },
                    value: decoded.value(of: record).map { Array($0.readableBytesView) })
            }
        }
    }
}

/// What is compared of a record.
struct ExpectedRow: Equatable {
    let partition: Int32
    let offset: Int64
    let timestamp: Int64
    let key: [UInt8]?
    let value: [UInt8]?

    init(partition: Int32, offset: Int64, timestamp: Int64, key: [UInt8]?, value: [UInt8]?) {
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
    }

    init(_ record: ExpectedRecord) {
        self.init(
            partition: record.partition, offset: record.offset, timestamp: record.timestamp, key: record.key,
            value: record.value)
    }
}
