import KFrameColumns
import KFrameFilter
import TestSupport
import Testing

/// Every operator with every literal on every kind of value, against the reference.
@Suite struct KernelGridTests {
    static let values: [VariantValue] = [
        .absent, .null, .bool(false), .bool(true),
        .int64(0), .int64(1), .int64(-1), .int64(10), .int64(.max), .int64(.min), .int64(.max - 1),
        .int64(9_007_199_254_740_992), .int64(9_007_199_254_740_993), .int64(-9_007_199_254_740_993),
        .int64(1_663_848_000_000),
        .double(-0.0), .double(0.1), .double(-0.1), .double(10.0), .double(10.5), .double(1e23), .double(0x1p53),
        .double(0x1p63), .double(-0x1p63), .double(.greatestFiniteMagnitude), .double(-.greatestFiniteMagnitude),
        .double(.leastNonzeroMagnitude), .double(-.leastNonzeroMagnitude), .double(1e300),
        .digits("9223372036854775808"), .digits("-9223372036854775809"), .digits("1e400"), .digits("-1E+400"),
        .digits("100000000000000000000000"), .digits("99999999999999991611392"), .digits("1.0e-400"),
        .digits("00.00e5"), .digits("0.000000000000000000010e+420"),
        .string(""), .string("a"), .string("ab"), .string("b"), .string("10"), .string("true"), .string("null"),
        .string("\u{E9}"), .string("e\u{301}"), .string("\u{FFFF}"), .string("\u{1F600}"),
        .string("a quote ' and \" and \\"), .string("2022-09-22T12:00:00Z"), .string("2022-09-22 14:00:00.000+02:00"),
        .string("2022-09-22t12:00:00.000000001z"), .string("2022-09-22T12:00Z"), .string("2022-09-22T12:00:00"),
        .string("2022-02-30T12:00:00Z"), .string("2022-09-22T12:00:60Z"), .string("2022-09-22T11:59:59.999999999Z"),
        .string(String(repeating: "long ", count: 40)),
        .list([.int64(10)]), .list([]), .json("{}"), .json("[[10]]"),
        .bytes([0xFF, 0x61]), .bytes([0x61, 0xFF]), .bytes([]), .bytes(Array("a".utf8)),
    ]

    /// All digits of the largest double.
    private static let largestDouble =
        "1797693134862315708145274237317043567980705675258449965989174768031572607800285387605895586327668781"
        + "7154045895351438246423432132688946418276846754670353751698604991057655128207624549009038932894407586"
        + "8508455133942304583236903222948165808559332123347747797"

    static let literals: [Literal] =
        [
            "0", "-0", "1", "-1", "10", "10.0", "10.5", "0.1", "-0.1", "1e1", "9223372036854775807",
            "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "9223372036854775807.5",
            "9007199254740992", "9007199254740993", "9007199254740993.0", "-9007199254740993", "1e23",
            "100000000000000000000000", "99999999999999991611392", "1e400", "-1e400", "1e-400", "-1e-400", "5e-324",
            "1.7976931348623157e308",
            largestDouble,
            "1663848000000", "-0.5", "9.5e18",
        ].compactMap { NumberLiteral($0).map { .number($0) } } + [
            .text(""), .text("a"), .text("ab"), .text("b"), .text("10"), .text("\u{E9}"), .text("e\u{301}"),
            .text("\u{FFFF}"), .text("\u{1F600}"), .text("true"), .text(String(repeating: "long ", count: 40)),
            .boolean(true), .boolean(false),
        ]
        + [Int128(1_663_848_000_000_000_000), 1_663_848_000_000_000_001, 0, 1_663_848_000_000_500_000]
        .compactMap { TimeLiteral(nanoseconds: $0).map { .time($0) } }

    static let path = ColumnPath("v")

    /// Checks the condition on all values in one batch, and on each in a batch of its own.
    static func check(
        _ condition: Condition, _ values: [VariantValue] = values, column: String = "v", scratch: FilterScratch
    ) throws {
        let expression = FilterExpression(condition)
        let rows = values.map { TestRow([column: $0]) }
        let expected = rows.indices.filter { ReferenceEvaluator.verdict(expression, rows[$0]) == .passes }
        let outcome = try TestRows.evaluate(expression, rows, scratch: scratch)
        #expect(outcome.selected.map(Int.init) == expected, "\(expression)")
        #expect(outcome.filteredCount == rows.count - expected.count)
        #expect(outcome.undecodable.isEmpty)
    }

    @Test("P34 each comparison of each kind of value with each kind of literal", arguments: Comparator.allCases)
    func comparisons(_ comparator: Comparator) throws {
        #expect(Self.literals.count == 49)
        let scratch = FilterScratch()
        for literal in Self.literals {
            try Self.check(.comparison(Self.path, comparator, literal), scratch: scratch)
            try Self.check(.not(.comparison(Self.path, comparator, literal)), scratch: scratch)
        }
    }

    @Test("a single kind in a column makes no difference")
    func singleKinds() throws {
        let scratch = FilterScratch()
        for value in Self.values {
            for literal in Self.literals where literal.kind != .time {
                try Self.check(.comparison(Self.path, .lessOrEqual, literal), [value], scratch: scratch)
                try Self.check(.comparison(Self.path, .notEqual, literal), [value], scratch: scratch)
            }
        }
    }

    @Test("_timestamp compares in milliseconds with times and numbers", arguments: Comparator.allCases)
    func timestamps(_ comparator: Comparator) throws {
        let values: [VariantValue] = [
            .absent, .null, .int64(0), .int64(-1), .int64(1_663_848_000_000), .int64(1_663_848_000_001),
            .int64(1_663_847_999_999), .int64(.max), .int64(.min),
        ]
        let scratch = FilterScratch()
        for literal in Self.literals where literal.kind == .time || literal.kind == .number {
            let leaf = Condition.comparison(ColumnPath("_timestamp"), comparator, literal)
            try Self.check(leaf, values, column: "_timestamp", scratch: scratch)
        }
    }

    @Test func betweenAnyTwoLiterals() throws {
        let scratch = FilterScratch()
        let ends = Self.literals.enumerated().filter { $0.offset % 4 == 0 || $0.element.kind != .number }.map(\.element)
        for low in ends {
            for high in ends where low.kind == high.kind || low == ends[0] || low == .text("a") {
                for isNegated in [false, true] {
                    try Self.check(.between(Self.path, low, high, isNegated: isNegated), scratch: scratch)
                }
            }
        }
    }

    @Test func membershipInSetsOfAllSizes() throws {
        let scratch = FilterScratch()
        var generator = SplitMix64(seed: 7)
        for literal in Self.literals {
            for isNegated in [false, true] {
                try Self.check(.membership(Self.path, [literal], isNegated: isNegated), scratch: scratch)
            }
        }
        for _ in 0..<150 {
            let isMixed = generator.chance(30)
            let kind = generator.pick(Self.literals).kind
            let choices = Self.literals.filter { isMixed || $0.kind == kind }
            let count = Int.random(in: 1...12, using: &generator)
            let literals = (0..<count).map { _ in generator.pick(choices) }
            for isNegated in [false, true] {
                try Self.check(.membership(Self.path, literals, isNegated: isNegated), scratch: scratch)
            }
        }
    }

    @Test("NULL is what is absent or null", arguments: [false, true])
    func nullness(_ isNegated: Bool) throws {
        try Self.check(.isNull(Self.path, isNegated: isNegated), scratch: FilterScratch())
        try Self.check(.not(.isNull(Self.path, isNegated: isNegated)), scratch: FilterScratch())
    }

    @Test("a column that no row has is all absent")
    func missingColumn() throws {
        let rows = [TestRow(["w": .int64(1)]), TestRow(["w": .int64(2)])]
        for (filter, count) in [
            ("v = 1", 0), ("v <> 1", 0), ("NOT v = 1", 0), ("v IS NULL", 2), ("v IS NOT NULL", 0), ("v LIKE '%'", 0),
            ("v NOT LIKE 'x'", 0), ("v NOT IN (1)", 0), ("v NOT BETWEEN 1 AND 2", 0), ("v = 1 OR w = 2", 1),
        ] {
            #expect(try TestRows.evaluate(.parse(filter), rows).selected.count == count, "\(filter)")
        }
    }
}
