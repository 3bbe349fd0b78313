import Foundation
import KFrameColumns
import KFrameFilter

/// The truth values that a condition may have of a row.
struct TruthSet: OptionSet {
    static let isTrue = TruthSet(rawValue: 1)
    static let isFalse = TruthSet(rawValue: 2)
    static let isUnknown = TruthSet(rawValue: 4)
    static let all: TruthSet = [.isTrue, .isFalse, .isUnknown]

    let rawValue: Int

    static func known(_ value: Bool?) -> TruthSet { value.map { $0 ? .isTrue : .isFalse } ?? .isUnknown }

    /// Every combination of what the two may be, by Kleene's tables.
    static func combine(_ left: TruthSet, _ right: TruthSet, _ table: (Bool?, Bool?) -> Bool?) -> TruthSet {
        var result: TruthSet = []
        for one in left.values {
            for other in right.values { result.formUnion(.known(table(one, other))) }
        }
        return result
    }

    var values: [Bool?] {
        var values: [Bool?] = []
        if contains(.isTrue) { values.append(true) }
        if contains(.isFalse) { values.append(false) }
        if contains(.isUnknown) { values.append(nil) }
        return values
    }
}

/// What filters mean, said as plainly and slowly as can be: row by row, in three truth values.
enum ReferenceEvaluator {
    enum Verdict { case passes, filtered, undecodable }

    static func verdict(_ expression: FilterExpression, _ row: TestRow) -> Verdict {
        let truth = evaluate(expression.condition, row)
        if truth == .isTrue { return .passes }
        return truth.contains(.isTrue) ? .undecodable : .filtered
    }

    static func evaluate(_ condition: Condition, _ row: TestRow) -> TruthSet {
        switch condition {
        case .not(let inner):
            return .combine(evaluate(inner, row), .isTrue) { value, _ in value.map { !$0 } }
        case .all(let parts):
            var set: TruthSet = .isTrue
            for part in parts { set = .combine(set, evaluate(part, row), and) }
            return set
        case .any(let parts):
            var set: TruthSet = .isFalse
            for part in parts { set = .combine(set, evaluate(part, row), or) }
            return set
        case .between(let path, let low, let high, let isNegated):
            let both = Condition.all([.comparison(path, .greaterOrEqual, low), .comparison(path, .lessOrEqual, high)])
            return evaluate(isNegated ? .not(both) : both, row)
        case .membership(let path, let literals, let isNegated):
            let any = Condition.any(literals.map { .comparison(path, .equal, $0) })
            return evaluate(isNegated ? .not(any) : any, row)
        case .comparison(let path, let comparator, let literal):
            guard let value = value(path, row) else { return .all }
            return .known(order(value, literal, isTimestamp: path.ownColumn == .timestamp).map(comparator.holds))
        case .like(let path, let pattern, let ignoresCase, let isNegated):
            guard let value = value(path, row) else { return .all }
            return .known(matches(value, pattern, ignoresCase).map { $0 != isNegated })
        case .isNull(let path, let isNegated):
            guard let value = value(path, row) else { return .all }
            let hasFields = row.values.contains { path.contains(column: $0.key) && $0.value != .absent }
            return .known(((value == .absent || value == .null) && !hasFields) != isNegated)
        }
    }

    private static func and(_ left: Bool?, _ right: Bool?) -> Bool? {
        if left == false || right == false { return false }
        return left == nil || right == nil ? nil : true
    }

    private static func or(_ left: Bool?, _ right: Bool?) -> Bool? {
        if left == true || right == true { return true }
        return left == nil || right == nil ? nil : false
    }

    /// Nil where it cannot be known.
    private static func value(_ path: ColumnPath, _ row: TestRow) -> VariantValue? {
        let value = row.values[path.name.string] ?? .absent
        guard row.isUndecodable else { return value }
        switch path.ownColumn {
        case nil, .value, .rest: return nil
        case .schemaID: return value == .absent || value == .null ? nil : value
        default: return value
        }
    }

    /// How value and literal stand; nil where they do not compare.
    static func order(_ value: VariantValue, _ literal: Literal, isTimestamp: Bool = false) -> Int? {
        switch (value, literal) {
        case (.string(let value), .text(let text)): order(Array(value.utf8), text.bytes)
        case (.bytes(let value), .text(let text)): order(value, text.bytes)
        case (.bool(let value), .boolean(let literal)): (value ? 1 : 0) - (literal ? 1 : 0)
        case (.int64(let value), .number(let number)):
            BigDecimal.of("\(value)").order(BigDecimal.of(number.description))
        case (.digits(let value), .number(let number)): BigDecimal.of(value).order(BigDecimal.of(number.description))
        case (.double(let value), .number(let number)): order(value, number)
        case (.int64(let value), .time(let time)) where isTimestamp:
            order(Int128(value) * 1_000_000, time.nanoseconds)
        case (.string(let value), .time(let time)) where !isTimestamp:
            instant(value).map { order($0, time.nanoseconds) }
        case (.bytes, .time), (_, _): nil
        }
    }

    private static func order(_ value: Double, _ number: NumberLiteral) -> Int {
        if !number.isInteger, let read = Double(number.description), read.isFinite, read != 0 || number.digits.isEmpty {
            return value == read ? 0 : value < read ? -1 : 1
        }
        return exactly(value).order(BigDecimal.of(number.description))
    }

    /// All digits of a double.
    private static func exactly(_ value: Double) -> BigDecimal {
        knownDoubles[value] ?? BigDecimal(String(format: "%.1074f", value))
    }

    private static let knownDoubles: [Double: BigDecimal] = {
        let doubles = KernelGridTests.values.compactMap { value -> Double? in
            guard case .double(let double) = value else { return nil }
            return double
        }
        return Dictionary(uniqueKeysWithValues: doubles.map { ($0, BigDecimal(String(format: "%.1074f", $0))) })
    }()

    private static func order<Value: Comparable>(_ left: Value, _ right: Value) -> Int {
        left == right ? 0 : left < right ? -1 : 1
    }

    private static func order(_ left: [UInt8], _ right: [UInt8]) -> Int {
        left == right ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
    }

    /// Nanoseconds since 1970 of a date-time with a zone and seconds.
    static func instant(_ text: String) -> Int128? {
        let form =
            #/
            ([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt\ ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?
            (?:[Zz]|([+\-])([0-9]{2}):([0-9]{2}))
            /#
        guard let match = text.wholeMatch(of: form) else { return nil }
        var parts = DateComponents()
        parts.year = Int(match.1)
        parts.month = Int(match.2)
        parts.day = Int(match.3)
        parts.hour = Int(match.4)
        parts.minute = Int(match.5)
        parts.second = Int(match.6)
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = .gmt
        guard parts.isValidDate(in: calendar), parts.year != 0, let date = calendar.date(from: parts) else {
            return nil
        }
        var seconds = Int128(date.timeIntervalSince1970)
        // The calendar is Julian before 1582; tests keep clear of that.
        if let sign = match.8, let hours = match.9.flatMap({ Int($0) }), let minutes = match.10.flatMap({ Int($0) }) {
            guard hours < 24, minutes < 60 else { return nil }
            seconds -= Int128((sign == "-" ? -1 : 1) * (hours * 3_600 + minutes * 60))
        }
        let fraction = (match.7.map(String.init) ?? "").padding(toLength: 9, withPad: "0", startingAt: 0)
        return seconds * 1_000_000_000 + (Int128(fraction) ?? 0)
    }

    private static func matches(_ value: VariantValue, _ pattern: LikePattern, _ ignoresCase: Bool) -> Bool? {
        switch value {
        case .string(let value):
            if ignoresCase {
                return like(folded(value)[...], scalars(pattern, folded)[...])
            }
            return like(
                value.unicodeScalars.map(\.value)[...], scalars(pattern) { $0.unicodeScalars.map(\.value) }[...])
        case .bytes(let value):
            // A byte is a character here.
            func lower(_ byte: UInt8) -> UInt32 {
                let isUpper = ignoresCase && (0x41...0x5A).contains(byte)
                return UInt32(isUpper ? byte | 0x20 : byte) + (ignoresCase && byte >= 0x80 ? 0x11_0000 : 0)
            }
            let elements = scalars(pattern) { run in
                ignoresCase ? folded(run) : run.utf8.map { UInt32($0) }
            }
            return like(value.map(lower)[...], elements[...])
        default:
            return nil
        }
    }

    private static func folded(_ text: String) -> [UInt32] {
        text.unicodeScalars.map { scalar in
            let mapping = scalar.properties.lowercaseMapping.unicodeScalars
            return mapping.count == 1 ? mapping.first?.value ?? 0 : scalar.value
        }
    }

    enum Step: Equatable { case scalar(UInt32), one, many }

    private static func scalars(_ pattern: LikePattern, _ spell: (String) -> [UInt32]) -> [Step] {
        pattern.elements.flatMap { element -> [Step] in
            switch element {
            case .run(let bytes): spell(String(decoding: bytes, as: UTF8.self)).map { .scalar($0) }
            case .one: [.one]
            case .many: [.many]
            }
        }
    }

    /// LIKE by its definition.
    static func like(_ text: ArraySlice<UInt32>, _ pattern: ArraySlice<Step>) -> Bool {
        guard let step = pattern.first else { return text.isEmpty }
        let rest = pattern.dropFirst()
        switch step {
        case .many: return (0...text.count).contains { like(text.dropFirst($0), rest) }
        case .one: return !text.isEmpty && like(text.dropFirst(), rest)
        case .scalar(let scalar): return text.first == scalar && like(text.dropFirst(), rest)
        }
    }
}
