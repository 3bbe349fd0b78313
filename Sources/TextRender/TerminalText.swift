/// Text from outside made safe to print: nothing in it moves the cursor, breaks the line or turns the writing round.
package enum TerminalText {
    /// Line ends, tabs and other control characters as `\n`, `\t`, `\u{1B}`; so too what reverses or hides text, and
    /// everything beyond ASCII where the terminal cannot show it.
    package static func escaped(_ text: String, style: TerminalStyle) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var result = ""
        result.reserveCapacity(text.utf8.count + 8)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if mustBeEscaped(scalar) || (!style.unicode && !scalar.isASCII) {
                    result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }

    /// The text cut to `width` columns, with an ellipsis where something was cut off.
    package static func truncated(_ text: String, to width: Int, style: TerminalStyle) -> String {
        guard DisplayWidth.of(text) > width else { return text }
        let ellipsis = style.ellipsis
        guard width > ellipsis.count else { return String(ellipsis.prefix(max(0, width))) }
        let (kept, _) = prefix(of: text, columns: width - ellipsis.count)
        return kept + ellipsis
    }

    /// The text cut or filled with blanks to exactly `width` columns.
    package static func fitted(_ text: String, to width: Int, trailing: Bool = false, style: TerminalStyle) -> String {
        let cut = truncated(text, to: width, style: style)
        let blanks = String(repeating: " ", count: max(0, width - DisplayWidth.of(cut)))
        return trailing ? blanks + cut : cut + blanks
    }

    private static func prefix(of text: String, columns: Int) -> (kept: String, width: Int) {
        var width = 0
        var end = text.startIndex
        for index in text.indices {
            let next = DisplayWidth.of(text[index])
            if width + next > columns { break }
            width += next
            end = text.index(after: index)
        }
        return (String(text[..<end]), width)
    }

    private static func mustBeEscaped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: true  // C0, DEL, C1.
        case 0x2028, 0x2029: true  // Line and paragraph separators.
        case 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069: true  // Direction marks and overrides.
        case 0xFEFF, 0xFFF9...0xFFFB, 0xE0001: true  // Byte-order mark, annotations, language tag.
        default: false
        }
    }
}
