/// How a date-time is written, but for its digits: what stands between date and time, how many digits of fraction, and
/// which zone.
struct TimeForm: Sendable {
    private let mark: UInt8
    private let digits: Int
    /// One byte or six.
    private let zone: [UInt8]
    /// Seconds east of UTC.
    private let offset: Int64

    /// The form of the date-time of `count` bytes at `text`, which has `digits` digits of fraction, in one word: never 0.
    @inline(__always)
    static func key(_ text: UnsafeRawPointer, _ count: Int, digits: Int) -> UInt64 {
        let mark = UInt64(text.load(fromByteOffset: 10, as: UInt8.self))
        let start = digits == 0 ? 19 : 20 &+ digits
        let last = UInt64(text.load(fromByteOffset: count &- 1, as: UInt8.self))
        let head = UInt64(mark) << 56 | UInt64(digits) << 48
        if count &- start == 1 { return head | last }
        let sign = UInt64(text.loadUnaligned(fromByteOffset: start, as: UInt32.self).littleEndian)
        let rest = UInt64(text.loadUnaligned(fromByteOffset: start + 4, as: UInt16.self).littleEndian)
        return head | rest << 32 | sign
    }

    init(key: UInt64) {
        mark = UInt8(truncatingIfNeeded: key >> 56)
        digits = Int(key >> 48 & 0xF)
        let bytes = (0..<6).map { UInt8(truncatingIfNeeded: key >> UInt64(8 * $0)) }
        if bytes[1] == 0 {
            zone = [bytes[0]]
            offset = 0
        } else {
            zone = bytes
            func pair(_ index: Int) -> Int64 { Int64(bytes[index] &- 0x30) * 10 + Int64(bytes[index + 1] &- 0x30) }
            let seconds = pair(1) * 3600 + pair(4) * 60
            offset = bytes[0] == UInt8(ascii: "-") ? -seconds : seconds
        }
    }

    /// Appends the time that is `count` units after 1970 in this form.
    func append(_ count: Int64, _ unit: TimeUnit, to bytes: inout [UInt8]) {
        var (seconds, fraction) = count.quotientAndRemainder(dividingBy: unit.unitsPerSecond)
        if fraction < 0 {
            fraction += unit.unitsPerSecond
            seconds -= 1
        }
        var (days, second) = (seconds + offset).quotientAndRemainder(dividingBy: 86_400)
        if second < 0 {
            second += 86_400
            days -= 1
        }
        let date = CivilDate.date(days: Int(days))
        DecimalDigits.append(UInt64(date.year.magnitude), atLeast: 4, to: &bytes)
        append(UInt8(ascii: "-"), Int64(date.month), to: &bytes)
        append(UInt8(ascii: "-"), Int64(date.day), to: &bytes)
        append(mark, second / 3600, to: &bytes)
        append(UInt8(ascii: ":"), second / 60 % 60, to: &bytes)
        append(UInt8(ascii: ":"), second % 60, to: &bytes)
        if digits > 0 {
            bytes.append(UInt8(ascii: "."))
            var rest = UInt64(fraction * (1_000_000_000 / unit.unitsPerSecond))
            for _ in digits..<9 { rest /= 10 }
            DecimalDigits.append(rest, atLeast: digits, to: &bytes)
        }
        bytes.append(contentsOf: zone)
    }

    private func append(_ separator: UInt8, _ number: Int64, to bytes: inout [UInt8]) {
        bytes.append(separator)
        bytes.append(0x30 + UInt8(truncatingIfNeeded: number / 10))
        bytes.append(0x30 + UInt8(truncatingIfNeeded: number % 10))
    }
}
