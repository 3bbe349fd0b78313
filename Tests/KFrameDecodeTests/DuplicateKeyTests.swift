import KFrameColumns
import Testing

@testable import KFrameDecode

/// The last of two members of one name counts.
struct DuplicateKeyTests {
    @Test(arguments: [
        (#"{"a":1,"a":2}"#, ["a": "int64 2"], 1),
        (#"{"a":1,"b":5,"a":2,"a":"x"}"#, ["a": "string x", "b": "int64 5"], 2),
        (#"{"a":1,"\u0061":2}"#, ["a": "int64 2"], 1),
        // An object and a scalar: what the earlier one held vanishes.
        (#"{"a":{"x":1},"a":2}"#, ["a": "int64 2"], 1),
        (#"{"a":2,"a":{"x":1}}"#, ["a.x": "int64 1"], 1),
        (#"{"o":{"x":1},"o":{"y":2}}"#, ["o.y": "int64 2"], 1),
        (#"{"o":{"x":1},"o":{}}"#, ["o": "json {}"], 1),
        (#"{"o":{"x":1,"x":2},"o":[1]}"#, ["o": "list [int64 1]"], 2),
        // Within objects, within arrays, and among text.
        (#"{"o":{"x":1,"y":2,"x":3}}"#, ["o.x": "int64 3", "o.y": "int64 2"], 1),
        (#"{"l":[{"x":1,"y":2,"x":3}]}"#, ["l": #"json [{"y":2,"x":3}]"#], 1),
        (#"{"l":[{"x":[{"k":1,"k":2}],"x":"z"}],"l":[[]]}"#, ["l": "json [[]]"], 3),
        (#"[{"x":1,"x":2}]"#, ["_value": #"json [{"x":2}]"#], 1),
        // Lists and texts written before the duplicate shows are taken back.
        (
            #"{"s":"long text","l":[1,"two",3],"j":[{}],"d":1e999,"s":"t","l":["u"]}"#,
            ["s": "string t", "l": "list [string u]", "j": "json [{}]", "d": "digits 1e999"], 2
        ),
        // No duplicates.
        (#"{"a.b":1,"a":{"b":2}}"#, ["a\\.b": "int64 1", "a.b": "int64 2"], 0),
        (#"{"a":1,"A":2,"":3," ":4}"#, ["a": "int64 1", "A": "int64 2", "": "int64 3", " ": "int64 4"], 0),
    ])
    func theLastOneCounts(_ event: String, _ cells: [String: String], _ count: Int) throws {
        for decoder in [JSONColumnDecoder(), JSONColumnDecoder(exactly: DecodeOptions())] {
            // Rows before and behind, to see that they stay as they are.
            let other = #"{"s":"before","l":["b",1],"o":{"x":9}}"#
            let decoded = try decoder.decode(other, event, other, event)
            #expect(decoded.rows[1].byColumn == cells)
            #expect(decoded.rows[3].byColumn == cells)
            #expect(decoded.rows[0] == decoded.rows[2])
            #expect(
                decoded.rows[0].byColumn == ["s": "string before", "l": "list [string b, int64 1]", "o.x": "int64 9"])
            #expect(decoded.values.duplicateKeyCount == 2 * count)
        }
    }

    @Test func columnsThatOnlyAnOverriddenMemberHadAreNone() throws {
        let decoded = try JSONColumnDecoder().decode(#"{"a":{"x":1,"y":2},"b":1,"a":2}"#)
        #expect(decoded.columnNames == ["b", "a"])
    }

    @Test func manyMembersOfFewNames() throws {
        // 5,000 members of 50 names, in an object and in an object within an array.
        let members = (0..<5000).map { "\"k\($0 % 50)\":\($0)" }.joined(separator: ",")
        let decoded = try JSONColumnDecoder().decode("{\(members)}", "{\"l\":[{\(members)}]}")
        #expect(decoded.values.duplicateKeyCount == 2 * 4950)
        #expect(decoded.rows[0].byColumn["k7"] == "int64 4957")
        let text = (0..<50).map { "\"k\($0)\":\(4950 + $0)" }.joined(separator: ",")
        #expect(decoded.rows[1].byColumn == ["l": "json [{\(text)}]"])
    }

    @Test func duplicatesTogetherWithHiddenNumbers() throws {
        let decoded = try JSONColumnDecoder().decode(#"{"a":0,"b":-0,"a":-0,"c":1e-999}"#, #"{"a":[{"x":-0,"x":-0}]}"#)
        #expect(decoded.rows[0].byColumn == ["b": "double -0.0", "a": "double -0.0", "c": "digits 1e-999"])
        #expect(decoded.rows[1].byColumn == ["a": #"json [{"x":-0.0}]"#])
        #expect(decoded.values.duplicateKeyCount == 2)
    }
}
