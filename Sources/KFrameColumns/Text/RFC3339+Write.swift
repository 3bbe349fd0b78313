extension RFC3339 {
    /// Appends a time in UTC: `value` counts `unit`s since 1970. There are always as many digits of fraction as the unit
    /// has (3, 6 or 9). A year beyond 0000 to 9999, which RFC 3339 has no form for, is written with its sign.
    package static func append(_ value: Int64, _ unit: TimeUnit, to bytes: inout [UInt8]) {
        let perSecond = unit.unitsPerSecond
        var (seconds, fraction) = value.quotientAndRemainder(dividingBy: perSecond)
        if fraction < 0 {
            fraction += perSecond
            seconds -= 1
        }
        var (days, secondOfDay) = seconds.quotientAndRemainder(dividingBy: 86_400)
        if secondOfDay < 0 {
            secondOfDay += 86_400
            days -= 1
        }
        let date = CivilDate.date(days: Int(days))
        if date.year < 0 {
            bytes.append(UInt8(ascii: "-"))
        } else if date.year > 9999 {
            bytes.append(UInt8(ascii: "+"))
        }
        DecimalDigits.append(UInt64(date.year.magnitude), atLeast: 4, to: &bytes)
        append(UInt8(ascii: "-"), date.month, to: &bytes)
        append(UInt8(ascii: "-"), date.day, to: &bytes)
        append(UInt8(ascii: "T"), Int(secondOfDay) / 3600, to: &bytes)
        append(UInt8(ascii: ":"), Int(secondOfDay) / 60 % 60, to: &bytes)
        append(UInt8(ascii: ":"), Int(secondOfDay) % 60, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        DecimalDigits.append(UInt64(fraction), atLeast: unit.fractionDigits, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    package static func string(_ value: Int64, _ unit: TimeUnit) -> String {
        var bytes: [UInt8] = []
        append(value, unit, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ separator: UInt8, _ number: Int, to bytes: inout [UInt8]) {
        bytes.append(separator)
        bytes.append(0x30 + UInt8(truncatingIfNeeded: number / 10))
        bytes.append(0x30 + UInt8(truncatingIfNeeded: number % 10))
    }
}
