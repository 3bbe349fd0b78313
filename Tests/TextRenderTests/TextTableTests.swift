import Testing

@testable import TextRender

@Suite("Tables in a terminal")
struct TextTableTests {
    private let people = TextTable(
        columns: [
            TextTable.Column(name: "_offset", type: "int64", alignment: .trailing),
            TextTable.Column(name: "city", type: "utf8"),
            TextTable.Column(name: "n", type: "double", alignment: .trailing),
        ],
        head: [["0", "Köln", "1.5"], ["10", "東京", nil]], tail: [["999", "a\nb", "-7"]], rowCount: 1_000)

    @Test func alignedWithTypesNullsAndWhatWasLeftOut() {
        #expect(
            people.lines(width: 80, style: .plain) == [
                "_offset  city       n",
                "  int64  utf8  double",
                "───────  ────  ──────",
                "      0  Köln     1.5",
                "     10  東京    null",
                "      …  …          …",
                "    999  a\\nb      -7",
                "1,000 rows × 3 columns",
            ])
    }

    @Test func asciiOnly() {
        let lines = people.lines(width: 80, style: .ascii)
        #expect(lines.allSatisfy { $0.allSatisfy(\.isASCII) })
        #expect(lines[2] == "-------  ----------------  ------")
        #expect(lines.last == "1,000 rows x 3 columns")
    }

    @Test func coloursDoNotChangeTheLayout() {
        let coloured = people.lines(width: 80, style: TerminalStyle(unicode: true, colour: true))
        #expect(coloured[0].hasPrefix("\u{1B}[1m_offset\u{1B}[0m"))
        let stripped = coloured.map { $0.replacing(/\u{1B}\[\d+m/, with: "") }
        let plain = people.lines(width: 80, style: .plain)
        #expect(zip(stripped, plain).allSatisfy { $0.0.trimmed() == $0.1.trimmed() })
    }

    @Test func noTypeLineWhereNoColumnHasAType() {
        let table = TextTable(columns: [TextTable.Column(name: "topic")], head: [["a"]])
        #expect(table.lines(width: 80, style: .plain) == ["topic", "─────", "a", "1 row × 1 column"])
    }

    @Test func anEmptyTableStillHasItsColumns() {
        let table = TextTable(columns: [TextTable.Column(name: "a", type: "utf8")], head: [])
        #expect(table.lines(width: 80, style: .plain) == ["a", "utf8", "────", "0 rows × 1 column"])
        let nothing = TextTable(columns: [], head: [])
        #expect(nothing.lines(width: 80, style: .plain).last == "0 rows × 0 columns")
    }

    private func wide(_ columns: Int, cell: String) -> TextTable {
        TextTable(
            columns: (0..<columns).map { TextTable.Column(name: "column\($0)", type: "utf8") },
            head: [Array(repeating: cell, count: columns)])
    }

    @Test("columns in the middle of the schema give way, and the last line counts and names them")
    func elision() {
        let lines = wide(20, cell: "0123456789").lines(width: 80, style: .plain)
        #expect(lines[0] == "column0     column1     column2     column3     …  column18    column19")
        #expect(lines[3] == "0123456789  0123456789  0123456789  0123456789  …  0123456789  0123456789")
        #expect(lines.last?.hasPrefix("… 14 more columns: column4, column5, column6, ") == true)
        #expect(lines.last?.hasSuffix("…") == true)
    }

    @Test("no line is ever wider than the terminal", arguments: [1, 2, 5, 10, 20, 33, 40, 79, 80, 120, 200])
    func neverTooWide(width: Int) {
        let cells = ["x", "東京東京東京東京東京東京東京", String(repeating: "long ", count: 40), "🎁"]
        for columns in [1, 2, 3, 7, 30] {
            for cell in cells {
                for style in [TerminalStyle.plain, .ascii] {
                    for line in wide(columns, cell: cell).lines(width: width, style: style) {
                        let shown = DisplayWidth.of(line)
                        #expect(shown <= max(width, 9), "\(columns) columns of \(cell): \(line)")
                    }
                }
            }
        }
    }

    @Test("a long text takes what the others leave")
    func longCellsShareTheRest() {
        let table = TextTable(
            columns: [TextTable.Column(name: "a"), TextTable.Column(name: "text"), TextTable.Column(name: "z")],
            head: [["1", String(repeating: "w", count: 200), "2"]])
        let lines = table.lines(width: 60, style: .plain)
        #expect(lines[2] == "1  " + String(repeating: "w", count: 53) + "…  2")
    }

    @Test func nothingIsCutWithoutAWidth() {
        let lines = wide(60, cell: String(repeating: "w", count: 100)).lines(width: nil, style: .plain)
        #expect(lines[3].count == 60 * 102 - 2)
        #expect(lines.last == "1 row × 60 columns")
    }

    @Test func shortRowsAreFilledWithNulls() {
        let table = TextTable(columns: [TextTable.Column(name: "a"), TextTable.Column(name: "b")], head: [["1"]])
        #expect(table.lines(width: 40, style: .plain)[2] == "1  null")
    }
}

extension String {
    fileprivate func trimmed() -> Substring {
        var rest = self[...]
        while rest.last == " " { rest.removeLast() }
        return rest
    }
}
