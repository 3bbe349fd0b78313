import KFrameColumns
import TestSupport
import Testing

@Suite struct ColumnBatchGatherTests {
    @Test func `rows of several batches, slices too, are gathered in any order`() throws {
        let columns = try SampleColumns.make(rowCount: 40)
        let schema = Schema(columns.enumerated().map { Field("c\($0)", $1.type) })
        let whole = ColumnBatch(schema: schema, columns: columns, rowCount: 40)
        let batches = [whole.slice(3..<20), whole, whole.slice(33..<40)]
        var generator = SplitMix64(seed: 12)
        var places = batches.enumerated().flatMap { batch, columns in
            (0..<columns.rowCount).map { RowPlace(batch: Int32(batch), row: Int32($0)) }
        }
        for count in [places.count, 9, 8, 1, 0] {
            places.shuffle(using: &generator)
            let taken = Array(places.prefix(count))
            let gathered = try ColumnBatch(gathering: taken, from: batches, schema: schema)
            #expect(gathered.rowCount == count)
            for (index, column) in gathered.columns.enumerated() {
                #expect(column.cells == taken.map { batches[Int($0.batch)].columns[index].cell(Int($0.row)) })
                #expect(column.layoutFaults() == [])
            }
        }
    }

    @Test func `text beyond the limit is an error`() throws {
        let column = try makeColumn(
            from: VariantColumn.make("c", [.string("abc")]), rows: .all(1), as: .utf8)
        let batch = ColumnBatch(schema: Schema([Field("c", .utf8)]), columns: [column], rowCount: 1)
        let places = [RowPlace(batch: 0, row: 0), RowPlace(batch: 0, row: 0)]
        #expect(try ColumnBatch(gathering: places, from: [batch], schema: batch.schema, limit: 6).rowCount == 2)
        #expect(throws: ColumnError.self) {
            try ColumnBatch(gathering: places, from: [batch], schema: batch.schema, limit: 5)
        }
    }
}
