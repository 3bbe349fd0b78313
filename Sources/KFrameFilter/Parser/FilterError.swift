/// Why a filter was refused, where, and what to do about it.
package struct FilterError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        /// The text is no condition.
        case syntax
        /// A number, time, pattern or text is malformed.
        case invalidLiteral
        /// A column of kframe's own cannot be compared with such a literal, or kinds are mixed that never match.
        case wrongType
        /// No column has that name.
        case unknownName
        /// Parentheses or NOTs are nested too deep.
        case tooDeep
    }

    package let code: Code
    /// One sentence that says what is wrong and how to mend it.
    package let message: String
    /// Where the trouble begins, in Unicode code points from the start of the text.
    package let position: Int
    /// How many code points it takes; at least 1, and 1 at the text's end.
    package let length: Int
    /// The whole filter.
    package let source: String

    init(_ code: Code, _ message: String, at range: SourceRange, in source: String) {
        self.code = code
        self.message = message
        self.source = source
        // A code point begins at every byte that does not continue one.
        func codePoints(_ start: Int, _ count: Int) -> Int {
            source.utf8.dropFirst(max(0, start)).prefix(max(0, count)).lazy.filter { $0 & 0xC0 != 0x80 }.count
        }
        position = codePoints(0, range.start)
        length = max(1, codePoints(range.start, range.count))
    }

    /// The message, and the line it is about with a caret under the spot.
    package var description: String {
        "the filter cannot be used: \(message) (at character \(position + 1))\n\(rendering)"
    }

    /// The line of the filter that the error is about, and carets under the spot; a long line is cut on both sides.
    package var rendering: String {
        let scalars = Array(source.unicodeScalars)
        let spot = min(position, scalars.count)
        var start = spot
        while start > 0, scalars[start - 1] != "\n" { start -= 1 }
        var end = spot
        while end < scalars.count, scalars[end] != "\n" { end += 1 }
        let left = max(start, spot - 60)
        let right = min(end, max(spot + length, left + 100), spot + 100)
        let lead = left > start ? "…" : ""
        let tail = right < end ? "…" : ""
        var text = String.UnicodeScalarView()
        for scalar in scalars[left..<right] { text.append(Self.isControl(scalar) ? " " : scalar) }
        let indent = lead.unicodeScalars.count + Self.width(scalars[left..<spot])
        let carets = max(1, Self.width(scalars[spot..<max(spot, min(spot + length, right))]))
        return "    \(lead)\(String(text))\(tail)\n    " + String(repeating: " ", count: indent)
            + String(repeating: "^", count: carets)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    /// How many cells a terminal gives these.
    private static func width(_ scalars: ArraySlice<Unicode.Scalar>) -> Int {
        scalars.reduce(0) { sum, scalar in
            if scalar.properties.isGraphemeExtend { return sum }
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
                0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
                return sum + 2
            default:
                return sum + 1
            }
        }
    }
}
