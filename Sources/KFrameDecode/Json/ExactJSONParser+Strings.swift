extension ExactJSONParser {
    /// Parses the string whose opening quote is at `position`, and leaves `position` after its closing quote.
    mutating func parseString(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) throws(JSONSyntaxError) {
        let quote = position
        let start = strings.count
        append(JSONTape.Tag.string, start)
        strings.extend(by: 4)
        position += 1
        while true {
            let run = position
            try skipPlain(bytes, &position)
            strings.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[run..<position]))
            guard position < bytes.count else { throw JSONSyntaxError(reason: .unfinishedString, offset: quote) }
            if bytes[position] == UInt8(ascii: "\"") { break }
            guard bytes[position] == UInt8(ascii: "\\") else {
                throw JSONSyntaxError(reason: .unescapedControl, offset: position)
            }
            guard position + 1 < bytes.count else { throw JSONSyntaxError(reason: .unfinishedString, offset: quote) }
            try parseEscape(bytes, &position)
        }
        position += 1
        let count = UInt32(strings.count - start - 4)
        UnsafeMutableRawPointer(strings.base + start).storeBytes(of: count, as: UInt32.self)
    }

    /// Appends a string of its own to the tape under `tag`.
    mutating func append(_ tag: UInt8, text: UnsafeRawBufferPointer) {
        let start = strings.count
        append(tag, start)
        strings.extend(by: 4)
        strings.append(contentsOf: text)
        UnsafeMutableRawPointer(strings.base + start).storeBytes(of: UInt32(text.count), as: UInt32.self)
    }

    /// Moves on to the next quote, backslash or control character, or the end; checks UTF-8 on the way.
    private func skipPlain(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) throws(JSONSyntaxError) {
        while position < bytes.count {
            let byte = bytes[position]
            if byte < 0x80 {
                if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
                position += 1
            } else {
                let length = UTF8Sequence.length(bytes, position)
                if length == 0 { throw JSONSyntaxError(reason: .invalidUTF8, offset: position) }
                position += length
            }
        }
    }

    /// Parses the escape whose backslash is at `position`; a byte follows it.
    private mutating func parseEscape(
        _ bytes: UnsafeRawBufferPointer, _ position: inout Int
    ) throws(JSONSyntaxError) {
        let escape = bytes[position + 1]
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): strings.append(escape)
        case UInt8(ascii: "b"): strings.append(0x08)
        case UInt8(ascii: "f"): strings.append(0x0C)
        case UInt8(ascii: "n"): strings.append(0x0A)
        case UInt8(ascii: "r"): strings.append(0x0D)
        case UInt8(ascii: "t"): strings.append(0x09)
        case UInt8(ascii: "u"):
            try parseUnicodeEscape(bytes, &position)
            return
        default: throw JSONSyntaxError(reason: .escape, offset: position)
        }
        position += 2
    }

    private mutating func parseUnicodeEscape(
        _ bytes: UnsafeRawBufferPointer, _ position: inout Int
    ) throws(JSONSyntaxError) {
        guard let unit = Self.hexUnit(bytes, position) else {
            throw JSONSyntaxError(reason: .unicodeEscape, offset: position)
        }
        var code = unit
        var length = 6
        if 0xD800...0xDFFF ~= unit {
            guard unit < 0xDC00, let low = Self.hexUnit(bytes, position + 6), 0xDC00...0xDFFF ~= low else {
                throw JSONSyntaxError(reason: .loneSurrogate, offset: position)
            }
            code = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
            length = 12
        }
        position += length
        append(code: code)
    }

    private mutating func append(code: UInt32) {
        func continuation(_ shift: UInt32) -> UInt8 { UInt8(0x80 | (code >> shift) & 0x3F) }
        switch code {
        case ..<0x80:
            strings.append(UInt8(code))
        case ..<0x800:
            strings.append(UInt8(0xC0 | code >> 6))
            strings.append(continuation(0))
        case ..<0x10000:
            strings.append(UInt8(0xE0 | code >> 12))
            strings.append(continuation(6))
            strings.append(continuation(0))
        default:
            strings.append(UInt8(0xF0 | code >> 18))
            strings.append(continuation(12))
            strings.append(continuation(6))
            strings.append(continuation(0))
        }
    }

    /// The UTF-16 unit of the `\uXXXX` at `position`; nil where there is none.
    private static func hexUnit(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> UInt32? {
        guard position <= bytes.count - 6, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt32 = 0
        for index in 2..<6 {
            guard let digit = JSONCharacter.hexDigit(bytes[position + index]) else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }
}
