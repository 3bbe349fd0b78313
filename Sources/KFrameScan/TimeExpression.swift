/// A time as people write it on a command line or in a call, and what instant it means.
///
/// RFC 3339 with a zone, seconds optional; `now`; `-2h`, `-7d` before now; `+2h` after the start (for an end);
/// 13 digits of milliseconds since 1970; `earliest` and `latest` for no bound.
package struct TimeExpression: Sendable {
    /// What an expression is relative to, and what it does with a time without a zone.
    package struct Context: Sendable {
        /// Milliseconds since 1970.
        package var now: Int64
        /// The start of the range, for `+2h`; nil while the start itself is parsed.
        package var start: Int64?
        /// The instants that a civil time may mean in the user's zone: none in a gap, two in a fold. Nil where no
        /// zone was given: then a time without one is refused.
        package var instants: (@Sendable (CivilTime) -> [Int64])?
        /// The zone's name, for messages.
        package var zoneName: String?

        package init(
            now: Int64, start: Int64? = nil, zoneName: String? = nil,
            instants: (@Sendable (CivilTime) -> [Int64])? = nil
        ) {
            self.now = now
            self.start = start
            self.zoneName = zoneName
            self.instants = instants
        }
    }

    /// Which side of the range is meant.
    package enum Side: Sendable { case from, to }

    /// The instant in milliseconds since 1970, or nil for no bound.
    package static func parse(_ text: String, _ side: Side, in context: Context) throws(ScanError) -> Int64? {
        let trimmed = Substring(text).trimmed()
        switch trimmed.lowercased() {
        case "":
            throw refused(text, "it is empty; write a time such as 2022-09-22T12:00Z")
        case "earliest":
            guard side == .from else { throw refused(text, "earliest is a start; for no upper bound write latest") }
            return nil
        case "latest":
            guard side == .to else { throw refused(text, "latest is an end; for no lower bound write earliest") }
            return nil
        case "now":
            return context.now
        default:
            break
        }
        if let relative = try relative(trimmed, side, in: context, text) { return relative }
        if trimmed.allSatisfy({ $0.isASCII && $0.isNumber }) { return try epoch(trimmed, text) }
        return try calendar(trimmed, in: context, text)
    }

    private static func relative(
        _ trimmed: Substring, _ side: Side, in context: Context, _ text: String
    ) throws(ScanError) -> Int64? {
        guard let sign = trimmed.first, sign == "-" || sign == "+" else { return nil }
        guard let span = DurationText.milliseconds(trimmed.dropFirst()) else {
            throw refused(text, "a relative time is a sign and a duration, such as -2h, -7d or +90m")
        }
        if sign == "-" {
            return try sum(context.now, -span, text)
        }
        guard side == .to else {
            throw refused(text, "+ counts from the start, so it can only be an end; write -2h for two hours before now")
        }
        guard let start = context.start else {
            throw refused(text, "+ counts from the start, and the start is earliest; give the start a time")
        }
        return try sum(start, span, text)
    }

    private static func sum(_ a: Int64, _ b: Int64, _ text: String) throws(ScanError) -> Int64 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        guard !overflow else { throw refused(text, "it is out of range") }
        return sum
    }

    private static func epoch(_ digits: Substring, _ text: String) throws(ScanError) -> Int64 {
        switch digits.count {
        case 13:
            if let value = Int64(digits) { return value }
        case 9...11:
            throw refused(text, "it looks like seconds since 1970; kframe takes milliseconds: write \(digits)000")
        case 16:
            throw refused(
                text, "it looks like microseconds since 1970; kframe takes milliseconds: write \(digits.dropLast(3))")
        case 19:
            throw refused(
                text, "it looks like nanoseconds since 1970; kframe takes milliseconds: write \(digits.dropLast(6))")
        case 4, 8:
            throw refused(text, "a date is written with hyphens, a time and a zone: 2022-09-22T00:00Z")
        default:
            break
        }
        throw refused(text, "a number must be milliseconds since 1970, in 13 digits")
    }

    private static func calendar(
        _ trimmed: Substring, in context: Context, _ text: String
    ) throws(ScanError) -> Int64 {
        var scanner = CalendarScanner(trimmed)
        guard let parsed = scanner.scan() else {
            throw refused(text, "write it as 2022-09-22T12:00Z, or -2h, or now")
        }
        guard !parsed.isTooFine else {
            throw refused(
                text, "Kafka's times are in milliseconds, and none is rounded: write three digits of a second at most")
        }
        if let mistake = parsed.time.mistake { throw refused(text, mistake) }
        if let offset = parsed.offsetMinutes {
            return parsed.time.epochMilliseconds - Int64(offset) * 60_000
        }
        let spelling = parsed.hasClock ? "\(trimmed)Z" : "\(trimmed)T00:00Z"
        guard let instants = context.instants else {
            throw refused(text, "it has no zone; write \(spelling), or pass --timezone")
        }
        let zone = context.zoneName ?? "that zone"
        let candidates = instants(parsed.time)
        switch candidates.count {
        case 1:
            return candidates[0]
        case 0:
            throw refused(
                text, "clocks in \(zone) were put forward then, so this time never was; give it with an offset")
        default:
            let choices = candidates.map { CivilTime.rfc3339(epochMilliseconds: $0) }.joined(separator: " or ")
            throw refused(text, "clocks in \(zone) were put back then, so it was twice; write \(choices)")
        }
    }

    private static func refused(_ text: String, _ why: String) -> ScanError {
        ScanError(.invalidTime, "cannot take “\(text)” as a time: \(why)")
    }
}

/// Reads `YYYY-MM-DD[(T| )HH:MM[:SS[.fraction]][Z|±HH:MM]]`.
private struct CalendarScanner {
    struct Parsed {
        var time: CivilTime
        var offsetMinutes: Int?
        var hasClock: Bool
        /// Finer than Kafka's milliseconds: it would have to be rounded, which could move a record.
        var isTooFine = false
    }

    private var rest: Substring.UTF8View

    init(_ text: Substring) { rest = text.utf8 }

    mutating func scan() -> Parsed? {
        guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2) else { return nil }
        var time = CivilTime(year: year, month: month, day: day)
        var isTooFine = false
        guard !rest.isEmpty else { return Parsed(time: time, offsetMinutes: nil, hasClock: false) }
        guard take("T") || take("t") || take(" ") else { return nil }
        guard let hour = number(2), take(":"), let minute = number(2) else { return nil }
        time.hour = hour
        time.minute = minute
        if take(":") {
            guard let second = number(2) else { return nil }
            time.second = second
            if take(".") {
                let digits = rest.prefix { (0x30...0x39).contains($0) }
                guard !digits.isEmpty else { return nil }
                isTooFine = !digits.dropFirst(3).allSatisfy { $0 == 0x30 }
                rest = rest.dropFirst(digits.count)
                let first = Array(digits.prefix(3)) + Array(repeating: 0x30, count: max(0, 3 - digits.count))
                time.millisecond = first.reduce(0) { $0 * 10 + Int($1) - 0x30 }
            }
        }
        if rest.isEmpty { return Parsed(time: time, offsetMinutes: nil, hasClock: true, isTooFine: isTooFine) }
        guard let offset = zone(), rest.isEmpty else { return nil }
        return Parsed(time: time, offsetMinutes: offset, hasClock: true, isTooFine: isTooFine)
    }

    private mutating func zone() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = number(2), hours <= 23 else { return nil }
        let hasColon = take(":")
        if rest.isEmpty, !hasColon { return sign * hours * 60 }
        guard let minutes = number(2), minutes <= 59 else { return nil }
        return sign * (hours * 60 + minutes)
    }

    private mutating func number(_ width: Int) -> Int? {
        let digits = rest.prefix(width)
        guard digits.count == width, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(width)
        return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest = rest.dropFirst()
        return true
    }
}

extension Substring {
    fileprivate func trimmed() -> Substring {
        var slice = self
        while let first = slice.first, first.isWhitespace { slice = slice.dropFirst() }
        while let last = slice.last, last.isWhitespace { slice = slice.dropLast() }
        return slice
    }
}
