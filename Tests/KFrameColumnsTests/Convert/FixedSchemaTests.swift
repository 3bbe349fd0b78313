import KFrameColumns
import Testing

/// Streams: a schema fixed beforehand, and values that may not fit it.
@Suite struct FixedSchemaTests {
    private func failure(
        _ values: [VariantValue], _ type: DataType, meaning: VariantColumn.Meaning = .event, limit: Int = largestOffset
    ) -> ColumnError? {
        do throws(ColumnError) {
            let column = try VariantColumn.make("price", meaning: meaning, values)
            _ = try makeColumn(from: column, rows: .all(values.count), as: type, limit: limit)
            return nil
        } catch {
            return error
        }
    }

    @Test func `P32 a value that does not fit names its column, row and kind, never itself`() {
        let error = failure([.int64(1), .null, .string("secret")], .int64)
        #expect(error?.row == 2)
        #expect(error?.column == "price")
        #expect(error?.code == .doesNotFit(expected: .int64, found: "a string"))
        #expect(
            error?.description
                == "Column 'price' is int64, but row 2 of the batch holds a string; read it as utf8.")
        #expect(
            failure([.int64(1 << 53 + 1)], .double)?.code
                == .doesNotFit(
                    expected: .double, found: "an integer that double cannot hold exactly"))
        #expect(
            failure([.int64(1 << 40)], .int32)?.code
                == .doesNotFit(
                    expected: .int32, found: "an integer beyond int32"))
        #expect(
            failure([.string("2022-09-22")], .timestamp(.microsecond))?.code
                == .doesNotFit(
                    expected: .timestamp(.microsecond), found: "a string that is no date-time of that unit"))
        #expect(
            failure([.list([.int64(1)]), .list([.string("a")])], .list(.int64))?.code
                == .doesNotFit(
                    expected: .list(.int64), found: "an array that holds a string"))
        #expect(
            failure([.bytes([0xFF])], .utf8, meaning: .bytes)?.code
                == .doesNotFit(
                    expected: .utf8, found: "bytes that are not UTF-8"))
    }

    @Test func `what fits does so without rounding`() throws {
        let column = try VariantColumn.make("c", [.int64(1 << 53), .double(0.5), .null])
        #expect(
            try makeColumn(from: column, rows: .all(3), as: .double).cells
                == [.double(Double(1 << 53).bitPattern), .double(0.5.bitPattern), .null])
        #expect(failure([.double(3)], .int64)?.row == 0)
        #expect(failure([.string("2022-09-22T12:00:00.0001Z")], .timestamp(.millisecond))?.row == 0)
        #expect(failure([.string("2022-09-22T12:00:00.0001Z")], .timestamp(.microsecond)) == nil)
        #expect(failure([.list([.null, .int64(2)]), .list([])], .list(.double)) == nil)
    }

    @Test func `milliseconds of a record become any unit that holds them`() throws {
        let column = VariantColumn("_timestamp", meaning: .timestampMilliseconds, int64s: [1, -1], nullWhere: -1)
        for (unit, value) in [(TimeUnit.millisecond, Int64(1)), (.microsecond, 1000), (.nanosecond, 1_000_000)] {
            let made = try makeColumn(from: column, rows: .all(2), as: .timestamp(unit))
            #expect(made.cells == [.int(value), .null])
        }
        #expect(failure([.int64(.max)], .timestamp(.nanosecond), meaning: .timestampMilliseconds)?.row == 0)
        #expect(failure([.int64(1)], .timestamp(.nanosecond))?.row == 0)
    }

    @Test func `headers must come by twos, with names`() {
        let odd: [VariantValue] = [.list([]), .list([.string("n")]), .list([.string("n")])]
        #expect(failure(odd, .headers, meaning: .headers)?.row == 1)
        #expect(failure([.list([.null, .null])], .headers, meaning: .headers)?.row == 0)
        #expect(failure([.list([.string("n"), .int64(1)])], .headers, meaning: .headers)?.row == 0)
        #expect(failure([.list([.bytes([0xFF]), .null])], .headers, meaning: .headers)?.row == 0)
        #expect(failure([.list([.string("n"), .null]), .int64(1)], .headers, meaning: .headers)?.row == 1)
    }

    @Test func `text and items beyond the limit are an error that names the row, in every form`() throws {
        let texts: [VariantValue] = [.string("abc"), .null, .string("de"), .string("f")]
        let mixed: [VariantValue] = [.string("abc"), .bool(true), .digits("7"), .json("{}")]
        let lists: [VariantValue] = [.list([.int64(1), .int64(2)]), .list([.int64(3)]), .null]
        let numbers: [VariantValue] = [.int64(100), .int64(100), .int64(1)]
        let cases: [([VariantValue], DataType, needed: Int)] = [
            (texts, .utf8, 6), (texts, .binary, 6), (mixed, .utf8, 10), (lists, .list(.int64), 3),
            ([.list([.string("ab"), .string("c")]), .list([.string("d")])], .list(.utf8), 4), (numbers, .utf8, 7),
        ]
        for (values, type, needed) in cases {
            #expect(failure(values, type, limit: needed) == nil, "\(values)")
            let error = failure(values, type, limit: needed - 1)
            #expect(error?.code == .tooLong(limit: needed - 1), "\(values)")
            let column = try VariantColumn.make("price", values)
            for limit in 0..<needed {
                // Compacting or promoting finds it, whichever meets it first.
                #expect(throws: ColumnError.self, "\(values)") {
                    try CompactColumn(of: column, rows: .all(values.count), limit: limit).promote(
                        to: type, limit: limit)
                }
            }
            let compact = try CompactColumn(of: column, rows: .all(values.count), limit: needed)
            #expect(try compact.promote(to: type, limit: needed).length == values.count)
        }
        #expect(failure(texts, .utf8, limit: 5)?.row == 3)
        #expect(failure(texts, .utf8, limit: 4)?.row == 2)
        #expect(failure(mixed, .utf8, limit: 9)?.row == 3)
        #expect(failure(lists, .list(.int64), limit: 2)?.row == 1)
        #expect(failure(numbers, .utf8, limit: 6)?.row == 2)
    }
}
