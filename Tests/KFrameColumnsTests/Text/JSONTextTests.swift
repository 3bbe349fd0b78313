import Foundation
import TestSupport
import Testing

@testable import KFrameColumns

@Suite struct JSONTextTests {
    private func text(_ write: (inout JSONText) -> Void) -> String {
        var json = JSONText()
        write(&json)
        return json.string
    }

    @Test(arguments: [
        (1.0, "1.0"), (0.1, "0.1"), (-0.0, "-0.0"), (0.0, "0.0"), (1e300, "1e300"), (1.5e-7, "1.5e-7"), (100, "100.0"),
        (123456.789, "123456.789"), (0.001, "0.001"), (0.0001, "0.0001"), (0.00001, "1e-5"),
        (Double.leastNonzeroMagnitude, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e308"), (0.1 + 0.2, "0.30000000000000004"),
        (1e15, "1000000000000000.0"),
        (9_007_199_254_740_991, "9007199254740991.0"), (1e16, "1e16"), (1e22, "1e22"), (-12.5, "-12.5"),
        (999_999_999_999_999, "999999999999999.0"), (99.99, "99.99"), (2.5e-5, "2.5e-5"),
    ])
    func `doubles have the fewest digits`(value: Double, expected: String) {
        #expect(text { $0.append(double: value) } == expected)
    }

    @Test func `doubles read back as they were, and are JSON`() throws {
        var generator = SplitMix64(seed: 9)
        for round in 0..<30_000 {
            let value: Double =
                switch round % 4 {
                case 0: Double(bitPattern: generator.next())
                case 1: Double(Int64.random(in: -999_999...999_999, using: &generator)) / 100
                case 2: Double(Int64.random(in: -(1 << 53)...(1 << 53), using: &generator)) / 1000
                default: Double.random(in: -1e9...1e9, using: &generator)
                }
            guard value.isFinite else { continue }
            let written = text { $0.append(double: value) }
            if Double(written)?.bitPattern != value.bitPattern { Issue.record("\(value) became \(written)") }
            if written != ReferenceModel.number(value) { Issue.record("\(value) became \(written)") }
            if round % 100 == 0 {
                let parsed = try JSONSerialization.jsonObject(with: Data(written.utf8), options: .fragmentsAllowed)
                // Foundation rounds in its own way; it is asked only whether this is a JSON number.
                #expect(parsed is Double)
            }
        }
        #expect(text { $0.append(double: .infinity) } == "null")
        #expect(text { $0.append(double: .nan) } == "null")
    }

    @Test func `integers`() {
        for value in [0, 1, -1, 9, 10, -10, 1_234_567_890, Int64.max, .min, .max - 1, .min + 1] {
            #expect(text { $0.append(int64: value) } == String(value))
        }
    }

    @Test func `strings have the shortest escapes, at any place`() throws {
        #expect(text { $0.append(string: "") } == #""""#)
        #expect(
            text { $0.append(string: "a\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é😀\u{2028}") }
                == "\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u{7F}é😀\u{2028}\"")
        for byte in UInt8(0)...0x7F {
            for place in 0..<20 {
                var bytes = [UInt8](repeating: UInt8(ascii: "z"), count: 20)
                bytes[place] = byte
                let value = String(decoding: bytes, as: UTF8.self)
                let written = text { $0.append(string: value) }
                if written != ReferenceModel.json(.string(value)) { Issue.record("\(byte) at \(place): \(written)") }
            }
            let one = text { $0.append(string: String(UnicodeScalar(byte))) }
            let parsed = try JSONSerialization.jsonObject(with: Data(one.utf8), options: .fragmentsAllowed)
            #expect(parsed as? String == String(UnicodeScalar(byte)))
        }
    }

    @Test func `bytes are base64`() {
        var generator = SplitMix64(seed: 2)
        for count in 0..<50 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString())
        }
        #expect([0xFB, 0xFF].withUnsafeBytes { _ in Base64.encode([0xFB, 0xFF]) } == "+/8=")
        let json = text { json in [UInt8(0xFF)].withUnsafeBytes { json.append(bytes: $0) } }
        #expect(json == #"{"base64":"/w=="}"#)
    }

    @Test func `values of a variant column by their own kind`() throws {
        let values: [VariantValue] = [
            .absent, .null, .bool(false), .int64(-3), .double(1), .string("a\"b"), .digits("1e400"), .json(#"{"a":1}"#),
            .list([.int64(1), .null, .string("x"), .double(0.5), .bool(true), .digits("18446744073709551616")]),
            .list([]), .bytes([0xFF]),
        ]
        let column = try VariantColumn.make("c", values)
        let written = values.indices.map { row in text { $0.append(column, row: row) } }
        #expect(written == values.map { ReferenceModel.json($0) })
        #expect(written[8] == #"[1,null,"x",0.5,true,18446744073709551616]"#)
    }

    @Test func `kframe's own columns as rows show them`() throws {
        let time = VariantColumn("_timestamp", meaning: .timestampMilliseconds, int64s: [1_663_848_000_123])
        #expect(text { $0.append(time, row: 0) } == #""2022-09-22T12:00:00.123Z""#)
        let headers = try VariantColumn.make(
            "_headers", meaning: .headers,
            [.list([.string("n"), .string("v"), .string("m"), .null, .string("b"), .bytes([0xFF])]), .list([])])
        #expect(text { $0.append(headers, row: 0) } == #"[["n","v"],["m",null],["b",{"base64":"/w=="}]]"#)
        #expect(text { $0.append(headers, row: 1) } == "[]")
    }

    @Test func `values of a column, and cells of a table`() throws {
        func column(_ values: [VariantValue], _ type: DataType, _ meaning: VariantColumn.Meaning = .event) throws
            -> Column
        {
            try makeColumn(from: VariantColumn.make("c", meaning: meaning, values), rows: .all(values.count), as: type)
        }
        let cases: [(Column, json: String, cell: String)] = [
            (try column([.null], .int64), "null", ""),
            (try column([.bool(true)], .bool), "true", "true"),
            (try column([.int64(7)], .int32, .int32), "7", "7"),
            (try column([.double(7)], .double), "7.0", "7.0"),
            (try column([.string("a\"b")], .utf8), #""a\"b""#, "a\"b"),
            (try column([.string("ab")], .binary), #""ab""#, "ab"),
            (try column([.bytes([0xFF])], .binary), #"{"base64":"/w=="}"#, #"{"base64":"/w=="}"#),
            (
                try column([.string("2022-09-22T14:00:00+02:00")], .timestamp(.microsecond)),
                #""2022-09-22T12:00:00.000000Z""#, "2022-09-22T12:00:00.000000Z"
            ),
            (try column([.list([.string("x"), .null])], .list(.utf8)), #"["x",null]"#, #"["x",null]"#),
            (
                try column([.list([.string("n"), .bytes([0xFF])])], .headers, .headers),
                #"[["n",{"base64":"/w=="}]]"#, #"[["n",{"base64":"/w=="}]]"#
            ),
        ]
        for (column, json, cell) in cases {
            #expect(text { $0.append(column, row: 0) } == json)
            #expect(text { $0.append(cell: column, row: 0) } == cell)
        }
    }

    @Test func `a text can be cut and used again`() {
        var json = JSONText(capacity: 16)
        json.append(verbatim: "abc")
        json.truncate(to: 1)
        json.append(ascii: UInt8(ascii: "-"))
        #expect(json.string == "a-")
        json.removeAll()
        #expect(json.bytes.isEmpty)
    }
}
