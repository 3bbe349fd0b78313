import KFrameColumns
import Testing

@testable import KFrameDecode

/// Fields whose type changes from row to row: each value keeps its own kind.
struct MixedTypeTests {
    @Test func kindsAreTheSeams() {
        let kinds: [Kind] = [
            .absent, .null, .bool, .int64, .double, .string, .digits, .list, .json, .bytes,
        ]
        #expect(kinds.map(\.valueKind) == ValueKind.allCases)
    }

    @Test("P32 one field of every kind") func oneFieldOfEveryKind() throws {
        let decoded = try JSONColumnDecoder().decode(
            #"{"x":null}"#, "{}", #"{"x":""}"#, #"{"x":1}"#, #"{"x":1.5}"#, #"{"x":"1"}"#, #"{"x":true}"#,
            #"{"x":[1,"a",null]}"#, #"{"x":[[1]]}"#, #"{"x":{}}"#, #"{"x":1e999}"#, #"{"x":false}"#)
        let column = try decoded.column("x")
        #expect(decoded.columnNames == ["x"])
        #expect(
            (0..<12).map { column.kind($0) } == [
                .null, .absent, .string, .int64, .double, .string, .bool, .list, .json, .json, .digits, .bool,
            ])
        #expect(column.value(2) == .string(""))
        #expect(column.value(7) == .list([.int64(1), .string("a"), .null]))
        #expect(column.value(8) == .json("[[1]]"))
        #expect(column.value(9) == .json("{}"))
        #expect(column.value(10) == .digits("1e999"))
    }

    @Test("P32 object then text") func objectThenText() throws {
        let decoded = try JSONColumnDecoder().decode(#"{"p":{"x":1}}"#, #"{"p":"text"}"#, #"{"p":{"x":2,"y":3}}"#)
        #expect(decoded.columnNames == ["p.x", "p", "p.y"])
        #expect(decoded.rows[1].byColumn == ["p": "string text"])
        #expect(decoded.rows[2].byColumn == ["p.x": "int64 2", "p.y": "int64 3"])
    }

    @Test("P33 only null in the first batch") func onlyNullInTheFirstBatch() throws {
        let decoder = JSONColumnDecoder()
        let first = try decoder.decode(#"{"a":null}"#, #"{"a":null}"#)
        #expect(try first.column("a").kindSet == ValueKindSet(.null))
        let second = try decoder.decode(#"{"a":1}"#)
        #expect(try second.column("a").kindSet == ValueKindSet(.int64))
    }

    @Test func listsKeepTheirElementsApart() throws {
        let decoded = try JSONColumnDecoder().decode(
            #"{"a":[],"b":["x"]}"#, #"{"a":[1,2]}"#, #"{"b":["","yy",18446744073709551615,1e-999]}"#,
            #"{"a":[null,true,-0.5]}"#)
        #expect(decoded.rows[0].byColumn == ["a": "list []", "b": "list [string x]"])
        #expect(decoded.rows[1].byColumn == ["a": "list [int64 1, int64 2]"])
        #expect(
            decoded.rows[2].byColumn
                == ["b": "list [string , string yy, digits 18446744073709551615, digits 1e-999]"])
        #expect(decoded.rows[3].byColumn == ["a": "list [null, bool true, double -0.5]"])
        #expect(try decoded.column("a").elements?.rowCount == 5)
    }

    @Test func otherArraysAreCompactText() throws {
        let decoded = try JSONColumnDecoder().decode(
            #"{"a": [ {"b" : 1.50 , "c":"\u0041\/\u001f\" é"} , [ ] , 100e0, -0, 0, 12345678901234567890 ] }"#)
        #expect(
            decoded.rows[0].byColumn
                == ["a": #"json [{"b":1.5,"c":"A/\u001f\" é"},[],100.0,-0.0,0,12345678901234567890]"#])
    }

    @Test("P35 a field is the same however its name and value are spelt") func escapedSpellings() throws {
        let decoded = try JSONColumnDecoder().decode(
            #"{"writeKey":"newapp","other":"writeKey"}"#, #"{"write\u004bey":"\u006eewapp","other":"\u0077riteKey"}"#)
        #expect(decoded.columnNames == ["writeKey", "other"])
        #expect(decoded.rows[0] == decoded.rows[1])
    }

    /// P38: the four times of a Segment event stay text here; year 0001 and a time without a zone among them.
    @Test("P38 times are text") func timesAreText() throws {
        let event = """
            {"originalTimestamp":"2022-09-22T09:59:59.227Z","sentAt":"2022-09-22 10:00:00+02:00",\
            "receivedAt":"0001-01-01T00:00:00Z","timestamp":"2022-09-22T10:00:00"}
            """
        let decoded = try JSONColumnDecoder().decode(event)
        #expect(decoded.columnNames == ["originalTimestamp", "sentAt", "receivedAt", "timestamp"])
        #expect(decoded.rows[0].byColumn["receivedAt"] == "string 0001-01-01T00:00:00Z")
        #expect(decoded.values.columns.allSatisfy { $0.kindSet == ValueKindSet(.string) })
    }

    @Test func textOfNumbersAndEscapes() throws {
        let numbers =
            "0,-1,9,10,-10,99,100,9223372036854775807,-9223372036854775808,18446744073709551615,5e-324,1e22,-1.5e-7"
        let decoded = try JSONColumnDecoder().decode("[[\(numbers)]]")
        #expect(decoded.rows[0].byColumn == ["_value": "json [[\(numbers)]]"])
        // Each control character, quote and backslash at each place of a word, and other characters beside them.
        for scalar in (0..<0x82).compactMap({ Unicode.Scalar(UInt32($0)) }) {
            for length in 0..<10 {
                let text = String(repeating: "x", count: length) + String(Character(scalar)) + "é"
                let quoted = ModelRow.quoted(text)
                let decoded = try JSONColumnDecoder().decode("[[\(quoted)],{\(quoted):1}]")
                #expect(decoded.rows[0].byColumn == ["_value": "json [[\(quoted)],{\(quoted):1}]"])
            }
        }
    }

    /// Every length around the widths in which texts are copied, with neighbours that would be overwritten.
    @Test func textsOfEveryLength() throws {
        let values = (0..<200).map { count in
            Array("{\"a\":\"\(String(repeating: "x", count: count))\",\"b\":\"\(count)\"}".utf8)
        }
        let decoded = try JSONColumnDecoder().decode(values)
        for count in 0..<200 {
            #expect(
                decoded.rows[count].byColumn
                    == ["a": "string \(String(repeating: "x", count: count))", "b": "string \(count)"])
        }
    }

    @Test func keysOfEveryLength() throws {
        // Keys that differ in their last byte only, in an order that changes.
        let keys = (0..<40).map { String(repeating: "k", count: $0) }
        func event(_ order: [Int], _ end: String) -> [UInt8] {
            Array("{\(order.map { "\"\(keys[$0])\(end)\":\($0)" }.joined(separator: ","))}".utf8)
        }
        let decoder = JSONColumnDecoder()
        let decoded = try decoder.decode([
            event(Array(0..<40), "a"), event(Array(0..<40), "b"), event((0..<40).reversed(), "a"),
        ])
        #expect(decoded.columnNames.count == 80)
        for index in 0..<40 {
            for (row, end) in [(0, "a"), (1, "b"), (2, "a")] {
                #expect(decoded.rows[row].byColumn["\(keys[index])\(end)"] == "int64 \(index)")
            }
        }
    }
}
