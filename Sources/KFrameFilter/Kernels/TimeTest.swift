import KFrameColumns

/// What the strings of a column that are date-times with a zone have to be; other strings never match.
enum TimeTest: Sendable {
    /// Within (or, inverted, outside) these nanoseconds since 1970, both included.
    case range(Int128, Int128, isInverted: Bool)
    /// One of these (or, inverted, none); sorted.
    case set([Int128], isInverted: Bool)

    init(_ comparator: Comparator, _ time: TimeLiteral) {
        let instant = time.nanoseconds
        switch comparator {
        case .equal: self = .range(instant, instant, isInverted: false)
        case .notEqual: self = .range(instant, instant, isInverted: true)
        case .less: self = .range(.min, instant - 1, isInverted: false)
        case .lessOrEqual: self = .range(.min, instant, isInverted: false)
        case .greater: self = .range(instant + 1, .max, isInverted: false)
        case .greaterOrEqual: self = .range(instant, .max, isInverted: false)
        }
    }

    /// Sets the rows that hold a time that matches.
    func run(_ column: VariantColumn, _ target: KernelTarget) {
        switch self {
        case .range(let low, let high, let isInverted):
            forEachText(column, target) { text in
                guard let value = Self.nanoseconds(text) else { return false }
                return (value >= low && value <= high) != isInverted
            }
        case .set(let values, let isInverted):
            values.withUnsafeBufferPointer { values in
                forEachText(column, target) { text in
                    guard let value = Self.nanoseconds(text) else { return false }
                    return SortedSearch.contains(value, in: values) != isInverted
                }
            }
        }
    }

    /// What is a time here is what makes a column of times.
    @inline(__always)
    private static func nanoseconds(_ text: UnsafeRawBufferPointer) -> Int128? {
        guard let time = RFC3339.parse(text) else { return nil }
        return Int128(time.seconds) * 1_000_000_000 + Int128(time.nanoseconds)
    }
}
