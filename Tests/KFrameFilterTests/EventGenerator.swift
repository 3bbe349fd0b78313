import KFrameColumns
import KFrameFilter
import TestSupport

/// Random events, in every way that JSON may spell them, and filters that are often true of them.
enum EventGenerator {
    indirect enum JSON {
        case object([(key: String, value: JSON)])
        case scalar(VariantValue)
    }

    static let keys = ["a", "b", "type", "x.y", "größe", "odd name", "q\"uote", "_key"]
    static let texts = [
        "", "a", "page", "track", "xyz", "größe", "日本", "\u{1F600}", "say \"hi\"", "back\\slash", "tab\there", "a/b",
        "new\nline", "\u{7F}", "\u{2028}", "'", "page_view_2022", "%_",
    ]

    static func event(_ generator: inout SplitMix64, depth: Int = 2) -> JSON {
        var members: [(key: String, value: JSON)] = []
        for key in keys where generator.chance(40) {
            if depth > 0, generator.chance(30) {
                members.append((key, event(&generator, depth: depth - 1)))
            } else {
                members.append((key, .scalar(scalar(&generator))))
            }
        }
        return .object(members)
    }

    static func scalar(_ generator: inout SplitMix64) -> VariantValue {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: .null
        case 1: .bool(generator.chance(50))
        case 2: .int64(generator.pick([0, 1, 10, -5]))
        case 3: .double(generator.pick([0.5, 10.25]))
        default: .string(generator.pick(texts))
        }
    }

    /// The event's fields by column name.
    static func flattened(_ event: JSON, prefix: String = "") -> [String: VariantValue] {
        var values: [String: VariantValue] = [:]
        guard case .object(let members) = event else { return values }
        for (key, value) in members {
            var name = prefix + key.split(separator: ".", omittingEmptySubsequences: false).joined(separator: "\\.")
            if prefix.isEmpty, OwnColumn(name: ExactText(name)) != nil { name = "value." + name }
            switch value {
            case .scalar(let scalar): values[name] = scalar
            case .object(let inner) where inner.isEmpty: values[name] = .json("{}")
            case .object: values.merge(flattened(value, prefix: name + ".")) { _, new in new }
            }
        }
        return values
    }

    /// The event as JSON bytes: with blanks, a byte-order mark, framing and escapes at random, or plain.
    static func spelt(_ event: JSON, _ generator: inout SplitMix64) -> [UInt8] {
        let isPlain = generator.chance(60)
        var text = ""
        spell(event, isPlain, &text, &generator)
        if generator.chance(10) { text = " \n" + text + "\t " }
        var bytes = Array(text.utf8)
        if generator.chance(10) {
            bytes = [0, 0, 0, 1, 92] + bytes
        } else if generator.chance(10) {
            bytes = [0xEF, 0xBB, 0xBF] + bytes
        }
        return bytes
    }

    static func condition(_ depth: Int, _ generator: inout SplitMix64) -> Condition {
        if depth > 0, generator.chance(60) {
            let parts = (0..<Int.random(in: 2...3, using: &generator)).map { _ in condition(depth - 1, &generator) }
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: return .not(parts[0])
            case 1, 2: return .all(parts)
            default: return .any(parts)
            }
        }
        let names = [
            "a", "b", "type", "x\\.y", "größe", "odd name", "q\"uote", "value._key", "a.b", "type.a", "a.x\\.y",
        ]
        let path = ColumnPath(generator.pick(names))
        let text = generator.pick(texts)
        let isNegated = generator.chance(10)
        switch Int.random(in: 0..<8, using: &generator) {
        case 0:
            let others = (0..<Int.random(in: 1...20, using: &generator)).map { "\(text)\($0)" }
            return .membership(path, (others + [text]).map { .text($0) }, isNegated: isNegated)
        case 1, 2:
            let scalars = text.unicodeScalars.map { LikePattern.Element.run(Array(String($0).utf8)) }
            let cut = scalars.indices.randomElement(using: &generator) ?? 0
            let one: [LikePattern.Element] = generator.chance(30) && !scalars.isEmpty ? [.one] : [.many]
            let middle = Array(scalars[..<cut]) + one + Array(scalars.dropFirst(cut + (one == [.one] ? 1 : 0)))
            let pattern = LikePattern(
                (generator.chance(40) ? [.many] : []) + middle + (generator.chance(40) ? [.many] : []))
            return .like(path, pattern, ignoresCase: generator.chance(20), isNegated: isNegated)
        case 3:
            return .comparison(path, generator.pick(Comparator.allCases), generator.pick([.number(1), .number(10)]))
        case 4:
            return generator.chance(50)
                ? .isNull(path, isNegated: true) : .comparison(path, .greaterOrEqual, .text(text))
        default:
            return .comparison(path, isNegated ? .notEqual : .equal, .text(text))
        }
    }

    private static func spell(_ json: JSON, _ isPlain: Bool, _ text: inout String, _ generator: inout SplitMix64) {
        let blank = generator.chance(20) ? " " : ""
        switch json {
        case .object(let members):
            text += "{" + blank
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," + blank }
                spell(member.key, isPlain, &text, &generator)
                text += blank + ":" + blank
                spell(member.value, isPlain, &text, &generator)
            }
            text += blank + "}"
        case .scalar(.string(let value)): spell(value, isPlain, &text, &generator)
        case .scalar(.bool(let value)): text += "\(value)"
        case .scalar(.int64(let value)): text += "\(value)"
        case .scalar(.double(let value)): text += "\(value)"
        case .scalar: text += "null"
        }
    }

    private static func spell(
        _ value: String, _ isPlain: Bool, _ text: inout String, _ generator: inout SplitMix64
    ) {
        text += "\""
        for scalar in value.unicodeScalars {
            let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            if !mustEscape, isPlain || generator.chance(80) {
                text.unicodeScalars.append(scalar)
                continue
            }
            let short: [Unicode.Scalar: String] = ["\"": "\\\"", "\\": "\\\\", "/": "\\/", "\n": "\\n", "\t": "\\t"]
            if let escape = short[scalar], generator.chance(50) {
                text += escape
            } else {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16, uppercase: generator.chance(50))
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        text += "\""
    }
}
