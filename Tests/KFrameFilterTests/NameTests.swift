import KFrameColumns
import KFrameFilter
import Testing

@Suite struct NameTests {
    static let known = [
        "writeKey", "type", "context.page.path", "context.page.url", "properties.price", "userId", "a\\.b", "odd name",
    ]

    private func message(_ filter: String, known: [String] = known) throws -> String? {
        let expression = try FilterExpression.parse(filter)
        do throws(FilterError) {
            try expression.checkNames(known: known)
            return nil
        } catch {
            #expect(error.code == .unknownName)
            return error.message
        }
    }

    @Test(
        "a name that no column has is an error with the nearest",
        arguments: [
            ("writekey = 'x'", "no column is named writekey; did you mean writeKey?"),
            ("wirteKey = 'x'", "no column is named wirteKey; did you mean writeKey?"),
            ("path = 'x'", "no column is named path; did you mean context.page.path?"),
            ("page.url = 'x'", "no column is named page.url; did you mean context.page.url?"),
            ("props.price = 1", "no column is named props.price; did you mean properties.price?"),
            ("_ofset = 1", "no column is named _ofset; did you mean _offset?"),
            ("_time = 1", "no column is named _time"),
            ("oddname = 1", "no column is named oddname; did you mean \"odd name\"?"),
            ("zzz IS NULL", "no column is named zzz"),
            ("context = 'x'", "context is an object; compare one of its fields: context.page.path, context.page.url"),
            (
                "contexts.page.path IS NULL",
                "no column is named contexts.page.path; did you mean context.page.path or context.page.url?"
            ),
        ])
    func unknown(_ filter: String, _ expected: String) throws {
        #expect(try message(filter) == expected)
    }

    @Test(arguments: [
        "writeKey = 'x'", "context IS NOT NULL", "context.page IS NULL", "a\\.b = 1", "\"odd name\" = 1", "_offset = 1",
        "_error IS NULL", "_headers IS NULL", "_raw IS NULL",
    ])
    func accepted(_ filter: String) throws {
        #expect(try message(filter) == nil)
    }

    @Test("an accent and its combining spelling are two names")
    func canonicalEquivalence() throws {
        #expect(try message("\u{E9} = 1", known: ["e\u{301}"]) != nil)
        #expect(try FilterExpression.parse("\u{E9} = 1") != FilterExpression.parse("e\u{301} = 1"))
        let rows = [TestRow(["e\u{301}": .int64(1)])]
        #expect(try TestRows.evaluate(.parse("\u{E9} = 1"), rows).selected.isEmpty)
        #expect(try TestRows.evaluate(.parse("e\u{301} = 1"), rows).selected == [0])
    }

    @Test func position() throws {
        let expression = try FilterExpression.parse("type = 'x' AND ürl = 1")
        let error = #expect(throws: FilterError.self) { try expression.checkNames(known: Self.known) }
        #expect(error?.position == 15)
        #expect(error?.length == 3)
        #expect(error?.rendering == "    type = 'x' AND ürl = 1\n                   ^^^")
    }

    @Test("names of many columns and of great length are searched in bounded work")
    func hostileNames() throws {
        let known = (0..<200).map { "column.\($0)." + String(repeating: "x", count: 2_000) }
        let filter = String(repeating: "x", count: 50_000) + " = 1"
        #expect(try message(filter, known: known) != nil)
    }
}
