/// Named profiles: the part of TOML that settings need. Tables are profiles, keys are settings, with or without quotes;
/// values are strings, numbers, true or false.
///
///     [prod]
///     bootstrap.servers = "broker-1:9093,broker-2:9093"
///     security.protocol = "SASL_SSL"
package enum ProfileFile {
    package struct Profile {
        package var name: String
        package var settings: [(name: String, value: String)]
    }

    package static func parse(_ text: String, path: String) throws(KafkaClientError) -> [Profile] {
        var profiles: [Profile] = []
        var rest = Substring(text)
        var line = 1
        func wrong(_ what: String) -> KafkaClientError {
            KafkaClientError(.invalidConfiguration, "\(path), line \(line): \(what).")
        }
        // Where a quote is missing before, what stands where a name should is part of a value.
        func shown(_ name: String) -> String { SettingTable.setting(name) == nil ? "the setting" : name }
        while !rest.isEmpty {
            skipBlanks(&rest)
            switch rest.first {
            case nil: break
            case "\n", "\r\n":
                rest = rest.dropFirst()
                line += 1
            case "#": rest = rest.drop { !$0.isNewline }
            case "[":
                rest = rest.dropFirst()
                guard let name = key(&rest), rest.popFirst() == "]" else { throw wrong("a profile is written [name]") }
                let short = name.hasPrefix("profiles.") ? String(name.dropFirst(9)) : name
                guard !profiles.contains(where: { $0.name == short }) else {
                    throw wrong("the profile \(short) is there twice")
                }
                profiles.append(Profile(name: short, settings: []))
            default:
                guard let name = key(&rest) else { throw wrong("this is not of the form name = \"value\"") }
                guard rest.popFirst() == "=" else { throw wrong("an = is missing behind the name") }
                skipBlanks(&rest)
                guard !profiles.isEmpty else { throw wrong("a setting stands before the first [profile]") }
                let before = rest
                guard let value = value(&rest) else { throw wrong("the value of \(shown(name)) must stand in quotes") }
                line += before[..<rest.startIndex].count { $0.isNewline }
                skipBlanks(&rest)
                guard rest.isEmpty || rest.first == "#" || rest.first?.isNewline == true else {
                    throw wrong("there is something behind the value of \(shown(name))")
                }
                profiles[profiles.count - 1].settings.append((name, value))
            }
        }
        return profiles
    }

    private static func skipBlanks(_ rest: inout Substring) { rest = rest.drop { $0 == " " || $0 == "\t" } }

    /// Bare or quoted parts with dots between, and the blanks behind.
    private static func key(_ rest: inout Substring) -> String? {
        var name = ""
        while true {
            skipBlanks(&rest)
            if rest.first == "\"" || rest.first == "'" {
                guard let part = string(&rest, mayBeLong: false) else { return nil }
                name += part
            } else {
                let part = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
                guard !part.isEmpty else { return nil }
                name += part
                rest = rest.dropFirst(part.count)
            }
            skipBlanks(&rest)
            guard rest.first == "." else { return name }
            rest = rest.dropFirst()
            name += "."
        }
    }

    private static func value(_ rest: inout Substring) -> String? {
        if rest.first == "\"" || rest.first == "'" { return string(&rest) }
        let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "+") }
        let digits = word.filter { $0 != "_" }
        guard word == "true" || word == "false" || Int(digits) != nil else { return nil }
        rest = rest.dropFirst(word.count)
        return digits
    }

    /// A string in one or three quotes of either kind; names have one. (What stands where a name should may be a value, and
    /// with three quotes any part of the file: errors must not show it.)
    private static func string(_ rest: inout Substring, mayBeLong: Bool = true) -> String? {
        guard let quote = rest.first else { return nil }
        let triple = String(repeating: quote, count: 3)
        let isLong = mayBeLong && rest.hasPrefix(triple)
        rest = rest.dropFirst(isLong ? 3 : 1)
        if isLong, rest.first?.isNewline == true { rest = rest.dropFirst() }
        var text = ""
        while let character = rest.first {
            if isLong ? rest.hasPrefix(triple) : character == quote {
                rest = rest.dropFirst(isLong ? 3 : 1)
                return text
            }
            if character.isNewline, !isLong { return nil }
            rest = rest.dropFirst()
            if character == "\\", quote == "\"" {
                guard let escaped = escape(&rest, mayGoOn: isLong) else { return nil }
                text += escaped
            } else {
                text.append(character)
            }
        }
        return nil
    }

    /// - Parameter mayGoOn: whether a backslash at a line's end joins the next line to it, as in three quotes alone.
    private static func escape(_ rest: inout Substring, mayGoOn: Bool) -> String? {
        switch rest.popFirst() {
        case "b": return "\u{8}"
        case "t": return "\t"
        case "n": return "\n"
        case "f": return "\u{C}"
        case "r": return "\r"
        case "\"": return "\""
        case "\\": return "\\"
        case let letter? where letter == "u" || letter == "U":
            let count = letter == "u" ? 4 : 8
            guard rest.prefix(count).count == count, let code = UInt32(rest.prefix(count), radix: 16),
                let scalar = UnicodeScalar(code)
            else { return nil }
            rest = rest.dropFirst(count)
            return String(scalar)
        case let newline? where newline.isNewline && mayGoOn:
            rest = rest.drop { $0.isWhitespace }
            return ""
        default: return nil
        }
    }
}
