/// Columns of one length under one schema.
package struct ColumnBatch: Sendable {
    package let schema: Schema
    /// One a field of the schema, each of `rowCount` values.
    package let columns: [Column]
    package let rowCount: Int

    package init(schema: Schema, columns: [Column], rowCount: Int) {
        self.schema = schema
        self.columns = columns
        self.rowCount = rowCount
    }

    package func column(_ name: String) -> Column? { schema.index(of: name).map { columns[$0] } }

    /// The rows of `rows`, which must lie in `0..<rowCount`; no memory is copied.
    package func slice(_ rows: Range<Int>) -> ColumnBatch {
        ColumnBatch(schema: schema, columns: columns.map { $0.slice(rows) }, rowCount: rows.count)
    }

    /// The first rows, at most `count` of them.
    package func head(_ count: Int) -> ColumnBatch { slice(0..<min(max(count, 0), rowCount)) }

    /// The last rows, at most `count` of them.
    package func tail(_ count: Int) -> ColumnBatch { slice(rowCount - min(max(count, 0), rowCount)..<rowCount) }

    /// Bytes of all columns' buffers.
    package var byteCount: Int { columns.reduce(0) { $0 + $1.byteCount } }
}
