import Foundation
import KFrameColumns
import Testing

@testable import KFrameDecode

/// The 131 values of the topic `edge-values`, as a real broker stored them.
struct EdgeValueTests {
    /// What the odd ones must become, written by hand: cells by column; `_error` only by being there.
    static let expectations: [Int: [String: String]] = {
        var rows: [Int: [String: String]] = [:]
        func expect(_ row: Int, _ cells: [String: String]) { rows[row] = cells }
        func refuse(_ row: Int, _ raw: String) { rows[row] = ["_error": "string", "_raw": raw] }

        for row in [0, 2] { expect(row, ["_tombstone": "bool true"]) }
        for row in [1] + Array(5...13) { expect(row, ["a": "int64 1"]) }
        for row in [3, 4] { refuse(row, "string ") }
        // Bytes that are no UTF-8.
        refuse(14, "bytes \(Array(#"{"bad":""#.utf8) + [0xFF, 0xFE, 0xC3, 0x28] + Array(#""}"#.utf8))")
        refuse(15, "bytes [255, 254, 253]")
        refuse(16, "bytes \(Array(#"{"a":""#.utf8) + [0xED, 0xA0, 0x80] + Array(#""}"#.utf8))")
        refuse(17, "bytes \(Array(#"{"over":""#.utf8) + [0xC0, 0xAF] + Array(#""}"#.utf8))")
        refuse(18, "bytes \(Array(#"{"trunc":""#.utf8) + [0xE2, 0x82] + Array(#""}"#.utf8))")
        refuse(19, "string {\"nul\":\"a\u{0}b\"}")
        expect(20, ["nul": "string a\u{0}b"])
        // No JSON.
        for (row, raw) in [
            (21, "not json"), (22, #"{"a":1"#), (23, #"{"a":"unterminated"#), (24, #"{"a":1}}"#),
            (25, #"{"a":1} {"b":2}"#), (26, "{'a':1}"), (27, #"{"a":1,}"#), (28, "{a:1}"), (29, #"{"a":NaN}"#),
            (30, #"{"a":Infinity}"#), (31, #"{"a":01}"#), (32, #"{"a":+1}"#), (33, #"{"a":.5}"#), (34, #"{"a":1.}"#),
            (35, #"{"a":tru}"#), (36, #"{"a" 1}"#), (37, "//c\n{\"a\":1}"), (38, "{\"a\":\"tab\there\"}"),
            (39, #"{"a":"\x41"}"#), (40, #"{"a":"\u12"}"#), (56, " "), (57, "\n"),
            (66, #"{"lone":"\ud83d"}"#), (67, #"{"lone_low":"\ude00x"}"#), (68, #"{"swapped":"\ude00\ud83d"}"#),
            (70, #"{"\ud83d":1}"#), (118, "{\"a\":1}\u{0}"), (120, "\u{0}\u{0}\u{0}\u{0}*"),
            (121, "\u{0}\u{0}\u{0}"), (123, "\u{0}"), (124, "\u{0}\u{0}\u{0}\u{0}\u{7}\u{0}\u{2}\u{6}abc"),
        ] { refuse(row, "string \(raw)") }
        // No objects.
        for (row, value) in [
            (41, "int64 1"), (42, "int64 -1"), (43, "int64 0"), (44, "double -0.0"), (45, "double 1.5"),
            (46, "string str"), (47, "bool true"), (48, "bool false"), (49, "null"), (50, "list []"),
            (51, "list [int64 1, int64 2, int64 3]"), (52, #"json [{"a":1},{"a":2}]"#),
            (58, "json \(String(repeating: "[", count: 200))\(String(repeating: "]", count: 200))"),
        ] { expect(row, ["_value": value]) }
        expect(53, [:])
        for row in [54, 55, 116] { expect(row, ["a": "int64 1"]) }
        expect(59, [Array(repeating: "d", count: 300).joined(separator: "."): "int64 1"])
        // Nested beyond 1,024.
        refuse(60, "string " + String(repeating: #"{"d":"#, count: 2000) + "1" + String(repeating: "}", count: 2000))
        refuse(61, "string " + String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000))
        refuse(62, "string " + String(repeating: "[", count: 5000))
        // Escapes.
        expect(63, ["a": "string b"])
        expect(64, ["a\"b": "string c\\d/e\u{8}\u{C}\n\r\t"])
        expect(65, ["pair": "string 😀", "raw": "string 😀"])
        expect(69, ["😀": "int64 1"])
        expect(72, ["writeKey": "string abc", "timestamp": "string 2022-09-22T10:00:00.000Z"])
        // Numbers.
        for (row, value) in [
            (73, "int64 9007199254740993"), (74, "int64 9223372036854775807"), (75, "digits 9223372036854775808"),
            (76, "int64 -9223372036854775808"), (77, "digits -9223372036854775809"),
            (78, "digits 18446744073709551615"), (79, "digits 18446744073709551616"),
            (80, "digits 123456789012345678901234567890"),
        ] { expect(row, ["i": value]) }
        for (row, value) in [
            (81, "digits 1e400"), (82, "digits -1e400"), (83, "digits 1e-400"), (84, "double -0.0"),
            (85, "double -0.0"), (86, "double 0.1"), (87, "double 100.0"), (88, "double 100.0"), (89, "double 1.0"),
            (90, "double 0.30000000000000004"), (91, "double 5e-324"), (92, "double 2.225073858507201e-308"),
            (93, "double 1.7976931348623157e+308"), (94, "digits \(String(repeating: "1", count: 400))"),
            (95, "double 0.1111111111111111"),
        ] { expect(row, ["f": value]) }
        // Duplicates and dots.
        for row in [96, 97] { expect(row, ["a": "int64 2"]) }
        expect(98, ["o.y": "int64 2"])
        for row in [99, 100] {
            expect(row, row == 99 ? ["a\\.b": "int64 1", "a.b": "int64 2"] : ["a.b": "int64 2", "a\\.b": "int64 1"])
        }
        expect(101, ["a.b\\.c": "int64 1", "a.b.c": "int64 2"])
        expect(102, ["": "int64 1"])
        expect(103, ["a.": "int64 1"])
        expect(104, [" a ": "int64 1"])
        expect(105, ["a/b": "int64 1", "a[0]": "int64 2", "a`b": "int64 3", "a\u{0}b": "int64 4"])
        // One path, many types.
        for (row, value) in [
            (106, "int64 1"), (107, "string 1"), (108, "bool true"), (109, "null"),
            (111, #"json [1,"a",null,{"y":1}]"#), (112, "double 1.5"), (113, "list []"), (114, "json {}"),
        ] { expect(row, ["x": value]) }
        expect(110, ["x.y": "int64 1"])
        expect(115, ["X": "int64 1", "x": "int64 2"])
        refuse(117, "bytes [255, 254, 123, 0, 34, 0, 97, 0, 34, 0, 58, 0, 49, 0, 125, 0]")
        // Confluent framing.
        expect(119, ["_schema_id": "int64 42", "a": "int64 1"])
        expect(122, ["_schema_id": "int64 -1", "a": "int64 2"])
        // Large ones.
        expect(
            125,
            Dictionary(
                uniqueKeysWithValues: (0..<1500).map {
                    ("wide.c\(String(format: "%04d", $0))", "int64 \($0)")
                }))
        expect(126, ["long_key_" + String(repeating: "k", count: 3000): "int64 1"])
        expect(127, ["s": "string " + String(repeating: "x", count: 70_000)])
        expect(128, ["arr": "list [\((0..<3000).map { "int64 \($0)" }.joined(separator: ", "))]"])
        expect(130, ["end": "bool true"])
        return rows
    }()

    @Test func eachOddValueIsWhatTheDesignSays() throws {
        let values = try GoldenValues.values("edge-values")
        #expect(values.count == 131)
        let decoded = try JSONColumnDecoder().decode(values)
        for row in values.indices {
            guard let expected = Self.expectations[row] else { continue }
            #expect(decoded.cells(row) == expected, "row \(row)")
        }
        // All others are judged by the model alone.
        let others = values.indices.filter { Self.expectations[$0] == nil }
        #expect(others == [71, 129])
        #expect(decoded.values.duplicateKeyCount == 3)
        #expect(decoded.errorRows == decoded.rows.indices.filter { decoded.cells($0)["_error"] != nil })
        #expect(decoded.values.restRowCount == 0)
    }

    @Test(arguments: ["fast", "exact"]) func eachValueIsWhatTheModelSays(_ parser: String) throws {
        let values = try GoldenValues.values("edge-values")
        let decoder = parser == "fast" ? JSONColumnDecoder() : JSONColumnDecoder(exactly: DecodeOptions())
        let decoded = try decoder.decode(values)
        for (row, value) in values.enumerated() {
            guard let value else { continue }
            if let model = ModelRow(json: value) {
                #expect(decoded.rows[row].byColumn == model.byColumn, "row \(row)")
            } else {
                #expect(decoded.cells(row)["_error"] == "string", "row \(row)")
                #expect(decoded.rows[row].cells.map(\.column).sorted() == ["_error", "_raw"], "row \(row)")
            }
        }
    }

    /// Foundation takes and refuses the same values, but for these.
    @Test func foundationAgreesOnWhatIsJSON() throws {
        // A comma before a closing brace (taken), numbers beyond double (refused), a BOM (which kframe skips before it
        // parses) and UTF-16 (which Foundation detects and JSON does not allow).
        let others: Set<Int> = [27, 81, 82, 94, 116, 117]
        for (row, value) in try GoldenValues.values("edge-values").enumerated() {
            guard let value, value.first != 0, !value.isEmpty, !others.contains(row) else { continue }
            var exact = ExactJSONParser()
            let isTaken = value.withUnsafeBytes { (try? exact.parse($0)) != nil }
            let foundation = try? JSONSerialization.jsonObject(with: Data(value), options: .fragmentsAllowed)
            #expect(isTaken == (foundation != nil), "row \(row)")
        }
    }

    @Test func columnsComeInOrderOfFirstAppearance() throws {
        let values = try GoldenValues.values("edge-values")
        let decoded = try JSONColumnDecoder().decode(values)
        let own = ["_schema_id", "_tombstone", "_value", "_error", "_raw"]
        #expect(Array(decoded.columnNames.prefix(5)) == own)
        var expected: [[UInt8]] = []
        var seen: Set<[UInt8]> = []
        for value in values {
            guard let value, let model = ModelRow(json: value) else { continue }
            for cell in model.cells where !own.contains(cell.column) && seen.insert(Array(cell.column.utf8)).inserted {
                expected.append(Array(cell.column.utf8))
            }
        }
        #expect(decoded.columnNames.dropFirst(5).map { Array($0.utf8) } == expected)
    }

    @Test func anyCutIntoBatchesGivesTheSameRows() throws {
        let values = try GoldenValues.values("edge-values").filter { ($0?.count ?? 0) < 20_000 }
        let whole = try JSONColumnDecoder().decode(values)
        for size in [1, 2, 7, 50] {
            let decoder = JSONColumnDecoder()
            for start in stride(from: 0, to: values.count, by: size) {
                let end = min(start + size, values.count)
                let part = try decoder.decode(Array(values[start..<end]))
                for row in start..<end {
                    #expect(part.rows[row - start].byColumn == whole.rows[row].byColumn, "row \(row) in \(size)s")
                }
                // Only what occurs in the batch has a column.
                #expect(part.values.columns.allSatisfy { $0.kindSet != ValueKindSet(.absent) })
            }
        }
    }
}
