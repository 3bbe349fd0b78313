/// An instant that a filter writes down, in nanoseconds since 1970 UTC; the years 0001 to 9999.
package struct TimeLiteral: Hashable, Sendable, CustomStringConvertible {
    package let nanoseconds: Int128

    private static let first = Int128(-62_135_596_800) * 1_000_000_000
    private static let last = Int128(253_402_300_800) * 1_000_000_000 - 1

    /// Nil outside the years 0001 to 9999.
    package init?(nanoseconds: Int128) {
        guard nanoseconds >= Self.first, nanoseconds <= Self.last else { return nil }
        self.nanoseconds = nanoseconds
    }

    /// RFC 3339 in UTC, the fraction as short as it can be.
    package var description: String {
        let second: Int128 = 1_000_000_000
        let fraction = ((nanoseconds % second) + second) % second
        let seconds = Int((nanoseconds - fraction) / second)
        let secondOfDay = ((seconds % 86_400) + 86_400) % 86_400
        let (year, month, day) = DateTimeText.civil(days: (seconds - secondOfDay) / 86_400)
        let date = "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
        let minutes = "\(Self.padded(secondOfDay / 3_600, 2)):\(Self.padded(secondOfDay / 60 % 60, 2))"
        var digits = fraction == 0 ? "" : "." + Self.padded(Int(fraction), 9)
        while digits.last == "0" { digits.removeLast() }
        return "\(date)T\(minutes):\(Self.padded(secondOfDay % 60, 2))\(digits)Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
