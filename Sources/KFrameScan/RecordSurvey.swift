import KafkaRecords

/// What one pass over a batch's records tells: of most batches it is enough to know what becomes of them.
struct RecordSurvey {
    private(set) var firstOffset = Int64.max
    private(set) var lastOffset = Int64.min
    /// The offset of a record that does not come after the one before it.
    private(set) var misplaced: Int64?
    /// Of the records that have a timestamp.
    private(set) var leastTime = Int64.max
    private(set) var greatestTime = Int64.min
    private(set) var hasUntimed = false
    /// The largest timestamp of any record so far, those before the batch included.
    private(set) var largest: Int64
    /// How far behind the largest before it any record came.
    private(set) var disorder: Int64 = 0

    /// - Parameter largest: the largest timestamp before the batch.
    init(of records: [RecordSlice], after largest: Int64) {
        self.largest = largest
        records.withUnsafeBufferPointer { look(at: $0) }
    }

    /// Whether all records are in the range and none of them came late.
    func isWholly(in range: TimeRange) -> Bool {
        if let from = range.from, hasUntimed || leastTime < from { return false }
        return range.to.map { largest < $0 } ?? true
    }

    private mutating func look(at records: UnsafeBufferPointer<RecordSlice>) {
        firstOffset = records.first?.offset ?? .max
        var previous = Int64.min
        var largest = largest
        var least = Int64.max
        var disorder: Int64 = 0
        for record in records {
            if record.offset <= previous { misplaced = misplaced ?? record.offset }
            previous = record.offset
            let time = record.timestamp
            if time == -1 {
                hasUntimed = true
            } else {
                least = min(least, time)
                greatestTime = max(greatestTime, time)
                if time < largest { disorder = max(disorder, largest &- time) }
            }
            largest = max(largest, time)
        }
        lastOffset = previous
        leastTime = least
        self.largest = largest
        self.disorder = disorder
    }
}
