import KFrameColumns
package import TextRender

extension Frame {
    /// The frame as a text table: all rows where there are few, else head and tail.
    package func table(all: Int = 40, head: Int = 15, tail: Int = 10) -> TextTable {
        let columns = schema.fields.map { field in
            TextTable.Column(name: field.name, type: "\(ColumnType(field.type))", alignment: Self.alignment(field.type))
        }
        let isShort = count <= all
        var table = TextTable(
            columns: columns, head: Self.cells(self.head(isShort ? count : head)),
            tail: isShort ? [] : Self.cells(self.tail(tail)), rowCount: count)
        table.null = ""
        return table
    }

    private static func alignment(_ type: DataType) -> TextTable.Alignment {
        switch type {
        case .int32, .int64, .double: .trailing
        default: .leading
        }
    }

    private static func cells(_ frame: Frame) -> [[String?]] {
        var text = JSONText()
        return frame.batches.flatMap { batch in
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

extension Frame: CustomStringConvertible {
    /// The frame as a table in 100 columns of text: its first and last rows, and below it what the receipt notes.
    public var description: String {
        let rows = table(all: 20, head: 10, tail: 5).lines(width: 100, style: .plain)
        return (rows + receipt.notes.map { "note: \($0)" }).joined(separator: "\n")
    }
}
