package import KFrameColumns
package import TextRender

/// The cells that a table of a frame shows, as text.
package struct FrameTable: Sendable {
    package let schema: Schema
    package let head: [[String?]]
    package let tail: [[String?]]
    package let rowCount: Int

    /// - Parameters:
    ///   - all: up to so many rows, all are shown.
    ///   - head: else so many of the first…
    ///   - tail: …and so many of the last.
    package init(_ schema: Schema, _ batches: [ColumnBatch], all: Int, head: Int, tail: Int) {
        self.schema = schema
        rowCount = batches.reduce(0) { $0 + $1.rowCount }
        let isShort = rowCount <= all
        self.head = Self.cells(batches.head(isShort ? rowCount : head))
        self.tail = isShort ? [] : Self.cells(batches.tail(tail))
    }

    package var text: TextTable {
        let columns = schema.fields.map { field in
            TextTable.Column(name: field.name, type: "\(ColumnType(field.type))", alignment: Self.alignment(field.type))
        }
        var table = TextTable(columns: columns, head: head, tail: tail, rowCount: rowCount)
        table.null = ""
        return table
    }

    private static func alignment(_ type: DataType) -> TextTable.Alignment {
        switch type {
        case .int32, .int64, .double: .trailing
        default: .leading
        }
    }

    private static func cells(_ batches: [ColumnBatch]) -> [[String?]] {
        var text = JSONText()
        return batches.flatMap { batch in
            (0..<batch.rowCount).map { row in
                batch.columns.map { column in
                    if column.isNull(row) { return nil }
                    text.removeAll()
                    text.append(cell: column, row: row)
                    return text.string
                }
            }
        }
    }
}
