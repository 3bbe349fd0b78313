import KFrameFilter
import Testing

@Suite struct ParserTests {
    private let v = ColumnPath("v")

    private func parsed(_ text: String) throws -> Condition { try FilterExpression.parse(text).condition }

    private func number(_ text: String) throws -> Literal { .number(try #require(NumberLiteral(text))) }

    @Test("the filter of the manual")
    func manual() throws {
        let text = """
            writeKey = 'x' AND type IN ('page','track') AND properties.price >= 10
              AND context.page.path LIKE '/products/%' AND userId IS NOT NULL
            """
        let expression = try FilterExpression.parse(text)
        #expect(
            expression.description
                == "writeKey = 'x' AND type IN ('page', 'track') AND properties.price >= 10 "
                + "AND context.page.path LIKE '/products/%' AND userId IS NOT NULL")
        #expect(expression.source == text)
        #expect(
            expression.referencedPaths == ["writeKey", "type", "properties.price", "context.page.path", "userId"])
        #expect(expression.subtreePaths == ["userId"])
        #expect(!expression.dependsOnlyOnOwnColumns)
    }

    @Test func comparators() throws {
        for (spelling, comparator): (String, Comparator) in [
            ("=", .equal), ("<>", .notEqual), ("!=", .notEqual), ("<", .less), ("<=", .lessOrEqual),
            (">", .greater), (">=", .greaterOrEqual),
        ] {
            #expect(try parsed("v\(spelling)1") == .comparison(v, comparator, .number(1)))
            #expect(try parsed("v\u{A0}\(spelling) 1\u{A0}") == .comparison(v, comparator, .number(1)))
            #expect(try parsed(" 1 \(spelling) v ") == .comparison(v, comparator.flipped, .number(1)))
        }
    }

    @Test("NOT binds before AND, AND before OR, and letters' case is no matter")
    func precedence() throws {
        func leaf(_ name: String) -> Condition { .comparison(ColumnPath(name), .equal, .number(1)) }
        let (a, b, c, d) = (leaf("a"), leaf("b"), leaf("c"), leaf("d"))
        #expect(try parsed("a=1 or b=1 And not c=1 AND d=1") == .any([a, .all([b, .not(c), d])]))
        #expect(try parsed("(a=1 OR b=1) AND c=1") == .all([.any([a, b]), c]))
        #expect(try parsed("NOT (a=1 AND b=1)") == .not(.all([a, b])))
        #expect(try parsed("NOT NOT a=1") == .not(.not(a)))
        #expect(try parsed("((a=1))") == a)
        #expect(try parsed("a=1 AND (b=1 AND c=1)") == .all([a, .all([b, c])]))
        #expect(try parsed("a=1 AND b=1 AND c=1") == .all([a, b, c]))
    }

    @Test func tests() throws {
        let one = Literal.number(1)
        let x = Literal.text("x")
        #expect(try parsed("v in (1,'x')") == .membership(v, [one, x], isNegated: false))
        #expect(try parsed("v NOT IN ('x')") == .membership(v, [x], isNegated: true))
        #expect(try parsed("v between 1 and 1") == .between(v, one, one, isNegated: false))
        #expect(
            try parsed("v NOT BETWEEN 1 AND 1 AND v=1")
                == .all([.between(v, one, one, isNegated: true), .comparison(v, .equal, one)]))
        #expect(try parsed("v is null") == .isNull(v, isNegated: false))
        #expect(try parsed("v IS NOT NULL") == .isNull(v, isNegated: true))
        #expect(
            try parsed("v = TRUE OR v = false")
                == .any([.comparison(v, .equal, .boolean(true)), .comparison(v, .equal, .boolean(false))]))
        #expect(try parsed("v = 'it''s'") == .comparison(v, .equal, .text("it's")))
        #expect(try parsed("v = ''") == .comparison(v, .equal, .text("")))
        #expect(try parsed("v = ''''") == .comparison(v, .equal, .text("'")))
    }

    @Test("names are written as the columns are named")
    func names() throws {
        for (spelling, name, canonical) in [
            ("context.page.path", "context.page.path", "context.page.path"),
            ("a\\.b.c", "a\\.b.c", "a\\.b.c"),
            ("\"odd name\"", "odd name", "\"odd name\""),
            ("\"a b.c\"", "a b.c", "\"a b.c\""),
            ("context.\"odd name\".x", "context.odd name.x", "\"context.odd name.x\""),
            ("\"a\".b", "a.b", "a.b"),
            ("\"a\\.b\"", "a\\.b", "a\\.b"),
            ("\"say \"\"hi\"\"\"", "say \"hi\"", "\"say \"\"hi\"\"\""),
            ("\"or\"", "or", "\"or\""),
            ("a.or", "a.or", "a.or"),
            ("timestamp", "timestamp", "timestamp"),
            ("user-agent", "user-agent", "user-agent"),
            ("og:title", "og:title", "og:title"),
            ("$set.@id", "$set.@id", "$set.@id"),
            ("items.0.id", "items.0.id", "items.0.id"),
            ("größe.höhe", "größe.höhe", "größe.höhe"),
            ("\"2fa\"", "2fa", "\"2fa\""),
            ("\"\"", "", "\"\""),
            ("\"a.\"", "a.", "\"a.\""),
            ("a\\\\", "a\\\\", "a\\\\"),
            ("value._key", "value._key", "value._key"),
        ] {
            let expression = try FilterExpression.parse("\(spelling) = 1")
            #expect(expression.referencedPaths == [name])
            #expect(expression.description == "\(canonical) = 1")
            #expect(try FilterExpression.parse(expression.description) == expression)
        }
    }

    @Test("P34 numbers of any size keep their digits")
    func numbers() throws {
        for (spelling, canonical) in [
            ("0", "0"), ("-0", "0"), ("+5", "5"), ("007", "7"), ("100", "100"), (".5", "0.5"), ("5.", "5.0"),
            ("1.50", "1.5"), ("1e3", "1000.0"), ("1E+3", "1000.0"), ("12e-1", "1.2"), ("-0.0", "0.0"),
            ("0.00001", "0.00001"), ("0.0000001", "1e-7"), ("1e400", "1e400"), ("123e400", "1.23e402"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"),
            ("1e1000000", "1e1000000"),
        ] {
            let literal = try number(spelling)
            #expect(literal.description == canonical)
            #expect(try number(canonical) == literal)
            #expect(try parsed("v > \(spelling)") == .comparison(v, .greater, literal))
        }
        #expect(try number("1000") != number("1e3"), "spelt as an integer it is exact against doubles")
        #expect(try number("1e3") == number("1000.0"))
        #expect(NumberLiteral("1e99999999999999999999") == nil)
        for text in ["", "-", ".", "1e", "1e+", "1x", "1..2", "1.2.3", "--1", "0x10", "1_000", "NaN", "Infinity"] {
            #expect(NumberLiteral(text) == nil)
        }
    }

    @Test("P13 times have a zone, and print in UTC")
    func times() throws {
        for (spelling, canonical) in [
            ("2022-09-22T12:00Z", "2022-09-22T12:00:00Z"),
            ("2022-09-22 12:00:30z", "2022-09-22T12:00:30Z"),
            ("2022-09-22t12:00:00.120+02:00", "2022-09-22T10:00:00.12Z"),
            ("2022-09-22T00:30:00-05:30", "2022-09-22T06:00:00Z"),
            ("1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999999Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"),
            ("2000-02-29T00:00Z", "2000-02-29T00:00:00Z"), ("1900-03-01T00:00+00:01", "1900-02-28T23:59:00Z"),
        ] {
            let expression = try FilterExpression.parse("_timestamp >= '\(spelling)'")
            #expect(expression.description == "_timestamp >= TIMESTAMP '\(canonical)'")
            #expect(try FilterExpression.parse("_timestamp >= timestamp '\(spelling)'") == expression)
            #expect(try FilterExpression.parse("TIMESTAMP '\(spelling)' <= _timestamp") == expression)
            #expect(try FilterExpression.parse(expression.description) == expression)
        }
        #expect(try parsed("timestamp = 'x'") == .comparison(ColumnPath("timestamp"), .equal, .text("x")))
        #expect(
            try parsed("_timestamp = 1663848000000")
                == .comparison(ColumnPath("_timestamp"), .equal, .number(1_663_848_000_000)))
        #expect(
            try parsed("sentAt > '2022-09-22T12:00Z'")
                == .comparison(ColumnPath("sentAt"), .greater, .text("2022-09-22T12:00Z")))
    }

    @Test("hostile nesting is refused, and width is not")
    func depth() throws {
        let deep = String(repeating: "(", count: 64) + "v=1" + String(repeating: ")", count: 64)
        #expect(try parsed(deep) == .comparison(v, .equal, .number(1)))
        for count in [65, 100_000] {
            let text = String(repeating: "(", count: count) + "v=1"
            let error = #expect(throws: FilterError.self) { try parsed(text) }
            #expect(error?.code == .tooDeep)
            #expect(error?.position == 64)
        }
        let error = #expect(throws: FilterError.self) { try parsed(String(repeating: "NOT ", count: 100_000) + "v=1") }
        #expect(error?.code == .tooDeep)
        let wide = Array(repeating: "v=1", count: 20_000).joined(separator: " OR ")
        guard case .any(let parts) = try parsed(wide) else {
            Issue.record("no OR")
            return
        }
        #expect(parts.count == 20_000)
        let siblings = Array(repeating: "(NOT (v=1))", count: 500).joined(separator: " AND ")
        #expect(throws: Never.self) { try parsed(siblings) }
    }
}
