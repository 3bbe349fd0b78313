import KFrameColumns
import KFrameFilter
import Testing

/// What the manual promises, in plain cases.
@Suite struct SemanticsTests {
    @Test("P32 a value of another kind does not match, whatever the operator")
    func kinds() throws {
        let values: [VariantValue] = [
            .string("10"), .int64(10), .double(10), .bool(true), .null, .absent, .json("{}"), .list([]),
        ]
        #expect(try TestRows.passing("v = 10", values) == [.int64(10), .double(10)])
        #expect(try TestRows.passing("v = '10'", values) == [.string("10")])
        #expect(try TestRows.passing("v <> 11", values) == [.int64(10), .double(10)])
        #expect(try TestRows.passing("NOT v = 11", values) == [.int64(10), .double(10)])
        #expect(try TestRows.passing("v <> 'x'", values) == [.string("10")])
        #expect(try TestRows.passing("v = true", values) == [.bool(true)])
        #expect(try TestRows.passing("v IN ('10', 10)", values) == [.string("10"), .int64(10), .double(10)])
        #expect(try TestRows.passing("v IS NULL", values) == [.null, .absent])
        #expect(try TestRows.passing("v IS NOT NULL", values).count == 6)
        #expect(try TestRows.passing("v = 10 OR v IS NULL", values) == [.int64(10), .double(10), .null, .absent])
    }

    @Test("P34 no integer is rounded, and a decimal finds its double")
    func numbers() throws {
        let near: [VariantValue] = [.int64(9_007_199_254_740_993), .double(9_007_199_254_740_992)]
        #expect(try TestRows.passing("v = 9007199254740993", near) == [near[0]])
        #expect(try TestRows.passing("v < 9007199254740993", near) == [near[1]])
        #expect(try TestRows.passing("v >= 9007199254740992.5", near) == [near[0], near[1]])
        #expect(try TestRows.passing("v = 19.99", [.double(19.99), .double(20)]) == [.double(19.99)])
        let huge: [VariantValue] = [.digits("9223372036854775808"), .double(0x1p63), .int64(.max), .digits("1e400")]
        #expect(try TestRows.passing("v = 9223372036854775808", huge) == [huge[0], huge[1]])
        #expect(try TestRows.passing("v > 9223372036854775807", huge) == [huge[0], huge[1], huge[3]])
        #expect(try TestRows.passing("v > 1e308", huge) == [huge[3]])
        let beyond: [VariantValue] = [
            .digits("1e99999999999999999999"), .digits("-1e99999999999999999999"), .digits("1e-99999999999999999999"),
        ]
        let all = huge + beyond
        #expect(try TestRows.passing("v < 1e900000000", all) == huge + [beyond[1], beyond[2]])
        #expect(try TestRows.passing("v > -1e1000000", all) == huge + [beyond[0], beyond[2]])
        #expect(try TestRows.passing("v BETWEEN 0 AND 1e-1000000", all) == [beyond[2]])
        #expect(
            try TestRows.passing("v > 1e-1000000000", [.double(0), .double(.leastNonzeroMagnitude), .int64(1)]).count
                == 2)
    }

    @Test("an object is there where any of its fields is")
    func objects() throws {
        let rows = [
            TestRow(["context.page.path": .string("/")]), TestRow(["context.ip": .null]),
            TestRow(["context": .json("{}")]),
            TestRow(["context": .null]), TestRow(["contexts.x": .int64(1)]), TestRow(["context\\.x": .int64(1)]),
            TestRow(),
        ]
        #expect(try TestRows.evaluate(.parse("context IS NOT NULL"), rows).selected == [0, 1, 2])
        #expect(try TestRows.evaluate(.parse("context IS NULL"), rows).selected == [3, 4, 5, 6])
        #expect(try TestRows.evaluate(.parse("context.page IS NOT NULL"), rows).selected == [0])
        #expect(try TestRows.evaluate(.parse("context = 'x' OR context <> 'x'"), rows).selected.isEmpty)
        #expect(ColumnPath("a").contains(column: "a.b"))
        // `value._key` is the event's `_key`, and no field of an object `value`.
        #expect(!ColumnPath("value").contains(column: "value._key"))
        #expect(ColumnPath("value").contains(column: "value.value._key"))
        #expect(ColumnPath("value").contains(column: "value.key"))
        #expect(ColumnPath("value._key").contains(column: "_key.x"))
        #expect(!ColumnPath("a").contains(column: "a"))
        #expect(!ColumnPath("a\\").contains(column: "a\\.b"))
        #expect(ColumnPath("a\\\\").contains(column: "a\\\\.b"))
    }

    @Test("keys compare by bytes, also where they are no text")
    func keys() throws {
        let keys: [VariantValue] = [.string("a"), .bytes([0xFF]), .bytes([0x61, 0xFF]), .null, .string("b")]
        let rows = keys.map { TestRow(["_key": $0]) }
        func selected(_ filter: String) throws -> [Int32] { try TestRows.evaluate(.parse(filter), rows).selected }
        #expect(try selected("_key = 'a'") == [0])
        #expect(try selected("_key <> 'a'") == [1, 2, 4])
        #expect(try selected("_key > 'a'") == [1, 2, 4])
        #expect(try selected("_key LIKE 'a_'") == [2])
        #expect(try selected("_key IS NULL") == [3])
    }

    @Test("strings of events that are times compare with TIMESTAMP")
    func times() throws {
        let values: [VariantValue] = [
            .string("2022-09-22T12:00:00Z"), .string("2022-09-22T14:00:00+02:00"), .string("2022-09-22T11:59:59.999Z"),
            .string("2022-09-22T12:00:00"), .string("noon"), .int64(1_663_848_000_000),
        ]
        #expect(try TestRows.passing("v = TIMESTAMP '2022-09-22T12:00Z'", values) == Array(values[0...1]))
        #expect(try TestRows.passing("v < TIMESTAMP '2022-09-22T12:00Z'", values) == [values[2]])
        #expect(try TestRows.passing("v <> TIMESTAMP '2022-09-22T12:00Z'", values) == [values[2]])
        #expect(
            try TestRows.passing(
                "v IN (TIMESTAMP '2022-09-22T12:00Z', TIMESTAMP '2022-09-22T11:59:59.999Z')", values)
                == Array(values[0...2]))
    }

    @Test("P31 a row that could not be decoded passes, is filtered or is undecodable")
    func undecodable() throws {
        let rows = [
            TestRow(["_partition": .int64(0), "a": .int64(1)]),
            TestRow(["_partition": .int64(0), "_error": .string("no JSON")], isUndecodable: true),
            TestRow(["_partition": .int64(1), "_error": .string("no JSON")], isUndecodable: true),
        ]
        for (filter, selected, undecodable): (String, [Int32], [Int32]) in [
            ("a = 1", [0], [1, 2]), ("a <> 1", [], [1, 2]), ("a IS NULL", [], [1, 2]), ("a IS NOT NULL", [0], [1, 2]),
            ("_partition = 0", [0, 1], []), ("_partition = 0 OR a = 1", [0, 1], [2]),
            ("_partition = 0 AND a = 1", [0], [1]), ("NOT (_partition = 0 AND a = 1)", [2], [1]),
            ("_error IS NULL", [0], []), ("_error IS NOT NULL", [1, 2], []), ("_error LIKE 'no%'", [1, 2], []),
            ("_error IS NULL AND a = 1", [0], []), ("a = 1 OR NOT a = 1", [0], [1, 2]),
            ("_schema_id IS NULL", [0], [1, 2]),
            ("_tombstone IS NULL", [0, 1, 2], []), ("b = 1", [], [1, 2]), ("_value IS NULL", [0], [1, 2]),
        ] {
            let outcome = try TestRows.evaluate(.parse(filter), rows)
            #expect(outcome.selected == selected, "\(filter)")
            #expect(outcome.undecodable == undecodable, "\(filter)")
            #expect(outcome.filteredCount == 3 - selected.count - undecodable.count)
        }
    }

    @Test("scratch memory is shared by filters and by batches of all sizes")
    func scratch() throws {
        let scratch = FilterScratch()
        for count in [0, 1, 31, 5_000, 3, 20_000, 0] {
            let rows = (0..<count).map { TestRow(["n": .int64(Int64($0 % 7)), "s": .string("\($0 % 3)")]) }
            for (filter, share) in [
                ("n = 3 AND s = '1'", { $0 % 7 == 3 && $0 % 3 == 1 }),
                ("n < 3 OR NOT s = '1'", { $0 % 7 < 3 || $0 % 3 != 1 }),
            ]
                as [(String, (Int) -> Bool)]
            {
                let selected = try TestRows.evaluate(.parse(filter), rows, scratch: scratch).selected
                #expect(selected.map(Int.init) == (0..<count).filter(share))
            }
        }
    }

    @Test("undecodable rows beyond the batch are no harm")
    func strayRows() throws {
        let batch = try TestRows.batch([TestRow(["a": .int64(1)])])
        let outcome = BoundFilter(try .parse("a = 1")).evaluate(
            batch, undecodableRows: [-1, 0, 1, .max], scratch: FilterScratch())
        #expect(outcome == FilterOutcome(selected: [], filteredCount: 0, undecodable: [0]))
    }
}
