package import KFrameColumns

/// Some rows of a stream as typed columns: a piece of what a ``Frame`` would hold.
///
/// All batches of one stream have the same columns, with the same types. Rows come by partition, then offset; a batch
/// holds rows of one partition.
public struct FrameBatch: Sendable {
    package let batch: ColumnBatch

    package init(_ batch: ColumnBatch) { self.batch = batch }

    /// The columns' names and types, in order.
    public var fields: [FrameField] { batch.schema.fields.map(FrameField.init) }

    /// The names of the columns, in order.
    public var columnNames: [String] { batch.schema.fields.map(\.name) }

    /// The columns, in order.
    public var columns: [FrameColumn] { batch.schema.fields.indices.map(column) }

    /// Rows; at least one.
    public var count: Int { batch.rowCount }

    /// The column of this name (`writeKey`, `context.page.url`, `_offset`), or nil.
    public subscript(name: String) -> FrameColumn? { batch.schema.index(of: name).map(column) }

    /// The rows, one after the other.
    public var rows: FrameRows { FrameRows(batches: [batch]) }

    /// The memory of the columns in bytes.
    public var byteCount: Int { batch.byteCount }

    private func column(_ index: Int) -> FrameColumn {
        let field = batch.schema.fields[index]
        return FrameColumn(name: field.name, type: field.type, chunks: [batch.columns[index]])
    }
}

/// A column's name and type.
public struct FrameField: Sendable, Hashable {
    /// As rows and filters name it: `context.page.url`.
    public var name: String
    /// The type of all its values.
    public var type: ColumnType

    package init(_ field: Field) {
        name = field.name
        type = ColumnType(field.type)
    }
}
