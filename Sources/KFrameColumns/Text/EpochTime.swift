/// A moment in UTC: whole seconds since 1970-01-01T00:00:00Z, rounded down, and the nanoseconds after them.
package struct EpochTime: Hashable, Sendable {
    package var seconds: Int64
    /// 0 to 999,999,999.
    package var nanoseconds: Int32

    package init(seconds: Int64, nanoseconds: Int32) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Whether the moment is no whole number of microseconds.
    package var needsNanoseconds: Bool { nanoseconds % 1000 != 0 }

    /// The count of units since 1970; nil where it is not whole or does not fit.
    ///
    /// Int64's least value counts as not fitting: where dates meet floating numbers (numpy), it stands for "no time".
    @inline(__always)
    package func count(of unit: TimeUnit) -> Int64? {
        // A division by a constant is a multiplication.
        switch unit {
        case .millisecond: nanoseconds % 1_000_000 == 0 ? count(1_000, Int64(nanoseconds / 1_000_000)) : nil
        case .microsecond: nanoseconds % 1_000 == 0 ? count(1_000_000, Int64(nanoseconds / 1_000)) : nil
        case .nanosecond: count(1_000_000_000, Int64(nanoseconds))
        }
    }

    @inline(__always)
    private func count(_ perSecond: Int64, _ fraction: Int64) -> Int64? {
        // From above, so that the product of a negative count does not overflow before the fraction mends it.
        let borrow: Int64 = seconds < 0 ? 1 : 0
        let (product, overflow) = (seconds + borrow).multipliedReportingOverflow(by: perSecond)
        if overflow { return nil }
        let (sum, sumOverflow) = product.addingReportingOverflow(fraction - borrow * perSecond)
        return sumOverflow || sum == .min ? nil : sum
    }
}
