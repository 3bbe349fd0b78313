import KafkaRecords
package import KafkaWire
import Synchronization

extension PartitionLog {
    /// Answers a ListOffsets query exactly as Apache Kafka 4.0 does, the odd answers included.
    ///
    /// For a time T the broker takes the first segment whose largest timestamp is T or later, and in it the first
    /// record at or after T, markers of transactions included. It looks into no other segment: where that one has no such
    /// record at or behind the log start, the answer is "none" although later segments may have one. A segment without
    /// any timestamp counts with the time of its file. Answers at or beyond the high watermark (the last stable offset at
    /// read_committed) become "none".
    ///
    /// - Parameter timestamp: milliseconds since 1970, or one of ``SpecialTimestamp``.
    package func offset(
        forTimestamp timestamp: Int64, isolation: IsolationLevel = .readUncommitted
    ) throws(LogError) -> ListedOffset {
        let end = isolation == .readCommitted ? try lastStableOffset : logEndOffset
        let epochs = leaderEpochs
        switch timestamp {
        case SpecialTimestamp.latest:
            return ListedOffset(offset: end, timestamp: -1, leaderEpoch: epochs.latest)
        case SpecialTimestamp.earliest, SpecialTimestamp.earliestLocal:
            let start = logStartOffset
            return ListedOffset(
                offset: start, timestamp: -1, leaderEpoch: epochs.earliest(logStartOffset: start))
        case SpecialTimestamp.latestTiered:
            return .none
        case SpecialTimestamp.maxTimestamp:
            let found = try recordOfMaxTimestamp()
            return found.offset < end ? found : .none
        default:
            let found = try firstRecord(atOrAfter: timestamp)
            return found.offset < end ? found : .none
        }
    }

    private func firstRecord(atOrAfter timestamp: Int64) throws(LogError) -> ListedOffset {
        let start = logStartOffset
        let segments = segments
        for (index, segment) in segments.enumerated() {
            let next = index + 1 < segments.count ? segments[index + 1].baseOffset : nil
            guard try largestTimestamp(of: segment, next: next) >= timestamp else { continue }
            return try find(in: segment, next: next, atLeast: timestamp, onlyFirstBatch: false) {
                $0.timestamp >= timestamp && $0.offset >= start
            }
        }
        return .none
    }

    private func recordOfMaxTimestamp() throws(LogError) -> ListedOffset {
        var best: (segment: Segment, next: Int64?, timestamp: Int64)?
        let segments = segments
        for (index, segment) in segments.enumerated() {
            let next = index + 1 < segments.count ? segments[index + 1].baseOffset : nil
            let timestamp = try segment.withMap(.everything, next: next) { $0.maxTimestamp }
            if best.map({ timestamp > $0.timestamp }) ?? true { best = (segment, next, timestamp) }
        }
        guard let best else { return .none }
        return try find(in: best.segment, next: best.next, atLeast: best.timestamp, onlyFirstBatch: true) {
            $0.timestamp == best.timestamp
        }
    }

    /// What the broker takes for the largest timestamp of a segment.
    private func largestTimestamp(of segment: Segment, next: Int64?) throws(LogError) -> Int64 {
        let timestamp = try segment.withMap(.everything, next: next) { $0.maxTimestamp }
        return timestamp >= 0 ? timestamp : try fileTimes.modified(segment)
    }

    /// The first record wanted, looked for in the batches of a segment whose largest timestamp is `minimum` or more: in
    /// all of them, or in the first.
    private func find(
        in segment: Segment, next: Int64?, atLeast minimum: Int64, onlyFirstBatch: Bool,
        where isWanted: (RecordSlice) -> Bool
    ) throws(LogError) -> ListedOffset {
        let blocks = try segment.withMap(.everything, next: next) { $0.blocks }
        var found = ListedOffset.none
        for block in blocks where block.maxTimestamp >= minimum {
            let last = try segment.firstBatch(in: block) { (batch) throws(LogError) in
                guard batch.header.maxTimestamp >= minimum else { return false }
                if let record = try records(of: batch, in: segment).first(where: isWanted) {
                    found = ListedOffset(
                        offset: record.offset, timestamp: record.timestamp,
                        leaderEpoch: max(batch.header.partitionLeaderEpoch, -1))
                    return true
                }
                return onlyFirstBatch
            }
            if last != nil { return found }
        }
        return found
    }

    private func records(of batch: LogBatch, in segment: Segment) throws(LogError) -> [RecordSlice] {
        let raw = RawRecordBatch(header: batch.header, bytes: try segment.bytes(of: batch))
        let decoder = BatchDecoder()
        do throws(RecordError) {
            return try decoder.decode(raw).records
        } catch {
            throw LogError(.corrupt, error.message, at: segment.place, offset: error.offset ?? batch.header.baseOffset)
        }
    }
}
