/// A number as a filter writes it, of any size and without rounding.
///
/// An integer (no point, no exponent) is exact against every kind of value. A number with a point or an exponent is
/// exact against integers and digits; against a double it is the double that the event's own parser would have
/// read, so that `price = 0.1` finds the `0.1` of an event.
package struct NumberLiteral: Hashable, Sendable, CustomStringConvertible {
    /// The largest power of ten that a literal may write.
    package static let exponentLimit = 1_000_000_000

    package let isNegative: Bool
    /// The significant digits in ASCII, without zeros at either end; empty for zero.
    package let digits: [UInt8]
    /// The number is 0.digits × 10^magnitude; 0 for zero.
    package let magnitude: Int
    /// Whether it is written without a point and without an exponent.
    package let isInteger: Bool

    init(isNegative: Bool, digits: [UInt8], magnitude: Int, isInteger: Bool) {
        var digits = digits
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(zeros)
        self.isNegative = isNegative && !digits.isEmpty
        self.magnitude = digits.isEmpty ? 0 : magnitude - zeros
        self.digits = digits
        self.isInteger = isInteger
    }

    package init(_ value: Int64) {
        let digits = Array(String(value.magnitude).utf8)
        self.init(isNegative: value < 0, digits: digits, magnitude: digits.count, isInteger: true)
    }

    /// Nil where `text` is no number, or its exponent is beyond the limit.
    package init?(_ text: String) {
        let parsed = Array(text.utf8).withUnsafeBytes { bytes -> NumberLiteral? in
            guard let decimal = DecimalText(bytes), abs(decimal.magnitude) <= Self.exponentLimit else { return nil }
            return NumberLiteral(
                isNegative: decimal.isNegative, digits: decimal.digits.filter { $0 != UInt8(ascii: ".") },
                magnitude: decimal.magnitude, isInteger: decimal.isInteger)
        }
        guard let parsed else { return nil }
        self = parsed
    }

    /// The shortest spelling that is parsed back to the same literal.
    package var description: String {
        let sign = isNegative ? "-" : ""
        let text = String(decoding: digits, as: UTF8.self)
        if digits.isEmpty { return isInteger ? "0" : "0.0" }
        if isInteger { return sign + text + String(repeating: "0", count: max(0, magnitude - digits.count)) }
        switch magnitude {
        case -5...0:
            return sign + "0." + String(repeating: "0", count: -magnitude) + text
        case 1...21 where magnitude >= digits.count:
            return sign + text + String(repeating: "0", count: magnitude - digits.count) + ".0"
        case 1...21:
            return sign + text.prefix(magnitude) + "." + text.dropFirst(magnitude)
        default:
            let fraction = digits.count > 1 ? "." + text.dropFirst() : ""
            return sign + text.prefix(1) + fraction + "e\(magnitude - 1)"
        }
    }
}
