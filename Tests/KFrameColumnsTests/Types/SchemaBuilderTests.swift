import KFrameColumns
import Testing

@Suite struct SchemaBuilderTests {
    private func compact(_ batch: [(String, [VariantValue])], rows: RowSelection? = nil) throws -> [CompactColumn] {
        try batch.map { name, values in
            try CompactColumn(of: VariantColumn.make(name, values), rows: rows ?? .all(values.count))
        }
    }

    @Test func `columns come in order of first appearance, batch by batch`() throws {
        var builder = SchemaBuilder()
        builder.add(try compact([("a", [.int64(1), .absent]), ("b", [.absent, .string("x")])]), rowCount: 2)
        builder.add(try compact([("c", [.bool(true)]), ("a", [.double(0.5)])]), rowCount: 1)
        let schema = builder.schema(detectTimes: true)
        #expect(schema == Schema([Field("a", .double), Field("b", .utf8), Field("c", .bool)]))
        #expect(builder.rowCount == 3)
        #expect(builder.columns.map { $0.summary.counts.total } == [3, 3, 3])
        #expect(builder.columns[2].summary.counts[.absent] == 2)
    }

    @Test func `within a batch the first row taken decides, and a column that no row taken has is left out`() throws {
        let batch: [(String, [VariantValue])] = [
            ("dropped", [.int64(1), .absent, .absent]), ("late", [.int64(1), .absent, .null]),
            ("early", [.absent, .int64(2), .absent]),
        ]
        var builder = SchemaBuilder()
        builder.add(try compact(batch, rows: .rows([1, 2])), rowCount: 2)
        #expect(builder.schema(detectTimes: true).fields.map(\.name) == ["early", "late"])
    }

    @Test func `leading columns come first where they occur, fixed fields always`() throws {
        var builder = SchemaBuilder(leading: ["_offset", "_headers", "_tombstone"])
        builder.add(try compact([("x", [.int64(1)])]), rowCount: 1)
        builder.add(try compact([("_tombstone", [.bool(true)]), ("_offset", [.int64(4)])]), rowCount: 1)
        let always = [Field("_offset", .int64), Field("_key", .utf8)]
        #expect(builder.schema(detectTimes: true).fields.map(\.name) == ["_offset", "_tombstone", "x"])
        let schema = builder.schema(detectTimes: true, types: ["x": .utf8], always: always)
        #expect(
            schema
                == Schema([
                    Field("_offset", .int64), Field("_key", .utf8), Field("_tombstone", .bool), Field("x", .utf8),
                ]))
        #expect(SchemaBuilder().schema(detectTimes: true, always: always) == Schema(always))
    }

    @Test func `P33 a batch is promoted to the frame's schema, with nulls for what it lacks`() throws {
        let first = try compact([("a", [.null, .null])])
        let second = try compact([("a", [.int64(7)]), ("b", [.list([.string("t")])])])
        var builder = SchemaBuilder()
        builder.add(first, rowCount: 2)
        builder.add(second, rowCount: 1)
        let schema = builder.schema(detectTimes: true)
        let batches = [
            try ColumnBatch(promoting: first, rowCount: 2, to: schema),
            try ColumnBatch(promoting: second, rowCount: 1, to: schema),
        ]
        #expect(batches[0].column("a")?.cells == [.null, .null])
        #expect(batches[0].column("b")?.cells == [.null, .null])
        #expect(batches[1].column("a")?.cells == [.int(7)])
        #expect(batches[1].column("b")?.cells == [.list([.text("t")])])
        for batch in batches { for column in batch.columns { #expect(column.layoutFaults() == []) } }
    }
}
