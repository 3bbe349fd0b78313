import KFrameFilter
import TestSupport
import Testing

/// What each error says, and where it is: a position and a length in code points.
@Suite struct ParserErrorTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        let position: Int
        let length: Int
        let code: FilterError.Code
        let message: String

        init(_ text: String, _ position: Int, _ length: Int, _ code: FilterError.Code, _ message: String) {
            self.text = text
            self.position = position
            self.length = length
            self.code = code
            self.message = message
        }

        var testDescription: String { text }
    }

    static let cases: [Case] = [
        Case("", 0, 1, .syntax, "it is empty; write a condition such as writeKey = 'x'"),
        Case("  \n", 3, 1, .syntax, "it is empty; write a condition such as writeKey = 'x'"),
        Case("a", 0, 1, .syntax, "a column alone is no condition: compare it (a = true) or write a IS NOT NULL"),
        Case("a =", 3, 1, .syntax, "a value is missing here: 'text', a number, true or false"),
        Case("a = b", 4, 1, .syntax, "a column is compared with a value; text is written in single quotes: 'b'"),
        Case(
            "a = \"b\"", 4, 3, .syntax,
            "double quotes are for the names of columns; text is written in single quotes: 'b'"),
        Case("a = NULL", 4, 4, .syntax, "nothing equals NULL; write a IS NULL or a IS NOT NULL"),
        Case("a == 1", 2, 2, .syntax, "write one = for “equal”"),
        Case("a => 1", 2, 2, .syntax, "write >= for “greater or equal”"),
        Case("a =~ 'x'", 2, 2, .syntax, "there are no regular expressions; write LIKE with % and _"),
        Case("a = 1 && b = 2", 6, 2, .syntax, "write AND"),
        Case("a = 1 || b = 2", 6, 2, .syntax, "write OR"),
        Case("!a", 0, 1, .syntax, "write NOT"),
        Case("a = 1 b = 2", 6, 1, .syntax, "AND or OR is missing before this"),
        Case("a = 1 AND", 9, 1, .syntax, "a condition is missing at the end; write one such as writeKey = 'x'"),
        Case("AND a = 1", 0, 3, .syntax, "a condition is missing before AND; a column of that name is written \"AND\""),
        Case("(a = 1", 0, 1, .syntax, "this parenthesis is not closed: add )"),
        Case("a = 1)", 5, 1, .syntax, "there is no ( for this parenthesis"),
        Case("()", 1, 1, .syntax, "a condition is missing here"),
        Case("= 1", 0, 1, .syntax, "a column is missing before ="),
        Case("'x' = 'x'", 6, 3, .syntax, "one side of a comparison has to be a column"),
        Case("1", 0, 1, .syntax, "a comparison with a column is missing after this value"),
        Case("a = 'x", 4, 1, .syntax, "this text does not end: close it with a single quote"),
        Case("\"a = 1", 0, 1, .syntax, "this name does not end: close it with a double quote"),
        Case("a. = 1", 1, 1, .syntax, "a name does not end with a dot; put odd names in double quotes"),
        Case("\"a\"b = 1", 3, 1, .syntax, "put a dot or a blank after the quoted name"),
        Case("é = ‘x’", 4, 1, .syntax, "this quote is typographic; write '"),
        Case("a = 1;", 5, 1, .syntax, "a filter is one condition, without a semicolon"),
        Case("a * 2 = 4", 2, 1, .syntax, "* is not understood here; there is no arithmetic"),
        Case("a - 2 = 4", 2, 1, .syntax, "- is not understood here; there is no arithmetic"),
        Case("a ? 1", 2, 1, .syntax, "“?” is not understood here; put names with odd characters in double quotes"),
        Case("`a` = 1", 0, 1, .syntax, "names with odd characters go in double quotes"),
        Case(
            "2fa = 1", 0, 3, .invalidLiteral,
            "“2fa” is no number; put a name that begins with a digit in double quotes, and text in single ones"),
        Case("a = 1e9999999999", 4, 12, .invalidLiteral, "the exponent of this number is out of range"),
        Case("a IN 1", 5, 1, .syntax, "a list in parentheses comes after IN: IN ('a', 'b')"),
        Case("a IN ()", 6, 1, .syntax, "this list is empty; IN needs one value at least"),
        Case("a IN (1 2)", 8, 1, .syntax, "a comma or ) is missing in this list"),
        Case("a IN (1", 7, 1, .syntax, "a comma or ) is missing in this list"),
        Case("a IN (1, NULL)", 9, 4, .syntax, "nothing equals NULL; write a IS NULL or a IS NOT NULL"),
        Case("a LIKE 5", 7, 1, .syntax, "a pattern in single quotes comes after LIKE: 'abc%'"),
        Case(
            "a LIKE 'x' ESCAPE 'ab'", 18, 4, .syntax, "one character in single quotes comes after ESCAPE: ESCAPE '\\'"),
        Case("a LIKE 'x!y' ESCAPE '!'", 7, 5, .invalidLiteral, "in this pattern ! has to stand before %, _ or !"),
        Case("a LIKE 'x!' ESCAPE '!'", 7, 4, .invalidLiteral, "in this pattern ! has to stand before %, _ or !"),
        Case("a BETWEEN 1 OR 2", 12, 2, .syntax, "BETWEEN has two ends: BETWEEN 1 AND 10"),
        Case("a BETWEEN 1 AND 'x'", 10, 9, .wrongType, "both ends of BETWEEN have to be of one kind"),
        Case("a IS 5", 5, 1, .syntax, "after IS comes NULL or NOT NULL; compare with other values by = and <>"),
        Case("a NOT = 5", 6, 1, .syntax, "after NOT comes IN, LIKE or BETWEEN"),
        Case(
            "a 5", 2, 1, .syntax, "a comparison is missing after a: =, <>, <, <=, >, >=, IN, LIKE, BETWEEN or IS NULL"),
        Case("_partition = '0'", 13, 3, .wrongType, "_partition is a number; compare it with one, without quotes"),
        Case("_offset IN (1, true)", 15, 4, .wrongType, "_offset is a number; compare it with one, without quotes"),
        Case("_offset LIKE '1%'", 8, 4, .wrongType, "_offset is a number, and LIKE compares text"),
        Case("_key = 5", 7, 1, .wrongType, "_key is text; write '5'"),
        Case("5 = \"_key\"", 0, 1, .wrongType, "_key is text; write '5'"),
        Case(
            "_key = TIMESTAMP '2022-09-22T12:00Z'", 7, 29, .wrongType, "_key is text, not a time; leave out TIMESTAMP"),
        Case(
            "_tombstone = 'true'", 13, 6, .wrongType, "_tombstone is true or false; write one of them, without quotes"),
        Case(
            "_headers = 'x'", 0, 8, .wrongType,
            "_headers cannot be compared; only IS NULL and IS NOT NULL can be asked of it"),
        Case(
            "_timestamp = true", 13, 4, .wrongType,
            "_timestamp is a time; compare it with TIMESTAMP '2022-09-22T12:00Z'"),
        Case(
            "_timestamp > '2022-09-22T12:00'", 13, 18, .invalidLiteral,
            "this time has no zone; write '2022-09-22T12:00Z'"),
        Case("_timestamp > '2022-09-22'", 13, 12, .invalidLiteral, "this time has no zone; write '2022-09-22T00:00Z'"),
        Case("_timestamp > 'noon'", 13, 6, .invalidLiteral, "this is no time; write it as '2022-09-22T12:00Z'"),
        Case(
            "_timestamp > '1663848000000'", 13, 15, .invalidLiteral,
            "a number is no time in quotes; write 13 digits of milliseconds without them"),
        Case(
            "_timestamp > 1663848000", 13, 10, .invalidLiteral,
            "this looks like seconds since 1970; milliseconds are taken: write 1663848000000"),
        Case(
            "_timestamp > 1663848000000000", 13, 16, .invalidLiteral,
            "this looks like microseconds since 1970; milliseconds are taken: write 1663848000000"),
        Case(
            "a > TIMESTAMP '2022-02-30T00:00Z'", 14, 19, .invalidLiteral,
            "this is no time; write it as '2022-09-22T12:00Z'"),
        Case(
            "a > TIMESTAMP '0001-01-01T00:00+01:00'", 14, 24, .invalidLiteral,
            "this time is outside the years 0001 to 9999"),
        Case(
            "x = 1 OR id NOT IN ('5', 5)", 9, 2, .wrongType,
            "NOT IN with values of several kinds is never true, because a value compares with its own kind only; "
                + "write one NOT IN for each kind, joined by OR"),
    ]

    @Test("each error has its place and its mend", arguments: cases)
    func golden(_ expected: Case) {
        let error = #expect(throws: FilterError.self) { try FilterExpression.parse(expected.text) }
        #expect(error?.message == expected.message)
        #expect(error?.position == expected.position)
        #expect(error?.length == expected.length)
        #expect(error?.code == expected.code)
        #expect(error?.source == expected.text)
    }

    @Test("P13 numbers of other widths than seconds and microseconds have are taken at their word")
    func widths() {
        for accepted in ["0", "1", "-1", "999999999", "99999999999", "1663848000000", "10000000000000", "1663848000.5"]
        {
            #expect(throws: Never.self) { try FilterExpression.parse("_timestamp > \(accepted)") }
        }
    }

    @Test func caret() {
        func rendering(_ text: String) -> String? {
            #expect(throws: FilterError.self) { try FilterExpression.parse(text) }?.rendering
        }
        #expect(rendering("writeKey = newapp") == "    writeKey = newapp\n               ^^^^^^")
        #expect(rendering("a = 1\nAND b == 2\nAND c = 3") == "    AND b == 2\n          ^^")
        #expect(rendering("a = '日本' AND b == 2") == "    a = '日本' AND b == 2\n                     ^^")
        #expect(rendering("a\t= b") == "    a = b\n        ^")
        #expect(rendering("a =") == "    a =\n       ^")
        let long = Array(repeating: "column = 'value'", count: 30).joined(separator: " AND ")
        let lines = rendering(long + " AND b == 2 AND " + long)?.split(separator: "\n").map(String.init) ?? []
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("    …") == true && lines.first?.hasSuffix("…") == true)
        #expect(lines.first.map { $0.unicodeScalars.count < 200 } == true)
        let caret = lines.last?.firstIndex(of: "^").map { lines[1].distance(from: lines[1].startIndex, to: $0) } ?? 0
        #expect(lines.first.map { $0.dropFirst(caret).hasPrefix("==") } == true)
    }

    @Test func sentence() {
        let error = #expect(throws: FilterError.self) { try FilterExpression.parse("a == 1") }
        #expect(
            error?.description
                == "the filter cannot be used: write one = for “equal” (at character 3)\n    a == 1\n      ^^")
    }

    @Test("any text is refused or parsed, and its canonical text parses")
    func arbitrary() throws {
        var generator = SplitMix64(seed: 3)
        let words = [
            "a", "b.c", "\"d e\"", "_timestamp", "_key", "AND", "OR", "NOT", "(", ")", "IN", "LIKE", "ILIKE", "IS",
            "NULL",
            "BETWEEN", "ESCAPE", "=", "<>", "<", "'x'", "'%a_'", "1", "-2.5e3", "TRUE", "TIMESTAMP",
            "'2022-09-22T12:00Z'",
            ",", "'", "\"", "\\", "é", "‘", ".", "!", "1x", "\u{0}", "\u{FEFF}", "😀", "~",
        ]
        var parsedCount = 0
        for round in 0..<12_000 {
            var text: String
            if round.isMultiple(of: 2) {
                let count = Int.random(in: 0...9, using: &generator)
                text = (0..<count).map { _ in generator.pick(words) }.joined(separator: generator.chance(80) ? " " : "")
            } else {
                // A filter with a place or two spoilt.
                var scalars = Array(
                    FilterExpression(RandomExpressionTests.condition(2, &generator)).description.unicodeScalars)
                for _ in 0..<Int.random(in: 0...2, using: &generator) where !scalars.isEmpty {
                    let place = Int.random(in: 0..<scalars.count, using: &generator)
                    let other = generator.chance(50) ? [] : Array(generator.pick(words).unicodeScalars)
                    scalars.replaceSubrange(place...place, with: other)
                }
                text = String(String.UnicodeScalarView(scalars))
            }
            do throws(FilterError) {
                let expression = try FilterExpression.parse(text)
                parsedCount += 1
                #expect(try FilterExpression.parse(expression.description) == expression, "\(text)")
            } catch {
                let scalarCount = text.unicodeScalars.count
                #expect(error.position <= scalarCount && error.length >= 1, "\(text)")
                #expect(error.position + error.length <= max(scalarCount, error.position + 1), "\(text)")
                #expect(!error.rendering.isEmpty)
            }
        }
        #expect(parsedCount > 300)
    }
}
