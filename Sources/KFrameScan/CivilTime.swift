/// A date and a time of day in the proleptic Gregorian calendar, without a zone.
package struct CivilTime: Hashable, Sendable {
    package var year: Int
    package var month: Int
    package var day: Int
    package var hour: Int
    package var minute: Int
    package var second: Int
    package var millisecond: Int

    package init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, millisecond: Int = 0)
    {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.millisecond = millisecond
    }

    /// The civil time in UTC of an instant in milliseconds since 1970.
    package init(epochMilliseconds: Int64) {
        let days = epochMilliseconds.floorDividing(86_400_000)
        // By the remainder, not by a product: of the least timestamps that would overflow.
        let remainder = Int(epochMilliseconds % 86_400_000)
        let rest = remainder < 0 ? remainder + 86_400_000 : remainder
        // Days since 0000-03-01, in eras of 400 years: the leap day falls at the end of each year so counted.
        let shifted = Int(days) + 719_468
        let era = Int(Int64(shifted).floorDividing(146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = rest / 3_600_000
        minute = rest / 60_000 % 60
        second = rest / 1_000 % 60
        millisecond = rest % 1_000
    }

    /// The instant, were this civil time in UTC, in milliseconds since 1970.
    package var epochMilliseconds: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = Int(Int64(shiftedYear).floorDividing(400))
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = Int64(era * 146_097 + dayOfEra - 719_468)
        let seconds = Int64(hour * 3_600 + minute * 60 + second)
        return days * 86_400_000 + seconds * 1_000 + Int64(millisecond)
    }

    /// Whether such a date and time exist.
    package var isValid: Bool { mistake == nil }

    /// Why there is no such date or time of day, and what to write; nil where there is.
    package var mistake: String? {
        guard (1...9_999).contains(year) else { return "years are 0001 to 9999" }
        guard (1...12).contains(month) else { return "there is no month \(month); months are 01 to 12" }
        let days = Self.days(inMonth: month, year: year)
        guard (1...days).contains(day) else {
            return "there is no day \(day) in that month; its days are 01 to \(days)"
        }
        if hour == 24 { return "there is no hour 24; for the end of a day write 00:00 of the next" }
        guard (0...23).contains(hour) else { return "there is no hour \(hour); hours are 00 to 23" }
        guard (0...59).contains(minute) else { return "there is no minute \(minute); minutes are 00 to 59" }
        if second == 60 { return "Kafka's times know no leap seconds; seconds are 00 to 59" }
        guard (0...59).contains(second) else { return "there is no second \(second); seconds are 00 to 59" }
        return (0...999).contains(millisecond) ? nil : "milliseconds are 000 to 999"
    }

    private static func days(inMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CivilTime {
    /// An instant in milliseconds since 1970 as RFC 3339 in UTC; the fraction only where it is not zero.
    package static func rfc3339(epochMilliseconds: Int64) -> String {
        let time = CivilTime(epochMilliseconds: epochMilliseconds)
        guard (0...9_999).contains(time.year) else { return "\(epochMilliseconds) ms since 1970" }
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let date = "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
        let clock = "\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))"
        return "\(date)T\(clock)\(time.millisecond == 0 ? "" : ".\(padded(time.millisecond, 3))")Z"
    }
}

extension Int64 {
    /// The quotient rounded towards minus infinity; `divisor` is positive.
    package func floorDividing(_ divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
