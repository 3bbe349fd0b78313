/// Reads the date-times that a filter writes: RFC 3339, seconds optional, and tells those that lack a zone.
///
/// (The strings of events are read by the stricter `RFC3339` of KFrameColumns.)
enum DateTimeText {
    enum Reading: Equatable {
        /// Nanoseconds since 1970 UTC.
        case instant(Int128)
        /// A date, or a date and a time, without a zone.
        case noZone
        /// Anything else.
        case none
    }

    /// Reads `YYYY-MM-DD(T| )HH:MM[:SS[.fraction]](Z|±HH:MM)` in either case, with at most nine digits of fraction.
    static func read(_ text: UnsafeRawBufferPointer) -> Reading {
        guard text.count >= 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-") else { return .none }
        let year = number(text, 0, 2) * 100 + number(text, 2, 2)
        let month = number(text, 5, 2)
        let day = number(text, 8, 2)
        guard year >= 1, number(text, 0, 2) >= 0, number(text, 2, 2) >= 0, month >= 1, month <= 12, day >= 1,
            day <= length(ofMonth: month, year: year)
        else { return .none }
        if text.count == 10 { return .noZone }
        let separator = text[10]
        guard separator | 0x20 == UInt8(ascii: "t") || separator == UInt8(ascii: " ") else { return .none }
        guard text.count >= 16, text[13] == UInt8(ascii: ":") else { return .none }
        let hour = number(text, 11, 2)
        let minute = number(text, 14, 2)
        guard hour >= 0, hour <= 23, minute >= 0, minute <= 59 else { return .none }
        var index = 16
        var second = 0
        var nanosecond = 0
        if text.count >= 19, text[16] == UInt8(ascii: ":") {
            second = number(text, 17, 2)
            guard second >= 0, second <= 59 else { return .none }
            index = 19
            if index < text.count, text[index] == UInt8(ascii: ".") {
                guard let (value, end) = fraction(text, from: index + 1) else { return .none }
                nanosecond = value
                index = end
            }
        }
        if index == text.count { return .noZone }
        guard let offset = zone(text, from: index) else { return .none }
        let minutes = days(year: year, month: month, day: day) * 1_440 + hour * 60 + minute - offset
        return .instant(Int128(minutes * 60 + second) * 1_000_000_000 + Int128(nanosecond))
    }

    /// Days since 1970-01-01 of a date in the proleptic Gregorian calendar.
    static func days(year: Int, month: Int, day: Int) -> Int {
        // Years begin in March here, so that the leap day is the last of its year.
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let leapDays = floored(shifted, 4) - floored(shifted, 100) + floored(shifted, 400)
        return shifted * 365 + leapDays + dayOfYear - 719_468
    }

    /// The date so many days after 1970-01-01.
    static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = floored(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
    }

    /// `width` digits at `index` as a number; far below 0 where one is no digit.
    private static func number(_ text: UnsafeRawBufferPointer, _ index: Int, _ width: Int) -> Int {
        var value = 0
        for offset in 0..<width {
            let digit = Int(text[index + offset]) - 0x30
            guard digit >= 0, digit <= 9 else { return -1_000_000 }
            value = value * 10 + digit
        }
        return value
    }

    private static func fraction(_ text: UnsafeRawBufferPointer, from start: Int) -> (value: Int, end: Int)? {
        var value = 0
        var index = start
        while index < text.count, (0x30...0x39).contains(text[index]) {
            guard index - start < 9 else { return nil }
            value = value * 10 + Int(text[index]) - 0x30
            index += 1
        }
        guard index > start else { return nil }
        for _ in (index - start)..<9 { value *= 10 }
        return (value, index)
    }

    /// The zone's offset in minutes, where the text ends with a zone at `index`.
    private static func zone(_ text: UnsafeRawBufferPointer, from index: Int) -> Int? {
        if text.count == index + 1, text[index] | 0x20 == UInt8(ascii: "z") { return 0 }
        guard text.count == index + 6, text[index + 3] == UInt8(ascii: ":") else { return nil }
        let sign = text[index] == UInt8(ascii: "+") ? 1 : text[index] == UInt8(ascii: "-") ? -1 : 0
        let hours = number(text, index + 1, 2)
        let minutes = number(text, index + 4, 2)
        guard sign != 0, hours >= 0, hours <= 23, minutes >= 0, minutes <= 59 else { return nil }
        return sign * (hours * 60 + minutes)
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func floored(_ value: Int, _ divisor: Int) -> Int {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
