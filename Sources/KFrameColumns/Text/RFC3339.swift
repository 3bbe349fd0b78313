/// Date-times as RFC 3339 writes them: `2022-09-22T12:00:00.5+02:00`.
package enum RFC3339 {
    /// The moment that `text` names, where all of it is a date-time with a zone.
    ///
    /// Taken besides the strict form: a blank or `t` for `T`, `z` for `Z`, one to nine digits of fraction. Refused: a
    /// second of 60, year 0000, and a moment whose year in UTC is not 1 to 9999 (it could not be written back).
    package static func parse(_ text: UnsafeRawBufferPointer) -> EpochTime? {
        guard let base = text.baseAddress else { return nil }
        return parse(base, text.count)
    }

    package static func parse(_ text: String) -> EpochTime? {
        var text = text
        return text.withUTF8 { parse(UnsafeRawBufferPointer($0)) }
    }

    static func parse(_ text: UnsafeRawPointer, _ count: Int) -> EpochTime? {
        var memo = DateMemo()
        return parse(text, count, &memo)?.time
    }

    /// The date that was read last, for times of one column are often of one day.
    struct DateMemo {
        /// The text `yyyy-mm-dd`, its first eight bytes and the other two.
        fileprivate var text: (UInt64, UInt16) = (0, 0)
        fileprivate var days = 0
    }

    /// The moment, and how many digits of fraction its text has.
    @inline(__always)
    static func parse(
        _ text: UnsafeRawPointer, _ count: Int, _ memo: inout DateMemo
    ) -> (time: EpochTime, digits: Int)? {
        // yyyy-mm-ddThh:mm:ssZ is the shortest, with 9 digits of fraction and +hh:mm the longest. All loads up to the
        // second lie within the first 19 bytes.
        guard count >= 20, count <= 35 else { return nil }
        let at = { (index: Int) in text.load(fromByteOffset: index, as: UInt8.self) }
        let mark = at(10)
        guard mark == UInt8(ascii: "T") || mark == UInt8(ascii: "t") || mark == UInt8(ascii: " ") else { return nil }
        // The first byte is the lowest: "yyyy-mm-", then "dd?hh:mm" with whatever the mark is.
        guard
            let time = pairs(
                text, 8, shape: 0x3030_3A30_3000_3030 | UInt64(mark) << 16, separators: 0x0000_FF00_00FF_0000),
            at(16) == UInt8(ascii: ":")
        else { return nil }
        let written = (
            text.loadUnaligned(as: UInt64.self), text.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
        )
        if written != memo.text {
            guard let days = days(text, day: Int(time & 0xFF)) else { return nil }
            memo.text = written
            memo.days = days
        }
        let hour = Int(time >> 24 & 0xFF)
        let minute = Int(time >> 48 & 0xFF)
        let second = pair(text, 17)
        // A second that is no number is far above the limit.
        guard hour <= 23, minute <= 59, second <= 59 else { return nil }
        // As JavaScript writes them, with milliseconds and in UTC.
        if count == 24, let rest = pairs(text, 16, shape: 0x5A30_3030_2E30_303A, separators: 0xFF00_0000_FF00_00FF) {
            let milliseconds =
                Int(rest >> 32 & 0xFF) * 10 + Int((text.load(fromByteOffset: 22, as: UInt8.self)) &- 0x30)
            let seconds = memo.days * 86_400 + hour * 3600 + minute * 60 + second
            return (
                EpochTime(seconds: Int64(seconds), nanoseconds: Int32(truncatingIfNeeded: milliseconds * 1_000_000)), 3
            )
        }

        var index = 19
        var nanoseconds = 0
        var digits = 0
        if at(index) == UInt8(ascii: ".") {
            index += 1
            let first = index
            while index < count, at(index) &- 0x30 < 10, index - first < 9 {
                nanoseconds = nanoseconds * 10 + Int(at(index) &- 0x30)
                index += 1
            }
            digits = index - first
            if digits == 0 { return nil }
            for _ in digits..<9 { nanoseconds *= 10 }
        }
        guard let offset = offset(text, index, count) else { return nil }

        let seconds = memo.days * 86_400 + hour * 3600 + minute * 60 + second - offset
        if seconds < earliest || seconds > latest { return nil }
        return (EpochTime(seconds: Int64(seconds), nanoseconds: Int32(truncatingIfNeeded: nanoseconds)), digits)
    }

    /// Days since 1970 of the date that starts with `yyyy-mm-`; nil where there is none.
    private static func days(_ text: UnsafeRawPointer, day: Int) -> Int? {
        guard let date = pairs(text, 0, shape: 0x2D30_302D_3030_3030, separators: 0xFF00_00FF_0000_0000) else {
            return nil
        }
        let year = Int(date & 0xFF) * 100 + Int(date >> 16 & 0xFF)
        let month = Int(date >> 40 & 0xFF)
        guard year >= 1, year <= 9999, month >= 1, month <= 12, day >= 1,
            day <= 28 || day <= CivilDate.dayCount(year: year, month: month)
        else { return nil }
        return CivilDate.days(year: year, month: month, day: day)
    }

    /// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
    private static let earliest = -62_135_596_800
    private static let latest = 253_402_300_799

    /// Eight bytes at `index` of digits and separators: in the byte of each digit ten times it and the next digit, so that
    /// the byte of a pair's first digit is the pair's number; nil where a byte is not as `shape` has it (`0` for a digit).
    @inline(__always)
    private static func pairs(_ text: UnsafeRawPointer, _ index: Int, shape: UInt64, separators: UInt64) -> UInt64? {
        let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ shape
        // A digit has become 0 to 9, a separator 0; a carry into the next byte comes only from a byte that fails anyway.
        if (word | (word &+ 0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0 | word & separators != 0 { return nil }
        return word &* 10 &+ (word >> 8)
    }

    /// The two digits at `index` as a number, or one above 1000 where they are none.
    @inline(__always)
    private static func pair(_ text: UnsafeRawPointer, _ index: Int) -> Int {
        let tens = text.load(fromByteOffset: index, as: UInt8.self) &- 0x30
        let ones = text.load(fromByteOffset: index + 1, as: UInt8.self) &- 0x30
        return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : 1_000_000
    }

    /// Seconds east of UTC, where the text from `index` on is a zone and nothing else.
    @inline(__always)
    private static func offset(_ text: UnsafeRawPointer, _ index: Int, _ count: Int) -> Int? {
        let at = { (index: Int) in text.load(fromByteOffset: index, as: UInt8.self) }
        if count - index == 1 { return at(index) == UInt8(ascii: "Z") || at(index) == UInt8(ascii: "z") ? 0 : nil }
        guard count - index == 6, at(index + 3) == UInt8(ascii: ":") else { return nil }
        let hours = pair(text, index + 1)
        let minutes = pair(text, index + 4)
        guard hours <= 23, minutes <= 59 else { return nil }
        switch at(index) {
        case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
        case UInt8(ascii: "-"): return -(hours * 3600 + minutes * 60)
        default: return nil
        }
    }
}
