import Testing

@testable import TextRender

@Suite("Columns of a terminal that a text takes")
struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("plain", 5), ("größe", 5), ("e\u{301}", 1), ("東京", 4), ("ｆｕｌｌ", 8), ("ﾊﾝｶｸ", 4), ("한국어", 6),
        ("\u{1112}\u{1161}\u{11AB}", 2), ("🎁", 2), ("👩‍👩‍👧‍👦", 2), ("👍🏽", 2), ("🇩🇪", 2), ("❤️", 2), ("❤", 1), ("1️⃣", 2),
        ("a\u{200B}b", 2), ("\u{200D}", 0), ("שלום", 4), ("नि", 2), ("…", 1), ("→", 1), ("│", 1), ("Łódź", 4),
        ("\u{AD}", 1), ("𠀋", 2), ("〜", 2), ("、", 2), ("Ω", 1), ("\u{1F3FB}", 2),
    ])
    func widths(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test("every wide range begins and ends where the character before and after is narrow")
    func rangeBorders() {
        for (scalar, isWide) in [
            (0x10FF, false), (0x1100, true), (0x115F, true), (0x1160, false), (0x3000, true), (0x303E, true),
            (0x303F, false), (0xFF60, true), (0xFF61, false), (0xFFE0, true), (0x2FFFD, true), (0x1FFFF, false),
            (0x3FFFD, true), (0x10FFFD, false), (0x41, false),
        ] {
            let scalar = Unicode.Scalar(UInt32(scalar))
            #expect(scalar.map(EastAsianWidth.isWide) == isWide, "\(String(describing: scalar))")
        }
    }

    @Test(arguments: [
        ("a\nb", "a\\nb"), ("a\r\nb", "a\\r\\nb"), ("tab\t", "tab\\t"), ("\u{1B}[31mred", "\\u{1B}[31mred"),
        ("\u{0}", "\\u{0}"), ("\u{9B}1m", "\\u{9B}1m"), ("\u{202E}evil", "\\u{202E}evil"), ("\u{FEFF}x", "\\u{FEFF}x"),
        ("größe 🎁", "größe 🎁"), ("e\u{301}", "e\u{301}"), ("\u{2028}", "\\u{2028}"),
    ])
    func escapes(text: String, shown: String) {
        #expect(TerminalText.escaped(text, style: .plain) == shown)
    }

    @Test func asciiTerminalsGetEscapes() {
        #expect(TerminalText.escaped("größe", style: .ascii) == "gr\\u{F6}\\u{DF}e")
    }

    @Test(arguments: [
        ("short", 5, "short"), ("longer", 5, "long…"), ("東京都", 5, "東京…"), ("東京都", 4, "東…"), ("東京", 2, "…"),
        ("abc", 1, "…"),
        ("abc", 0, ""), ("ne\u{301}e\u{301}x", 3, "ne\u{301}…"),
    ])
    func truncation(text: String, width: Int, cut: String) {
        #expect(TerminalText.truncated(text, to: width, style: .plain) == cut)
        #expect(DisplayWidth.of(TerminalText.fitted(text, to: width, style: .plain)) == width)
    }

    @Test func asciiTruncation() {
        #expect(TerminalText.truncated("abcdefgh", to: 6, style: .ascii) == "abc...")
        #expect(TerminalText.truncated("abcdefgh", to: 2, style: .ascii) == "..")
    }
}
