import KFrameColumns
import TestSupport
import Testing

@testable import KFrameDecode

struct ProjectionTests {
    private static func decode(_ values: [[UInt8]?], _ names: [String]?) throws -> Decoded {
        try JSONColumnDecoder(DecodeOptions(projection: names.map { Projection($0) })).decode(values)
    }

    @Test func aNameSelectsAFieldAndAllBeneathIt() throws {
        let values = [
            #"{"context":{"page":{"url":"u","path":"p"},"ip":"i","pages":1},"type":"t","a":{"b":1}}"#,
            #"{"context":{"page":"text"},"type":{"x":1},"a":2,"context.page":3}"#, #"{"context":5,"a":{"b":{"c":1}}}"#,
            #"{"context":{},"a":{}}"#,
        ].map { Array($0.utf8) }
        let decoded = try Self.decode(values, ["context.page", "a.b"])
        #expect(decoded.columnNames == ["context.page.url", "context.page.path", "a.b", "context.page", "a.b.c"])
        #expect(decoded.rows[1].byColumn == ["context.page": "string text"])
        #expect(decoded.rows[2].byColumn == ["a.b.c": "int64 1"])
        #expect(decoded.rows[3].cells.isEmpty)
    }

    @Test func ownColumnsAreMadeWhateverIsWanted() throws {
        let values: [[UInt8]?] = [
            nil, Array("5".utf8), Array("{".utf8), [0, 0, 0, 0, 1] + Array(#"{"_key":1,"b":2}"#.utf8),
        ]
        let decoded = try Self.decode(values, ["value._key", "_key"])
        #expect(decoded.columnNames == ["_schema_id", "_tombstone", "_value", "_error", "_raw", "value._key"])
        let none = try Self.decode(values, [])
        #expect(none.columnNames == ["_schema_id", "_tombstone", "_value", "_error", "_raw"])
    }

    @Test func anOverriddenObjectIsNoneUnderAProjectionToo() throws {
        let values = [#"{"a":{"x":1},"a":2}"#, #"{"a":3,"a":{"x":4,"y":5}}"#].map { Array($0.utf8) }
        let decoded = try Self.decode(values, ["a.x"])
        #expect(decoded.rows.map(\.byColumn) == [[:], ["a.x": "int64 4"]])
    }

    /// Any projection gives the full decode without the other columns.
    @Test(arguments: ["clickstream", "edge-values", "late-events"]) func equalsTheFullDecodeRestricted(_ topic: String)
        throws
    {
        let values = Array(try GoldenValues.values(topic).filter { ($0?.count ?? 0) < 20_000 }.prefix(300))
        let full = try Self.decode(values, nil)
        let own = Set(OwnColumn.allCases.map(\.name))
        let names = full.columnNames.filter { !own.contains($0) }
        var generator = SplitMix64(seed: UInt64(topic.utf8.count))
        for _ in 0..<12 {
            var wanted = Array(names.shuffled(using: &generator).prefix(Int.random(in: 0...6, using: &generator)))
            // Objects too, not only what is a column.
            wanted += names.shuffled(using: &generator).prefix(2).compactMap { name in
                ColumnPath(name: name).map { ColumnPath(Array($0.keys.prefix(1))).name }
            }
            let paths = wanted.compactMap { ColumnPath(name: $0)?.keys.map { Array($0.utf8) } }
            func isWanted(_ name: String) -> Bool {
                guard let keys = ColumnPath(name: name)?.keys.map({ Array($0.utf8) }) else { return true }
                return paths.contains { keys.starts(with: $0) }
            }
            let decoded = try Self.decode(values, wanted)
            #expect(decoded.columnNames == full.columnNames.filter(isWanted), "\(wanted)")
            for row in values.indices {
                #expect(
                    decoded.rows[row].cells == full.rows[row].cells.filter { isWanted($0.column) }, "\(row) \(wanted)")
            }
        }
    }
}
