import KFrameColumns
import Testing

@testable import KFrameDecode

/// P34: numbers at and beyond the limits of Int64, double and simdjson.
struct NumberTests {
    @Test(
        "P34 each number wherever it stands",
        arguments: [
            ("0", "int64 0"), ("-0", "double -0.0"), ("-0.0", "double -0.0"), ("0.0", "double 0.0"),
            ("0e5", "double 0.0"),
            ("-0e-5", "double -0.0"), ("0e999", "double 0.0"), ("0.000e-999", "double 0.0"),
            ("9007199254740993", "int64 9007199254740993"), ("9223372036854775807", "int64 9223372036854775807"),
            ("-9223372036854775808", "int64 -9223372036854775808"),
            ("9223372036854775808", "digits 9223372036854775808"),
            ("-9223372036854775809", "digits -9223372036854775809"),
            ("18446744073709551616", "digits 18446744073709551616"),
            ("9223372036854775808.0", "double 9.223372036854776e+18"), ("1e400", "digits 1e400"),
            ("-1E+400", "digits -1E+400"), ("1.7976931348623157e308", "double 1.7976931348623157e+308"),
            ("1.7976931348623159e308", "digits 1.7976931348623159e308"), ("1e-400", "digits 1e-400"),
            ("5e-324", "double 5e-324"), ("3e-324", "double 5e-324"), ("2e-324", "digits 2e-324"),
            ("-1e-999999999999999999999", "digits -1e-999999999999999999999"),
            ("1e999999999999999999999", "digits 1e999999999999999999999"), ("0.1", "double 0.1"),
            ("1E2", "double 100.0"),
        ])
    func eachNumberWhereverItStands(_ text: String, _ cell: String) throws {
        for decoder in [JSONColumnDecoder(), JSONColumnDecoder(exactly: DecodeOptions())] {
            let decoded = try decoder.decode(
                text, "{\"a\":\(text)}", "{\"a\": \(text) ,\"b\":{\"c\":\(text)}}", "[\(text),1]",
                "{\"a\":[1,\(text)]}",
                "{\"a\":[[\(text)]]}")
            let json = ModelRow.text(.number(text))
            #expect(decoded.rows[0].byColumn == ["_value": cell])
            #expect(decoded.rows[1].byColumn == ["a": cell])
            #expect(decoded.rows[2].byColumn == ["a": cell, "b.c": cell])
            #expect(decoded.rows[3].byColumn == ["_value": "list [\(cell), int64 1]"])
            #expect(decoded.rows[4].byColumn == ["a": "list [int64 1, \(cell)]"])
            #expect(decoded.rows[5].byColumn == ["a": "json [[\(json)]]"])
            #expect(decoded.values.errors.isEmpty)
        }
    }

    @Test func tinyNumbersWithoutALongExponent() throws {
        // The zeros after the point and an exponent of two, one or no digits make up 1e-324 or less.
        for (zeros, exponent) in [(330, ""), (320, "e-5"), (230, "e-95"), (400, "e+9"), (324, "e0")] {
            let text = "0." + String(repeating: "0", count: zeros) + "1" + exponent
            let decoded = try JSONColumnDecoder().decode(
                "{\"a\":\(text),\"s\":\"\"}", "{\"pad\":\"0.0 pad\",\"a\":[\(text)]}")
            #expect(decoded.rows[0].byColumn["a"] == "digits \(text)")
            #expect(decoded.rows[1].byColumn["a"] == "list [digits \(text)]")
        }
        let near = "0." + String(repeating: "0", count: 320) + "1"
        #expect(try JSONColumnDecoder().decode(near).rows[0].byColumn == ["_value": "double 1e-321"])
    }

    @Test func longNumbers() throws {
        let ones = String(repeating: "1", count: 200_000)
        let decoded = try JSONColumnDecoder().decode(ones, "-\(ones)", "0.\(ones)", "\(ones)e-199999", "[\(ones)e9]")
        #expect(decoded.values.errors.isEmpty)
        #expect(decoded.rows[0].byColumn == ["_value": "digits \(ones)"])
        #expect(decoded.rows[1].byColumn == ["_value": "digits -\(ones)"])
        #expect(decoded.rows[2].byColumn == ["_value": "double 0.1111111111111111"])
        #expect(decoded.rows[3].byColumn == ["_value": "double 1.1111111111111112"])
        #expect(decoded.rows[4].byColumn == ["_value": "list [digits \(ones)e9]"])
    }

    @Test func datesDoNotLookLikeNegativeZero() throws {
        let event = #"{"d":"2022-09-22","u":"a-0b-0","n":0,"z":[0,0.0]}"#
        let decoded = try JSONColumnDecoder().decode(event)
        #expect(decoded.values.exactRowCount == 0)
        let hidden = try JSONColumnDecoder().decode(#"{"d":"2022-09-22","n":-0}"#)
        #expect(hidden.values.exactRowCount == 1)
        // A text that looks like one costs time and changes nothing.
        let text = try JSONColumnDecoder().decode(#"{"s":"x-0,","n":0}"#)
        #expect(text.rows[0].byColumn == ["s": "string x-0,", "n": "int64 0"])
    }
}
