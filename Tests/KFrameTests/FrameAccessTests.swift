import KFrame
import Testing

/// A frame's columns, rows and parts.
@Suite struct FrameAccessTests {
    static func frame() async throws -> Frame {
        try await TestLog(
            TestRecord.events(
                (0..<50).map { #"{"n":\#($0),"half":\#($0).5,"even":\#($0 % 2 == 0),"name":"row \#($0)"}"# })
                + [TestRecord("{}", partition: 1)], batching: .records(7)
        ).frame()
    }

    @Test("columns by name, with typed access that is nil for another type")
    func columns() async throws {
        let frame = try await Self.frame()
        #expect(frame.count == 51)
        #expect(frame["nothing"] == nil)
        let column = try #require(frame["n"])
        #expect(column.count == 51)
        #expect(column.nullCount == 1)
        #expect(column.type == .int64)
        #expect(column.ints?[49] == 49)
        #expect(column.texts == nil)
        #expect(column.doubles == nil)
        #expect(frame["half"]?.doubles?[3] == 3.5)
        #expect(frame["even"]?.bools?[3] == false)
        #expect(frame["name"]?.texts?[50] == .some(nil))
        #expect(frame.columns.map(\.name) == frame.columnNames)
        #expect((0..<51).map { column[$0] } == column.values)
        #expect(frame.byteCount > 0)
    }

    @Test("rows by their columns' names")
    func rows() async throws {
        let frame = try await Self.frame()
        let rows = Array(frame.rows)
        #expect(rows.count == 51)
        #expect(rows[7]["name"] == .text("row 7"))
        #expect(rows[7]["nothing"] == nil)
        #expect(rows[50]["name"] == .null)
        #expect(rows[50]["_partition"] == .int(1))
        #expect(rows[7].values.count == frame.columnNames.count)
    }

    @Test("head and tail cut through batches", arguments: [-1, 0, 1, 6, 7, 8, 50, 51, 52])
    func parts(_ count: Int) async throws {
        let frame = try await Self.frame()
        let head = frame.head(count)
        let tail = frame.tail(count)
        let kept = max(0, min(count, 51))
        #expect(head.allRows == Array(frame.allRows.prefix(kept)))
        #expect(tail.allRows == Array(frame.allRows.suffix(kept)))
        #expect(head.count == kept)
        #expect(head.columnNames == frame.columnNames)
        #expect(tail["n"]?.values == Array(frame["n"]?.values.suffix(kept) ?? []))
    }

    @Test("described as a table: head and tail of long frames, and what the receipt notes")
    func description() async throws {
        let lines = try await Self.frame().description.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            lines[0].split(separator: " ") == [
                "_partition", "_offset", "_timestamp", "_key", "n", "half", "even", "name",
            ])
        #expect(lines[1].hasPrefix("     int32    int64  timestamp(ms)"))
        // Names, types, a rule; ten rows, the gap, five rows; the size.
        #expect(lines.count == 20)
        #expect(lines.last == "51 rows × 8 columns")
        #expect(lines.allSatisfy { $0.count <= 100 })
        let mixed = try await TestLog(TestRecord.events([#"{"a":1}"#, #"{"a":"x"}"#])).frame().description
        #expect(mixed.hasSuffix("2 rows × 5 columns\nnote: column a mixes kinds (1 int64, 1 string): it is text"))
        let empty = try await TestLog([]).frame().description
        #expect(empty.hasSuffix("0 rows × 4 columns"))
    }

    @Test("instants know their milliseconds, also before 1970")
    func timestamps() {
        #expect(Timestamp(count: 1_663_848_000_123_456, digits: 6).epochMilliseconds == 1_663_848_000_123)
        #expect(Timestamp(count: -1, digits: 9).epochMilliseconds == -1)
        #expect(Timestamp(count: -1_000_000, digits: 9).epochMilliseconds == -1)
        #expect(Timestamp(count: Int64.min, digits: 9).epochMilliseconds == -9_223_372_036_855)
        #expect(Timestamp(count: 0, digits: 3).description == "1970-01-01T00:00:00.000Z")
    }

    @Test(
        "types are named as tables show them",
        arguments: [
            (ColumnType.bool, "bool"), (.int32, "int32"), (.int64, "int64"), (.double, "double"), (.text, "utf8"),
            (.bytes, "binary"),
            (.timestamp(digits: 3), "timestamp(ms)"), (.timestamp(digits: 6), "timestamp(us)"),
            (.timestamp(digits: 9), "timestamp(ns)"),
            (.list(.double), "list<double>"), (.headers, "headers"),
        ])
    func typeNames(_ type: ColumnType, _ name: String) {
        #expect("\(type)" == name)
    }
}
