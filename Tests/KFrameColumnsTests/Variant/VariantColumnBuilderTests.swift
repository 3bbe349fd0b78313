import KFrameColumns
import Testing

@Suite struct VariantColumnBuilderTests {
    @Test func `values come out as they went in`() throws {
        let column = try VariantColumn.make("c", Palette.values)
        #expect((0..<column.rowCount).map { column.value($0) } == Palette.values)
        #expect(Set(ValueKind.allCases.filter { column.kindSet.contains($0) }) == Set(Palette.values.map(\.kind)))
        #expect(column.name == "c")
    }

    @Test func `a builder is empty after finish and can be used again`() throws {
        let builder = VariantColumnBuilder("c", meaning: .bytes)
        builder.append(list: [.int64(1)])
        builder.append(string: "a")
        #expect(try builder.finish().rowCount == 2)
        builder.appendAbsent(count: 2)
        builder.append(list: [.string("b")])
        let second = try builder.finish()
        #expect((0..<3).map { second.value($0) } == [.absent, .absent, .list([.string("b")])])
        #expect(second.elements?.rowCount == 1)
        #expect(second.meaning == .bytes)
        #expect(try builder.finish().rowCount == 0)
        #expect(try builder.finish().kindSet == [])
    }

    @Test func `bytes are strings where they are UTF-8`() throws {
        let builder = VariantColumnBuilder("_key", meaning: .bytes)
        for bytes in [Array("é".utf8), [0xC3], []] { bytes.withUnsafeBytes { builder.append(stringOrBytes: $0) } }
        let column = try builder.finish()
        #expect((0..<3).map { column.value($0) } == [.string("é"), .bytes([0xC3]), .string("")])
    }

    @Test func `lists take the elements appended since the last one`() throws {
        let builder = VariantColumnBuilder("_headers", meaning: .headers)
        builder.elements.append(string: "n")
        builder.elements.append(bytes: [0xFF])
        builder.appendList(count: 2)
        builder.appendNull()
        builder.appendList(count: 0)
        builder.elements.append(string: "m")
        builder.elements.appendNull()
        builder.appendList(count: 2)
        let column = try builder.finish()
        #expect(
            (0..<4).map { column.value($0) } == [
                .list([.string("n"), .bytes([0xFF])]), .null, .list([]), .list([.string("m"), .null]),
            ])
    }

    @Test func `text beyond what a range can address is an error that names the row`() throws {
        let builder = VariantColumnBuilder("c", textLimit: 4)
        builder.append(string: "abcd")
        builder.append(string: "")
        #expect(try builder.finish().rowCount == 2)
        builder.append(string: "abc")
        builder.append(string: "de")
        builder.append(string: "f")
        #expect(throws: ColumnError(.tooLong(limit: 4), column: "c", row: 1)) { try builder.finish() }
        #expect(try builder.finish().rowCount == 0)
    }

    @Test func `columns are made from arrays`() {
        let offsets = VariantColumn("_offset", meaning: .int64, int64s: [7, 8])
        #expect((0..<2).map { offsets.value($0) } == [.int64(7), .int64(8)])
        #expect(offsets.kindSet == .int64)
        let times = VariantColumn("_timestamp", meaning: .timestampMilliseconds, int64s: [-1, 0], nullWhere: -1)
        #expect((0..<2).map { times.value($0) } == [.null, .int64(0)])
        #expect(times.kindSet == [.null, .int64])
        let partitions = VariantColumn("_partition", meaning: .int32, repeating: 3, rowCount: 2)
        #expect((0..<2).map { partitions.value($0) } == [.int64(3), .int64(3)])
        let flags = VariantColumn("_tombstone", bools: [true, false])
        #expect((0..<2).map { flags.value($0) } == [.bool(true), .bool(false)])
        #expect(VariantColumn("c", meaning: .int64, int64s: []).kindSet == [])
    }
}
