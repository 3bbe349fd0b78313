/// How many columns of a terminal a text takes.
package enum DisplayWidth {
    package static func of(_ text: some StringProtocol) -> Int {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    /// The columns of one character, which may be several code points: a letter and its marks, an emoji and its
    /// modifiers, a flag.
    package static func of(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        guard let first = scalars.first else { return 0 }
        if scalars.count == 1 { return of(first) }
        // An emoji sequence is one picture: joined, with a skin colour, a flag, or asked for by variation selector 16.
        if first.properties.isEmoji, scalars.contains(where: isEmojiCombiner) { return 2 }
        return scalars.reduce(0) { $0 + of($1) }
    }

    package static func of(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x20..<0x7F: return 1
        case 0..<0x20, 0x7F..<0xA0: return 0
        // A soft hyphen, which terminals draw.
        case 0xAD: return 1
        // Hangul vowels and finals, drawn into the syllable before them.
        case 0x1160...0x11FF, 0xD7B0...0xD7FF: return 0
        default: break
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: return 0
        default: return scalar.properties.isEmojiPresentation || EastAsianWidth.isWide(scalar) ? 2 : 1
        }
    }

    private static func isEmojiCombiner(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value == 0xFE0F || scalar.value == 0x200D || scalar.properties.isEmojiModifier
            || (0x1F1E6...0x1F1FF).contains(scalar.value) || scalar.value == 0x20E3
    }
}
