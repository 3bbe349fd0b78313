/// What became of a span of offsets. Sums of these make a receipt; they add up in any order.
package struct ScanCounts: Sendable, Equatable, Codable {
    /// Rows that are in the answer.
    package var delivered: Int64 = 0
    /// Of these: rows whose value could not be decoded and which carry `_error`.
    package var withError: Int64 = 0
    /// Of these: rows found at or after the first record past the range's end.
    package var late: Int64 = 0
    /// Records whose timestamp is not in the range.
    package var outside: Int64 = 0
    /// Records that the filter left out.
    package var filtered: Int64 = 0
    /// Of these: left out by the byte search, before their value was parsed.
    package var filteredUnparsed: Int64 = 0
    /// Records left out because their value could not be decoded.
    package var undecodable: Int64 = 0
    /// Rows that passed, and that a limit on rows in time order cut.
    package var limited: Int64 = 0
    /// Transaction markers and other records that no consumer is given.
    package var control: Int64 = 0
    /// Records of aborted transactions.
    package var aborted: Int64 = 0
    /// Offsets that hold no record: compacted, or never used.
    package var missing: Int64 = 0
    /// Batches left unread because their header proved that nothing in them was wanted.
    package var batchesPruned: Int64 = 0
    /// Batches whose records were looked at.
    package var batchesRead: Int64 = 0
    /// Batches of which every record was counted by the header alone: it proved that all of them were wanted.
    package var batchesCounted: Int64 = 0
    /// The lowest and the highest timestamp of the rows delivered; nil where none has one, and where batches were counted
    /// by their headers, which do not tell.
    package var lowestTimestamp: Int64?
    package var highestTimestamp: Int64?
    /// How far behind the largest timestamp before it the latest of the late rows came, in milliseconds.
    package var greatestLateness: Int64?

    /// How far behind the largest timestamp before it any record came that was looked at, in the range or not.
    package var greatestDisorder: Int64?

    package init() {}

    /// How many offsets these counts account for.
    package var accounted: Int64 {
        delivered &+ outside &+ filtered &+ undecodable &+ limited &+ control &+ aborted &+ missing
    }

    /// Whether a count is below zero, which only a tampered receipt's can be.
    var hasNegative: Bool {
        [
            delivered, withError, late, outside, filtered, filteredUnparsed, undecodable, limited, control, aborted,
            missing, batchesPruned, batchesRead, batchesCounted,
        ].contains { $0 < 0 }
    }

    package mutating func add(_ other: ScanCounts) {
        delivered &+= other.delivered
        withError &+= other.withError
        late &+= other.late
        outside &+= other.outside
        filtered &+= other.filtered
        filteredUnparsed &+= other.filteredUnparsed
        undecodable &+= other.undecodable
        limited &+= other.limited
        control &+= other.control
        aborted &+= other.aborted
        missing &+= other.missing
        batchesPruned &+= other.batchesPruned
        batchesRead &+= other.batchesRead
        batchesCounted &+= other.batchesCounted
        lowestTimestamp = Self.least(lowestTimestamp, other.lowestTimestamp)
        highestTimestamp = Self.greatest(highestTimestamp, other.highestTimestamp)
        greatestLateness = Self.greatest(greatestLateness, other.greatestLateness)
        greatestDisorder = Self.greatest(greatestDisorder, other.greatestDisorder)
    }

    /// Takes in the times of rows delivered.
    mutating func addTimes(_ lowest: Int64, _ highest: Int64) {
        lowestTimestamp = min(lowest, lowestTimestamp ?? lowest)
        highestTimestamp = max(highest, highestTimestamp ?? highest)
    }

    private static func least(_ a: Int64?, _ b: Int64?) -> Int64? {
        guard let a, let b else { return a ?? b }
        return min(a, b)
    }

    private static func greatest(_ a: Int64?, _ b: Int64?) -> Int64? {
        guard let a, let b else { return a ?? b }
        return max(a, b)
    }
}
