/// The integers from `lower` to `upper`, both included; none where `lower` is greater.
package struct IntegerBounds: Hashable, Sendable {
    package static let unbounded = IntegerBounds(lower: .min, upper: .max)
    package static let none = IntegerBounds(lower: 1, upper: 0)

    package var lower: Int64
    package var upper: Int64

    package init(lower: Int64, upper: Int64) {
        self.lower = lower
        self.upper = upper
    }

    package var isEmpty: Bool { lower > upper }
    package var isUnbounded: Bool { lower == .min && upper == .max }

    package func contains(_ value: Int64) -> Bool { value >= lower && value <= upper }

    /// What is in both.
    func intersection(_ other: IntegerBounds) -> IntegerBounds {
        let both = IntegerBounds(lower: max(lower, other.lower), upper: min(upper, other.upper))
        return both.isEmpty ? .none : both
    }

    /// What is in either, and between.
    func hull(_ other: IntegerBounds) -> IntegerBounds {
        if isEmpty { return other }
        if other.isEmpty { return self }
        return IntegerBounds(lower: min(lower, other.lower), upper: max(upper, other.upper))
    }
}
