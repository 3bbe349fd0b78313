/// What must be known of values to decide their common type: of a column's own values, or of the items of its lists.
package struct ScalarSummary: Hashable, Sendable {
    /// What must be known of strings to decide whether they become times.
    package struct Times: Hashable, Sendable {
        /// Whether every string is a date-time with a zone; true where there is no string.
        package var all = true
        /// Whether any of them has digits beyond the microsecond.
        package var anyNeedsNanoseconds = false
        /// Whether each of them fits Int64 nanoseconds (the years 1677 to 2262).
        package var allFitNanoseconds = true

        /// Strings of which one is no time, or that nobody looked at.
        package static let none = Times(all: false, anyNeedsNanoseconds: false, allFitNanoseconds: false)

        /// The unit that holds all of them without rounding; nil where there is none, or not all are times.
        package var unit: TimeUnit? {
            guard all else { return nil }
            if !anyNeedsNanoseconds { return .microsecond }
            return allFitNanoseconds ? .nanosecond : nil
        }

        fileprivate mutating func merge(_ other: Times) {
            if !all || !other.all {
                self = .none
                return
            }
            anyNeedsNanoseconds = anyNeedsNanoseconds || other.anyNeedsNanoseconds
            allFitNanoseconds = allFitNanoseconds && other.allFitNanoseconds
        }
    }

    package var counts = KindCounts()
    /// Whether each integer is a double's exact value.
    package var integersAreExactDoubles = true
    package var times = Times()

    package init() {}

    package mutating func merge(_ other: ScalarSummary) {
        counts += other.counts
        integersAreExactDoubles = integersAreExactDoubles && other.integersAreExactDoubles
        times.merge(other.times)
    }
}
