/// Files of settings: `name=value` by lines, as kcat and librdkafka read them, or Java's properties.
///
/// They differ in the backslash: in Java's it escapes and continues lines, in kcat's it is a character like others. A
/// file whose name ends in `.properties`, or in which a line ends in a backslash, is read as Java's.
package enum PropertiesFile {
    package static func parse(
        _ text: String, path: String
    ) throws(KafkaClientError) -> [(name: String, value: String)] {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
        let isJava =
            path.hasSuffix(".properties")
            || lines.contains { endsInBackslash($0) && !isComment($0[...].trimmingBlanks()) }
        var found: [(String, String)] = []
        var index = 0
        while index < lines.count {
            let number = index + 1
            var line = String(lines[index].drop { $0.isWhitespace || $0 == "\u{FEFF}" })
            index += 1
            if line.isEmpty || isComment(line[...]) { continue }
            while isJava, endsInBackslash(line), index < lines.count {
                line.removeLast()
                line += lines[index].drop { $0.isWhitespace }
                index += 1
            }
            guard let setting = isJava ? java(line) : plain(line) else {
                throw KafkaClientError(
                    .invalidConfiguration, "\(path), line \(number): this is not of the form name=value.")
            }
            found.append(setting)
        }
        return found
    }

    private static func isComment(_ line: Substring) -> Bool { line.first == "#" || line.first == "!" }

    private static func endsInBackslash(_ line: String) -> Bool {
        line.reversed().prefix { $0 == "\\" }.count % 2 == 1
    }

    private static func plain(_ line: String) -> (String, String)? {
        guard let equals = line.firstIndex(of: "=") else { return nil }
        let name = String(line[..<equals].trimmingBlanks())
        return name.isEmpty ? nil : (name, String(line[line.index(after: equals)...].trimmingBlanks()))
    }

    /// The name ends at the first `=`, `:` or blank that no backslash stands before.
    private static func java(_ line: String) -> (String, String)? {
        var rest = Substring(line)
        var name = ""
        while let character = rest.first, character != "=", character != ":", !character.isWhitespace {
            rest = rest.dropFirst()
            if character == "\\" { unescape(&rest, into: &name) } else { name.append(character) }
        }
        rest = rest.drop { $0.isWhitespace }
        guard rest.first == "=" || rest.first == ":" else { return nil }
        rest = rest.dropFirst().drop { $0.isWhitespace }
        var value = ""
        while let character = rest.popFirst() {
            if character == "\\" { unescape(&rest, into: &value) } else { value.append(character) }
        }
        return name.isEmpty ? nil : (name, value)
    }

    private static func unescape(_ rest: inout Substring, into text: inout String) {
        guard let character = rest.popFirst() else { return }
        switch character {
        case "t": text.append("\t")
        case "n": text.append("\n")
        case "r": text.append("\r")
        case "f": text.append("\u{C}")
        case "u":
            guard let code = UInt32(rest.prefix(4), radix: 16), rest.prefix(4).count == 4,
                let scalar = UnicodeScalar(code)
            else { return text.append("u") }
            rest = rest.dropFirst(4)
            text.unicodeScalars.append(scalar)
        default: text.append(character)
        }
    }
}
