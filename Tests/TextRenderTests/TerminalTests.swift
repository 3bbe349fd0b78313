import Testing

@testable import TextRender

@Suite("What a terminal can show")
struct TerminalTests {
    private func style(_ environment: [String: String], isTerminal: Bool = true) -> TerminalStyle {
        Terminal.style(isTerminal: isTerminal) { environment[$0] }
    }

    @Test func colours() {
        #expect(style([:]).colour)
        #expect(!style([:], isTerminal: false).colour)
        #expect(!style(["NO_COLOR": "1"]).colour)
        #expect(style(["NO_COLOR": ""]).colour)
        #expect(!style(["TERM": "dumb"]).colour)
    }

    @Test("UTF-8 by the first of LC_ALL, LC_CTYPE and LANG that is set")
    func locale() {
        #expect(style(["LANG": "en_US.UTF-8"]).unicode)
        #expect(style(["LANG": "de_DE.utf8"]).unicode)
        #expect(style(["LANG": "de_DE.utf8@euro"]).unicode)
        #expect(!style([:]).unicode)
        #expect(!style(["LANG": "en_US.UTF-8", "LC_ALL": "C"]).unicode)
        #expect(style(["LANG": "C", "LC_ALL": "", "LC_CTYPE": "C.UTF-8"]).unicode)
        #expect(!style(["LANG": "de_DE.ISO-8859-1"]).unicode)
    }

    @Test func aPipeIsNoTerminal() {
        let terminal = Terminal.of(descriptor: -1) { ["COLUMNS": "123"][$0] }
        #expect(!terminal.isTerminal)
        #expect(terminal.columns == 123)
        #expect(Terminal.of(descriptor: -1) { _ in nil }.columns == 80)
        #expect(Terminal.of(descriptor: -1) { ["COLUMNS": "-3"][$0] }.columns == 80)
    }
}
