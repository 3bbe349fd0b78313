import KFrameColumns
import Testing

@testable import KFrameDecode

/// Values that are not JSON, and what may stand before JSON.
struct BadValueTests {
    @Test("P31 one bad record among good ones") func oneBadRecordAmongGoodOnes() throws {
        let decoded = try JSONColumnDecoder().decode(#"{"a":1}"#, #"{"a":2"#, #"{"a":3}"#)
        #expect(decoded.columnNames == ["_error", "_raw", "a"])
        #expect(decoded.errorRows == [1])
        #expect(decoded.rows[0].byColumn == ["a": "int64 1"])
        #expect(decoded.rows[1].byColumn["_raw"] == #"string {"a":2"#)
        #expect(decoded.rows[2].byColumn == ["a": "int64 3"])
        #expect(try decoded.column("_raw").meaning == .bytes)
        #expect(decoded.rows[1].byColumn["_error"] == "string " + decoded.values.errors[0].reason)
    }

    @Test(arguments: [
        ("", "the value is empty"), (" \n\t\r", "the value is empty"),
        (#"{"a":2"#, "not JSON: the value ends too early, at byte 6"),
        (#"{"a":"#, "not JSON: the value ends too early, at byte 5"),
        (#"{"a""#, "not JSON: the value ends too early, at byte 4"),
        (#"{"a"#, "not JSON: the string that starts at byte 1 does not end"),
        (#"{"a\"#, "not JSON: the string that starts at byte 1 does not end"),
        ("hello", "not JSON: a value was expected at byte 0"),
        ("  [1,]", "not JSON: a value was expected at byte 5"),
        (#"{"a":1,}"#, "not JSON: a key in double quotes was expected at byte 7"),
        ("{a:1}", "not JSON: a key in double quotes was expected at byte 1"),
        (#"{"a" 1}"#, "not JSON: a colon was expected at byte 5"),
        (#"{"a":1 2}"#, "not JSON: a comma or a closing brace was expected at byte 7"),
        ("[1 2]", "not JSON: a comma or a closing bracket was expected at byte 3"),
        ("[1}", "not JSON: a comma or a closing bracket was expected at byte 2"),
        ("1 2", "not JSON: more bytes follow after the value, from byte 2"),
        ("[tru]", "not JSON: true, false or null is misspelt at byte 1"),
        ("tru", "not JSON: the value ends too early, at byte 3"),
        ("[1.]", "not JSON: malformed number at byte 1"), ("[-]", "not JSON: malformed number at byte 1"),
        ("[1e]", "not JSON: malformed number at byte 1"), ("-", "not JSON: the value ends too early, at byte 1"),
        ("[01]", "not JSON: a number with a leading zero at byte 1"),
        ("[\"a\tb\"]", "not JSON: a control character inside a string at byte 3"),
        (#"["\x"]"#, "not JSON: unknown escape in a string at byte 2"),
        (#"["\u12g4"]"#, "not JSON: \\u without four hexadecimal digits at byte 2"),
        (#"["ab\udc00"]"#, "half a surrogate pair in a string at byte 4"),
        (#"["\ud800\u0041"]"#, "half a surrogate pair in a string at byte 2"),
        (#"["\ud800"]"#, "half a surrogate pair in a string at byte 2"),
    ])
    func reasonsSayWhatAndWhere(_ value: String, _ reason: String) throws {
        let decoded = try JSONColumnDecoder().decode(value)
        #expect(decoded.values.errors == [DecodedValues.RowError(row: 0, reason: reason)])
    }

    @Test func invalidUTF8SaysWhere() throws {
        for (value, at): ([UInt8], Int) in [
            (Array("\"abc".utf8) + [0xC0, 0xAF, 0x22], 4), ([0xFF, 0xFE, 0x7B], 0),
            (Array("{\"a".utf8) + [0xED, 0xA0, 0x80] + Array("\":1}".utf8), 3),
            (Array("\"".utf8) + [0xF4, 0x90, 0x80, 0x80, 0x22], 1), (Array("\"".utf8) + [0xE2, 0x82], 1),
        ] {
            let decoded = try JSONColumnDecoder().decode([value])
            #expect(decoded.values.errors.map(\.reason) == ["invalid UTF-8 at byte \(at)"])
            #expect(decoded.rows[0].byColumn["_raw"] == "bytes \(value)")
        }
    }

    @Test("P30 confluent framing") func confluentFraming() throws {
        let json = Array(#"{"a":1}"#.utf8)
        let values: [[UInt8]?] = [
            [0, 0, 0, 0, 42] + json, json, [0, 0x7F, 0xFF, 0xFF, 0xFF] + Array(" \n".utf8) + json,
            // No framing: too short, no JSON object, Avro.
            [0], [0, 0, 0, 0, 42], [0, 0, 0, 0, 42] + Array("[1]".utf8), [0, 0, 0, 0, 7, 2, 6, 97, 98, 99],
            // Framing before something that only begins as an object.
            [0, 0, 0, 1, 0] + Array(#"{"a":}"#.utf8),
            // A byte-order mark is skipped before JSON, not within framing.
            [0xEF, 0xBB, 0xBF] + json, [0, 0, 0, 0, 42, 0xEF, 0xBB, 0xBF] + json, [0xEF, 0xBB, 0xBF],
        ]
        let decoded = try JSONColumnDecoder().decode(values)
        #expect(decoded.columnNames == ["_schema_id", "_error", "_raw", "a"])
        #expect(try decoded.column("_schema_id").meaning == .int32)
        #expect(decoded.rows[0].byColumn == ["_schema_id": "int64 42", "a": "int64 1"])
        #expect(decoded.rows[1].byColumn == ["a": "int64 1"])
        #expect(decoded.rows[2].byColumn == ["_schema_id": "int64 2147483647", "a": "int64 1"])
        #expect(decoded.errorRows == [3, 4, 5, 6, 7, 9, 10])
        #expect(decoded.values.errors[4].reason == "not JSON: a value was expected at byte 10")
        #expect(decoded.rows[7].byColumn["_schema_id"] == "int64 256")
        #expect(decoded.rows[8].byColumn == ["a": "int64 1"])
        #expect(decoded.values.errors.last?.reason == "the value is empty")
    }

    @Test("P17 tombstones are null values") func tombstonesAreNullValues() throws {
        let decoder = JSONColumnDecoder()
        let decoded = try decoder.decode([nil, Array(#"{"a":1}"#.utf8), nil])
        #expect(decoded.columnNames == ["_tombstone", "a"])
        #expect(try decoded.column("_tombstone").meaning == .bool)
        #expect(
            decoded.rows.map(\.byColumn) == [
                ["_tombstone": "bool true"], ["a": "int64 1"], ["_tombstone": "bool true"],
            ])
        #expect(try decoder.decode(#"{"a":1}"#).columnNames == ["a"])
    }

    @Test func jsonThatIsNoObjectGoesToValue() throws {
        let decoded = try JSONColumnDecoder().decode("5", "\"x\"", "[1]", "null", "{}", "[{}]", "-0", " 1e400 ", "0")
        #expect(decoded.columnNames == ["_value"])
        #expect(
            decoded.rows.map { $0.byColumn["_value"] ?? "" } == [
                "int64 5", "string x", "list [int64 1]", "null", "", "json [{}]", "double -0.0", "digits 1e400",
                "int64 0",
            ])
    }

    @Test func slicesBeyondTheBytesAreTheCallersError() throws {
        for slice in [
            ValueSlice(start: 3, count: 2), ValueSlice(start: -1, count: 2), ValueSlice(start: 0, count: .max),
            ValueSlice(start: .max, count: 1),
        ] {
            let bytes: [UInt8] = Array("{}{}".utf8)
            let decoder = JSONColumnDecoder()
            #expect(throws: DecodeError(code: .sliceOutOfBounds, row: 1)) {
                try bytes.withUnsafeBytes { bytes in
                    try [ValueSlice(start: 0, count: 2), slice].withUnsafeBufferPointer {
                        _ = try decoder.decode(ValueBatch(bytes: bytes, values: $0))
                    }
                }
            }
            // The decoder is as good as new.
            #expect(try decoder.decode(#"{"a":1}"#).rows[0].byColumn == ["a": "int64 1"])
        }
    }

    @Test func noRows() throws {
        let decoded = try JSONColumnDecoder().decode([[UInt8]?]())
        #expect(decoded.values.rowCount == 0 && decoded.columnNames.isEmpty)
    }
}
