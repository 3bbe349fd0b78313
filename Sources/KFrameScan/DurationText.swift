/// Durations as people write them: `90s`, `10m`, `2h`, `7d`, `250ms`, and sums of these (`1h30m`).
package enum DurationText {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// The milliseconds that `text` stands for, or nil where it is no duration (a sign is not part of one).
    package static func milliseconds(_ text: some StringProtocol) -> Int64? {
        var rest = Substring(text.lowercased())
        guard !rest.isEmpty else { return nil }
        var total: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(letters.count)
            guard let count = Int64(digits), let factor = factor(of: String(letters)) else { return nil }
            let (part, overflow) = count.multipliedReportingOverflow(by: factor)
            let (sum, overflow2) = total.addingReportingOverflow(part)
            guard !overflow, !overflow2 else { return nil }
            total = sum
        }
        return total
    }

    /// The shortest exact spelling: `10m`, `1h30m`, `250ms`, `0s`.
    package static func short(milliseconds: Int64) -> String {
        guard milliseconds != 0 else { return "0s" }
        var rest = milliseconds.magnitude
        var text = milliseconds < 0 ? "-" : ""
        for unit in units {
            let count = rest / UInt64(unit.milliseconds)
            if count > 0 { text += "\(count)\(unit.name)" }
            rest %= UInt64(unit.milliseconds)
        }
        return text
    }

    private static func factor(of unit: String) -> Int64? {
        switch unit {
        case "w": 604_800_000
        case "min": 60_000
        case "sec": 1_000
        default: units.first { $0.name == unit }?.milliseconds
        }
    }
}
