/// A half-open range of record timestamps, `[from, to)`, in milliseconds since 1970 UTC.
///
/// A side that is nil has no bound. A record without a timestamp (-1) is inside only where there is no lower bound.
package struct TimeRange: Hashable, Sendable, Codable {
    package var from: Int64?
    package var to: Int64?

    package init(from: Int64?, to: Int64?) {
        self.from = from
        self.to = to
    }

    /// No bound on either side: every record is inside.
    package var isUnbounded: Bool { from == nil && to == nil }

    /// Nothing can be inside.
    package var isEmpty: Bool {
        guard let from, let to else { return false }
        return from >= to
    }

    /// Whether a record with this timestamp is inside.
    @inlinable
    package func contains(_ timestamp: Int64) -> Bool {
        if let from, timestamp < from || timestamp == -1 { return false }
        if let to, timestamp >= to { return false }
        return true
    }
}

/// How far past the first record at or after the range's end the scan goes on for records that came late.
///
/// With producer-set timestamps a record after that place can still lie inside the range.
package enum LatePolicy: Hashable, Sendable, Codable {
    /// Until the first record whose timestamp is this many milliseconds after the range's end.
    case allowance(milliseconds: Int64)
    /// Until the snapshotted end of the partition: no record of the range can be missed.
    case exact

    /// Ten minutes.
    package static let standard = LatePolicy.allowance(milliseconds: 600_000)
}

extension LatePolicy: CustomStringConvertible {
    package var description: String {
        switch self {
        case .allowance(let milliseconds): DurationText.short(milliseconds: milliseconds)
        case .exact: "exact"
        }
    }
}
