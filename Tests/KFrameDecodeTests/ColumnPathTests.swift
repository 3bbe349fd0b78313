import KFrameColumns
import Testing

@testable import KFrameDecode

struct ColumnPathTests {
    @Test(
        "P36 names and paths",
        arguments: [
            (["a"], "a"), (["a", "b"], "a.b"), (["a.b"], "a\\.b"), (["a\\", "b"], "a\\\\.b"), (["a\\.b"], "a\\\\\\.b"),
            ([""], ""), (["", ""], "."), (["a", ""], "a."), (["", "a"], ".a"), (["."], "\\."), (["\\"], "\\\\"),
            (["größe", "日本 😀"], "größe.日本 😀"), (["_key"], "value._key"), (["value", "_key"], "value.value._key"),
            (["value", "value", "_rest"], "value.value.value._rest"), (["_key", "x"], "_key.x"),
            (["a", "_key"], "a._key"),
            (["value"], "value"), (["_other"], "_other"), (["value._key"], "value\\._key"),
            (["value", "a"], "value.a"),
        ])
    func namesAndPaths(_ keys: [String], _ name: String) {
        #expect(ColumnPath(keys).name == name)
        #expect(ColumnPath(name: name)?.keys == keys)
    }

    @Test func ownNamesAreNoPaths() {
        for own in OwnColumn.allCases {
            #expect(ColumnPath(name: own.name) == nil)
            #expect(ColumnPath([own.name]).name == "value.\(own.name)")
        }
    }

    @Test func noTwoPathsShareAName() {
        // All paths of up to three keys out of awkward ones.
        let keys = ["", "a", ".", "\\", "a.", ".a", "\\.", "value", "_key", "value._key", "_key.a"]
        var names: [String: [String]] = [:]
        var paths = keys.map { [$0] }
        paths += keys.flatMap { first in keys.map { [first, $0] } }
        paths += keys.flatMap { first in keys.flatMap { second in keys.map { [first, second, $0] } } }
        for path in paths {
            let name = ColumnPath(path).name
            #expect(names.updateValue(path, forKey: name) == nil, "\(path) and \(names[name] ?? [])")
            #expect(ColumnPath(name: name)?.keys == path)
        }
    }

    @Test func aLooseBackslashStandsForItself() {
        #expect(ColumnPath(name: "a\\b")?.keys == ["a\\b"])
        #expect(ColumnPath(name: "a\\")?.keys == ["a\\"])
    }

    @Test("P36 dotted keys beside nested ones") func dottedKeysBesideNestedOnes() throws {
        let decoded = try JSONColumnDecoder().decode(
            #"{"a.b":1,"a":{"b":2,"b.c":3},"a\\":{"b":4},"_key":5,"value":{"_key":6},"_offset":{"x":7}}"#)
        #expect(
            decoded.columnNames == [
                "a\\.b", "a.b", "a.b\\.c", "a\\\\.b", "value._key", "value.value._key", "_offset.x",
            ])
        #expect(decoded.rows[0].cells.map(\.value) == (1...7).map { "int64 \($0)" })
    }

    @Test func everyOwnNameIsKeptFree() throws {
        let members = OwnColumn.allCases.map { "\"\($0.name)\":1" }.joined(separator: ",")
        let decoded = try JSONColumnDecoder().decode("{\(members)}", "5")
        #expect(decoded.columnNames == ["_value"] + OwnColumn.allCases.map { "value.\($0.name)" })
    }
}
