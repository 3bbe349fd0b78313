/// Numbers as people read them. The decimal separator is a point and thousands are parted by commas, in any locale.
package enum HumanFormat {
    /// 1234567 as `1,234,567`.
    package static func count(_ number: some BinaryInteger) -> String {
        let digits = String(number.magnitude)
        var result = number < 0 ? "-" : ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return result
    }

    /// `1 row`, `2,000 rows`.
    package static func counted(_ number: some BinaryInteger, _ noun: String) -> String {
        "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// Three digits at most, and a letter for the thousands: `999`, `1.23 k`, `45.6 M`.
    package static func short(_ number: Double) -> String {
        scaled(number, units: ["", " k", " M", " G", " T", " P", " E"])
    }

    /// Bytes in powers of a thousand: `986 MB`.
    package static func bytes(_ number: some BinaryInteger) -> String {
        bytes(Double(number))
    }

    package static func bytes(_ number: Double) -> String {
        scaled(number, units: [" B", " kB", " MB", " GB", " TB", " PB", " EB"])
    }

    /// `350 ms`, `1.4 s`, `2 min 5 s`, `1 h 2 min`, `3 d 4 h`.
    package static func duration(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let exact = Double(seconds) + Double(attoseconds) * 1e-18
        if exact < 0 { return "-" + self.duration(.zero - duration) }
        if exact < 0.0005 { return "\(Int((exact * 1e6).rounded())) µs" }
        if exact < 0.9995 { return "\(Int((exact * 1_000).rounded())) ms" }
        if exact < 9.95 { return fixed(exact, decimals: 1) + " s" }
        let whole = Int64(exact.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3_600 { return pair(whole / 60, "min", whole % 60, "s") }
        if whole < 86_400 { return pair(whole / 3_600, "h", whole % 3_600 / 60, "min") }
        return pair(whole / 86_400, "d", whole % 86_400 / 3_600, "h")
    }

    /// A share of a whole as whole per cents; 100 % only where it is all.
    package static func percent(_ part: Int64, of whole: Int64) -> String {
        guard whole > 0 else { return "100 %" }
        let exact = 100 * Double(max(0, part)) / Double(whole)
        return "\(part >= whole ? 100 : Int(min(99, exact))) %"
    }

    /// `number` with just so many decimals.
    package static func fixed(_ number: Double, decimals: Int) -> String {
        var power = 1.0
        for _ in 0..<decimals { power *= 10 }
        let scaled = (number.magnitude * power).rounded()
        guard scaled < 1e18 else { return "\(number)" }
        var digits = String(Int64(scaled))
        let sign = number < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return sign + digits }
        while digits.count <= decimals { digits = "0" + digits }
        return sign + digits.dropLast(decimals) + "." + digits.suffix(decimals)
    }

    private static func scaled(_ number: Double, units: [String]) -> String {
        var scaled = number
        var unit = 0
        while scaled.magnitude >= 999.5, unit < units.count - 1 {
            scaled /= 1_000
            unit += 1
        }
        let decimals = unit == 0 || scaled.magnitude >= 99.95 ? 0 : scaled.magnitude >= 9.995 ? 1 : 2
        return fixed(scaled, decimals: decimals) + units[unit]
    }

    private static func pair(_ large: Int64, _ largeUnit: String, _ small: Int64, _ smallUnit: String) -> String {
        small == 0 ? "\(large) \(largeUnit)" : "\(large) \(largeUnit) \(small) \(smallUnit)"
    }
}
