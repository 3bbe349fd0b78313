import KFrameScan
import KafkaRecords
import Testing

/// What is at each offset of a partition, told batch by batch without a cursor: the truth that walks are held against.
struct OffsetFates {
    enum Fate: Hashable {
        case record(timestamp: Int64)
        case aborted
        case control
    }

    private(set) var fates: [Int64: Fate] = [:]

    /// - Parameter aborted: the aborted transactions, each with the offset of its marker.
    init(_ batches: [RawRecordBatch], aborted: [(transaction: AbortedTransaction, marker: Int64)] = []) throws {
        let decoder = BatchDecoder()
        for batch in batches {
            let header = batch.header
            let isAborted = aborted.contains {
                $0.transaction.producerID == header.producerID && header.isTransactional && !header.isControl
                    && header.lastOffset >= $0.transaction.firstOffset && header.baseOffset < $0.marker
            }
            for record in try decoder.decode(batch).records {
                fates[record.offset] =
                    header.isControl ? .control : isAborted ? .aborted : .record(timestamp: record.timestamp)
            }
        }
    }

    /// The rows of an answer, by offset.
    func rows(_ start: Int64, _ end: Int64, _ range: TimeRange) -> [ScannedRow] {
        (start..<max(start, end)).compactMap { offset in
            guard case .record(let timestamp) = fates[offset], range.contains(timestamp) else { return nil }
            return ScannedRow(offset: offset, timestamp: timestamp)
        }
    }

    /// Whether counts say of every offset what is true of it.
    func expect(_ counts: ScanCounts, _ start: Int64, _ end: Int64, _ range: TimeRange, _ what: String = "") {
        var expected = ScanCounts()
        for offset in start..<max(start, end) {
            switch fates[offset] {
            case .record(let timestamp):
                if range.contains(timestamp) { expected.delivered += 1 } else { expected.outside += 1 }
            case .aborted: expected.aborted += 1
            case .control: expected.control += 1
            case nil: expected.missing += 1
            }
        }
        let same =
            counts.delivered == expected.delivered && counts.outside == expected.outside
            && counts.aborted == expected.aborted && counts.control == expected.control
            && counts.missing == expected.missing
        #expect(same, "[\(start), \(end)) \(range) \(what): \(counts) instead of \(expected)")
    }
}
