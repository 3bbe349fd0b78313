import KFrameColumns

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The design's type rules, written for reading and not for speed, over plain values.
enum ReferenceModel {
    /// The type of a column of `values`.
    static func type(_ values: [VariantValue], detectTimes: Bool = true) -> DataType {
        let present = values.filter { $0 != .absent && $0 != .null }
        if present.contains(where: { $0.kind == .bytes }) { return .binary }
        if !present.isEmpty, present.allSatisfy({ $0.kind == .list }) {
            let items = present.flatMap(items).filter { $0 != .null }
            if items.isEmpty { return .list(.utf8) }
            if let item = scalarType(items) { return .list(item) }
            return .utf8
        }
        if detectTimes, !present.isEmpty {
            let times = present.map { value -> Moment? in
                if case .string(let text) = value { time(text) } else { nil }
            }
            if times.allSatisfy({ $0 != nil }) {
                let moments = times.compactMap { $0 }
                if moments.allSatisfy({ $0.nanoseconds % 1000 == 0 }) { return .timestamp(.microsecond) }
                if moments.allSatisfy({ (-9_223_372_036...9_223_372_035).contains($0.seconds) }) {
                    return .timestamp(.nanosecond)
                }
            }
        }
        return scalarType(present) ?? .utf8
    }

    /// The one type of scalars; nil where they have none in common.
    private static func scalarType(_ values: [VariantValue]) -> DataType? {
        if values.isEmpty { return nil }
        let kinds = Set(values.map(\.kind))
        if kinds == [.bool] { return .bool }
        if kinds == [.int64] { return .int64 }
        if kinds == [.string] || kinds == [.digits] { return .utf8 }
        if kinds == [.double] { return .double }
        if kinds == [.int64, .double] {
            let areExact = values.allSatisfy { value in
                if case .int64(let integer) = value { isExact(integer) } else { true }
            }
            return areExact ? .double : nil
        }
        return nil
    }

    /// The cell that `value` is in a column of type `type`; nil where it does not fit.
    static func cell(_ value: VariantValue, _ type: DataType, isItem: Bool = false) -> Cell? {
        switch (type, value) {
        case (_, .absent), (_, .null): .null
        case (.bool, .bool(let value)): .bool(value)
        case (.int64, .int64(let value)): .int(value)
        case (.int32, .int64(let value)): Int32(exactly: value) == nil ? nil : .int(value)
        case (.double, .double(let value)): .double(value.bitPattern)
        case (.double, .int64(let value)): isExact(value) ? .double(Double(value).bitPattern) : nil
        case (.timestamp(let unit), .string(let text)): time(text).flatMap { count($0, unit) }.map { .int($0) }
        case (.list(let item), .list(let values)): cells(values, item).map { .list($0) }
        case (.binary, .bytes(let bytes)): .text(bytes)
        case (.utf8, .string(let text)), (.binary, .string(let text)): .text(text)
        case (.utf8, .digits(let text)), (.binary, .digits(let text)): .text(text)
        case (.utf8, .bytes): nil
        case (.utf8, _), (.binary, _): isItem ? nil : .text(json(value))
        default: nil
        }
    }

    private static func cells(_ values: [VariantValue], _ item: DataType) -> [Cell]? {
        let cells = values.map { cell($0, item, isItem: true) }
        return cells.contains(nil) ? nil : cells.compactMap { $0 }
    }

    static func json(_ value: VariantValue) -> String {
        switch value {
        case .absent, .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .int64(let value): return String(value)
        case .double(let value): return number(value)
        case .digits(let text), .json(let text): return text
        case .list(let values): return "[" + values.map(json).joined(separator: ",") + "]"
        case .bytes(let bytes): return #"{"base64":""# + Base64.encode(bytes) + #""}"#
        case .string(let text):
            let escaped = text.unicodeScalars.map { scalar -> String in
                switch scalar {
                case "\"": #"\""#
                case "\\": #"\\"#
                case "\n": #"\n"#
                case "\t": #"\t"#
                case "\r": #"\r"#
                case "\u{8}": #"\b"#
                case "\u{C}": #"\f"#
                case ..<" ": "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
                default: String(scalar)
                }
            }
            return "\"" + escaped.joined() + "\""
        }
    }

    /// The standard library's shortest digits, with a plain exponent.
    static func number(_ value: Double) -> String {
        let parts = value.description.split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]) else { return value.description }
        return "\(parts[0])e\(exponent)"
    }

    struct Moment {
        let seconds: Int64
        let nanoseconds: Int64
    }

    /// RFC 3339 as the design takes it; by a pattern, and the C library's calendar.
    static func time(_ text: String) -> Moment? {
        let pattern = /(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d\d):(\d\d))/
            .asciiOnlyDigits()
        guard let match = text.wholeMatch(of: pattern)?.output,
            let year = Int32(match.1), let month = Int32(match.2), let day = Int32(match.3),
            let hour = Int32(match.4), let minute = Int32(match.5), let second = Int32(match.6)
        else { return nil }
        guard year > 0, hour < 24, minute < 60, second < 60 else { return nil }
        var parts = tm()
        parts.tm_year = year - 1900
        parts.tm_mon = month - 1
        parts.tm_mday = day
        parts.tm_hour = hour
        parts.tm_min = minute
        parts.tm_sec = second
        var seconds = timegm(&parts)
        // The library mends a date that is none; then it is another.
        guard parts.tm_mon == month - 1, parts.tm_mday == day, day > 0 else { return nil }
        if let sign = match.9, let hours = match.10.flatMap({ Int($0) }), let minutes = match.11.flatMap({ Int($0) }) {
            guard hours < 24, minutes < 60 else { return nil }
            seconds -= (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
        }
        guard (-62_135_596_800...253_402_300_799).contains(seconds) else { return nil }
        let fraction = String(match.7 ?? "")
        let digits = fraction + String(repeating: "0", count: 9 - fraction.count)
        return Moment(seconds: Int64(seconds), nanoseconds: Int64(digits) ?? 0)
    }

    private static func count(_ moment: Moment, _ unit: TimeUnit) -> Int64? {
        let step = 1_000_000_000 / unit.unitsPerSecond
        guard moment.nanoseconds % step == 0 else { return nil }
        // Seconds of the years 1 to 9999 times 10^9 fit 128 bits.
        let count = Int128(moment.seconds) * Int128(unit.unitsPerSecond) + Int128(moment.nanoseconds / step)
        return count == Int128(Int64.min) ? nil : Int64(exactly: count)
    }

    private static func isExact(_ value: Int64) -> Bool {
        // Exact where the odd part has at most 53 bits.
        value == 0 || value.magnitude >> UInt64(value.trailingZeroBitCount) <= 1 << 53
    }

    private static func items(_ value: VariantValue) -> [VariantValue] {
        if case .list(let items) = value { items } else { [] }
    }
}
