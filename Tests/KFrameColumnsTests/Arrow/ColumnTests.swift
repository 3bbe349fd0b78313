import Testing

@testable import KFrameColumns

@Suite struct ColumnTests {
    @Test func `slices show the rows they are of, without a copy, and slices of slices too`() throws {
        for column in try SampleColumns.make(rowCount: 40) {
            let cells = column.cells
            #expect(column.layoutFaults() == [])
            for (start, end) in [(0, 40), (0, 0), (40, 40), (0, 1), (1, 40), (3, 20), (8, 16), (7, 9), (39, 40)] {
                let slice = column.slice(start..<end)
                #expect(slice.cells == Array(cells[start..<end]))
                #expect(slice.layoutFaults() == [])
                #expect(slice.data?.base == column.data?.base)
                if end - start > 2 {
                    #expect(slice.slice(1..<end - start - 1).cells == Array(cells[start + 1..<end - 1]))
                }
            }
            #expect(column.head(3).cells == Array(cells.prefix(3)))
            #expect(column.tail(3).cells == Array(cells.suffix(3)))
            #expect(column.head(100).length == 40)
            #expect(column.tail(100).length == 40)
            #expect(column.head(-1).length == 0)
        }
    }

    @Test func `buffers are Arrow's, in Arrow's order`() throws {
        let column = try makeColumn(
            from: VariantColumn.make("c", [.string("ab"), .null, .string(""), .string("c")]), rows: .all(4), as: .utf8)
        #expect(column.buffers.count == 3)
        #expect(column.buffers[0].map { Array($0.bytes) } == [0b1101])
        #expect(column.buffers[1].map { Array($0.values(Int32.self)) } == [0, 2, 2, 2, 3])
        #expect(column.buffers[2].map { Array($0.bytes) } == Array("abc".utf8))
        let full = try makeColumn(from: VariantColumn.make("c", [.int64(5)]), rows: .all(1), as: .int64)
        #expect(full.buffers.count == 2)
        #expect(full.buffers[0] == nil)
        #expect(full.nullCount == 0)
        let lists = try makeColumn(
            from: VariantColumn.make("c", [.list([.int64(1), .null]), .list([])]), rows: .all(2), as: .list(.int64))
        #expect(lists.buffers.count == 2)
        #expect(lists.offsets.map { Array($0.values(Int32.self)) } == [0, 2, 2])
        #expect(lists.children[0].nullCount == 1)
    }

    @Test func `headers are lists of structures`() throws {
        let column = try makeColumn(
            from: VariantColumn.make(
                "_headers", meaning: .headers,
                [.list([.string("a"), .bytes([0xFF]), .string("b"), .null]), .null, .list([])]),
            rows: .all(3), as: .headers)
        #expect(column.layoutFaults() == [])
        #expect(
            column.children[0].type == .structure([Field("name", .utf8, isNullable: false), Field("value", .binary)]))
        #expect(column.children[0].length == 2)
        let headers = try #require(column.headers(0))
        #expect(headers.map(\.name) == ["a", "b"])
        #expect(headers.map(\.value) == [[0xFF], nil])
        #expect(column.headers(1) == nil)
        #expect(column.headers(2)?.isEmpty == true)
        #expect(column.slice(0..<1).headers(0)?.map(\.name) == ["a", "b"])
    }

    @Test func `an accessor of another type gives nil`() throws {
        for column in try SampleColumns.make(rowCount: 40) {
            let answers = [
                column.bool(0) != nil, column.int64(0) != nil, column.double(0) != nil, column.string(0) != nil,
                column.list(0) != nil,
            ]
            #expect(answers.filter { $0 }.count == (column.type == .binary ? 0 : 1), "\(column.type)")
            #expect(column.isNull(3))
        }
    }

    @Test func `a column of nulls has a right layout in any type, small and large`() {
        for type in Palette.types {
            for length in [0, 1, 9, 100_000] {
                let column = Column(nulls: type, length: length)
                #expect(column.length == length)
                #expect(column.nullCount == length)
                if length < 100 {
                    #expect(column.layoutFaults() == [])
                    #expect(column.cells == Array(repeating: .null, count: length))
                } else {
                    #expect(column.isNull(length - 1))
                    #expect(
                        column.buffers.compactMap { $0 }.allSatisfy { $0.count >= length / 8 || $0.count == 1 << 18 })
                }
            }
        }
    }

    @Test func `bytes in memory are counted, of a slice its part`() throws {
        let column = try makeColumn(
            from: VariantColumn.make("c", [.string("abcd"), .string("ef"), .null]), rows: .all(3), as: .utf8)
        #expect(column.byteCount == 1 + 16 + 6)
        #expect(column.slice(1..<3).byteCount == 1 + 12 + 2)
        #expect(Column(nulls: .int64, length: 8).byteCount == 1 + 64)
    }

    @Test func `batches are sliced as their columns are`() throws {
        let column = try makeColumn(
            from: VariantColumn.make("c", (0..<10).map { .int64($0) }), rows: .all(10), as: .int64)
        let batch = ColumnBatch(schema: Schema([Field("c", .int64)]), columns: [column], rowCount: 10)
        #expect(batch.head(2).column("c")?.cells == [.int(0), .int(1)])
        #expect(batch.tail(2).column("c")?.cells == [.int(8), .int(9)])
        #expect(batch.tail(2).rowCount == 2)
        #expect(batch.column("d") == nil)
        #expect(batch.byteCount == 80)
    }

    @Test func `types are written and read`() {
        for type in Palette.types where type != .headers { #expect(DataType(type.description) == type) }
        #expect(DataType.headers.description == "list<struct<name utf8, value binary>>")
        for text in ["", "string", "list<", "list<>", "timestamp", "timestamp(s)", "Int64"] {
            #expect(DataType(text) == nil)
        }
        let schema = Schema([Field("a", .int64), Field("b", .list(.timestamp(.microsecond)))])
        #expect(schema.description == "a: int64\nb: list<timestamp(us)>")
        #expect(schema.index(of: "b") == 1)
        #expect(schema["c"] == nil)
    }
}
