import KafkaRecords

/// What a header alone proves of a batch's records. It is to be believed only with a right checksum, which covers all of
/// it but its place.
extension RecordBatchHeader {
    /// How many records lie in a span of offsets: known where all of the batch lies in the span, or no record is missing
    /// from the batch.
    func recordCount(from spanStart: Int64, to spanEnd: Int64) -> Int64? {
        let count = Int64(recordCount)
        guard count > 0 else { return count == 0 ? 0 : nil }
        if baseOffset >= spanStart, nextOffset <= spanEnd { return count }
        guard count == Int64(lastOffsetDelta) &+ 1 else { return nil }
        return max(0, spanEnd &- max(spanStart, baseOffset))
    }

    /// Whether every record is in the range. Above, the largest timestamp tells; below, only an append time does, which
    /// all records share: nothing in a header says how small a producer's timestamps are.
    func isWholly(in range: TimeRange) -> Bool {
        guard !isLegacy else { return false }
        let appendTime = timestampType == .logAppend ? maxTimestamp : nil
        if let from = range.from, appendTime.map({ $0 < from || $0 == -1 }) ?? true { return false }
        return range.to.map { maxTimestamp < $0 } ?? true
    }
}
