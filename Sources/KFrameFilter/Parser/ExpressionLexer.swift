/// Cuts a filter's text into words.
struct ExpressionLexer {
    let source: String
    private let bytes: [UInt8]
    private var index = 0

    init(_ source: String) {
        self.source = source
        bytes = Array(source.utf8)
    }

    /// Whether a column of this name can be written without quotes.
    static func isPlainName(_ name: ExactText) -> Bool {
        guard Keyword(name) == nil else { return false }
        var lexer = ExpressionLexer(name.string)
        guard let token = try? lexer.next() else { return false }
        return token
            == Token(
                kind: .name(name, isQuoted: false), range: SourceRange(start: 0, count: name.string.utf8.count))
    }

    /// The next word; at the end ``Token/Kind/end``, again and again.
    mutating func next() throws(FilterError) -> Token {
        skipSpace()
        let start = index
        guard let byte = peek(0) else { return token(.end, from: start) }
        switch byte {
        case UInt8(ascii: "("): return take(.opening, 1)
        case UInt8(ascii: ")"): return take(.closing, 1)
        case UInt8(ascii: ","): return take(.comma, 1)
        case UInt8(ascii: "'"):
            let text = try quoted(UInt8(ascii: "'"), "this text does not end: close it with a single quote")
            return token(.text(text), from: start)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"):
            let next = peek(1) ?? 0
            if Self.isDigit(next) || (byte != UInt8(ascii: ".") && next == UInt8(ascii: ".")) { return try number() }
            throw error("\(Character(Unicode.Scalar(byte))) is not understood here; there is no arithmetic", start, 1)
        case UInt8(ascii: "\""): return try name()
        default:
            if let comparator = try comparator() { return comparator }
            if Self.beginsName(byte), !endsName(at: start) { return try name() }
            throw unexpected(at: start)
        }
    }

    private mutating func comparator() throws(FilterError) -> Token? {
        let start = index
        switch (peek(0) ?? 0, peek(1) ?? 0) {
        case (UInt8(ascii: "="), UInt8(ascii: "=")): throw error("write one = for “equal”", start, 2)
        case (UInt8(ascii: "="), UInt8(ascii: ">")): throw error("write >= for “greater or equal”", start, 2)
        case (UInt8(ascii: "="), UInt8(ascii: "<")): throw error("write <= for “less or equal”", start, 2)
        case (UInt8(ascii: "="), UInt8(ascii: "~")), (UInt8(ascii: "!"), UInt8(ascii: "~")), (UInt8(ascii: "~"), _):
            throw error("there are no regular expressions; write LIKE with % and _", start, 2)
        case (UInt8(ascii: "&"), _): throw error("write AND", start, peek(1) == UInt8(ascii: "&") ? 2 : 1)
        case (UInt8(ascii: "|"), _): throw error("write OR", start, peek(1) == UInt8(ascii: "|") ? 2 : 1)
        case (UInt8(ascii: "="), _): return take(.comparator(.equal), 1)
        case (UInt8(ascii: "<"), UInt8(ascii: ">")): return take(.comparator(.notEqual), 2)
        case (UInt8(ascii: "!"), UInt8(ascii: "=")):
            if peek(2) == UInt8(ascii: "=") { throw error("write <> for “not equal”", start, 3) }
            return take(.comparator(.notEqual), 2)
        case (UInt8(ascii: "!"), _): throw error("write NOT", start, 1)
        case (UInt8(ascii: "<"), UInt8(ascii: "=")): return take(.comparator(.lessOrEqual), 2)
        case (UInt8(ascii: ">"), UInt8(ascii: "=")): return take(.comparator(.greaterOrEqual), 2)
        case (UInt8(ascii: "<"), _): return take(.comparator(.less), 1)
        case (UInt8(ascii: ">"), _): return take(.comparator(.greater), 1)
        default: return nil
        }
    }

    /// Keys joined by dots, any part of it perhaps in double quotes.
    private mutating func name() throws(FilterError) -> Token {
        let start = index
        var name: [UInt8] = []
        var isQuoted = false
        while true {
            if peek(0) == UInt8(ascii: "\"") {
                isQuoted = true
                let message = "this name does not end: close it with a double quote"
                name.append(contentsOf: try quoted(UInt8(ascii: "\""), message).string.utf8)
                if let byte = peek(0), Self.continuesName(byte) {
                    throw error("put a dot or a blank after the quoted name", index, 1)
                }
            } else {
                let first = index
                while let byte = peek(0), Self.continuesName(byte), !endsName(at: index) {
                    let next = peek(1) ?? 0
                    let isPair = byte == UInt8(ascii: "\\") && (next == byte || next == UInt8(ascii: "."))
                    name.append(byte)
                    if isPair { name.append(next) }
                    index += isPair ? 2 : 1
                }
                if index == first {
                    throw error("a name does not end with a dot; put odd names in double quotes", index - 1, 1)
                }
            }
            guard peek(0) == UInt8(ascii: ".") else { break }
            name.append(UInt8(ascii: "."))
            index += 1
        }
        return token(.name(ExactText(String(decoding: name, as: UTF8.self)), isQuoted: isQuoted), from: start)
    }

    /// What is between two `mark`s; a doubled one stands for itself.
    private mutating func quoted(_ mark: UInt8, _ message: String) throws(FilterError) -> ExactText {
        let start = index
        var text: [UInt8] = []
        index += 1
        while let byte = peek(0) {
            index += 1
            if byte == mark {
                guard peek(0) == mark else { return ExactText(String(decoding: text, as: UTF8.self)) }
                index += 1
            }
            text.append(byte)
        }
        throw FilterError(.syntax, message, at: SourceRange(start: start, count: 1), in: source)
    }

    private mutating func number() throws(FilterError) -> Token {
        let start = index
        if peek(0) == UInt8(ascii: "+") || peek(0) == UInt8(ascii: "-") { index += 1 }
        var last: UInt8 = 0
        while let byte = peek(0) {
            let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            guard Self.continuesName(byte) || byte == UInt8(ascii: ".") || isSign else { break }
            if endsName(at: index) || (isSign && last | 0x20 != UInt8(ascii: "e")) { break }
            last = byte
            index += 1
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        let range = SourceRange(start: start, count: index - start)
        if let number = NumberLiteral(text) { return Token(kind: .number(number), range: range) }
        let isDecimal = Array(text.utf8).withUnsafeBytes { DecimalText($0) != nil }
        let message =
            isDecimal
            ? "the exponent of this number is out of range"
            : "“\(text)” is no number; put a name that begins with a digit in double quotes, and text in single ones"
        throw FilterError(.invalidLiteral, message, at: range, in: source)
    }

    private func unexpected(at start: Int) -> FilterError {
        if let quote = typographicQuote(at: start) {
            return error("this quote is typographic; write \(quote)", start, 3)
        }
        var count = 1
        while let byte = peek(count), byte & 0xC0 == 0x80 { count += 1 }
        let scalar = String(decoding: bytes[start..<start + count], as: UTF8.self)
        switch scalar {
        case ";": return error("a filter is one condition, without a semicolon", start, 1)
        case "`": return error("names with odd characters go in double quotes", start, 1)
        case "*", "/", "%": return error("\(scalar) is not understood here; there is no arithmetic", start, 1)
        default:
            return error(
                "“\(scalar)” is not understood here; put names with odd characters in double quotes", start, count)
        }
    }

    /// Whether a character beyond ASCII stands here that is no part of a name.
    private func endsName(at start: Int) -> Bool {
        isNoBreakSpace(at: start) || typographicQuote(at: start) != nil
    }

    /// As copied from a web page.
    private func isNoBreakSpace(at start: Int) -> Bool {
        start + 1 < bytes.count && bytes[start] == 0xC2 && bytes[start + 1] == 0xA0
    }

    /// The quote to write instead, where a curly one (U+2018 to U+201F) stands.
    private func typographicQuote(at start: Int) -> String? {
        guard start + 2 < bytes.count, bytes[start] == 0xE2, bytes[start + 1] == 0x80 else { return nil }
        switch bytes[start + 2] {
        case 0x98...0x9B: return "'"
        case 0x9C...0x9F: return "\" around a name or ' around a text"
        default: return nil
        }
    }

    private mutating func skipSpace() {
        while let byte = peek(0) {
            if isNoBreakSpace(at: index) {
                index += 2
            } else if byte == 0x20 || (0x09...0x0D).contains(byte) {
                index += 1
            } else {
                return
            }
        }
    }

    private func peek(_ offset: Int) -> UInt8? {
        index + offset < bytes.count ? bytes[index + offset] : nil
    }

    private mutating func take(_ kind: Token.Kind, _ count: Int) -> Token {
        index += count
        return token(kind, from: index - count)
    }

    private func token(_ kind: Token.Kind, from start: Int) -> Token {
        Token(kind: kind, range: SourceRange(start: start, count: index - start))
    }

    private func error(_ message: String, _ start: Int, _ count: Int) -> FilterError {
        FilterError(.syntax, message, at: SourceRange(start: start, count: count), in: source)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func beginsName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
            UInt8(ascii: "$"), UInt8(ascii: "@"), UInt8(ascii: "\\"), 0x80...0xFF:
            true
        default: false
        }
    }

    private static func continuesName(_ byte: UInt8) -> Bool {
        beginsName(byte) || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":")
    }
}
