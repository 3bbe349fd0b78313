import KFrameColumns
import TextRender

/// Writes rows as comma-separated values: text as it is, anything else its JSON text, times in RFC 3339, null and absent
/// values as empty fields (an empty text is `""`).
struct CSVRows {
    private let rows: SelectedRows
    private let columns: [VariantColumn?]

    /// - Parameter names: the columns, each of which must be one column and not an object.
    /// - Throws: ``KFrameError`` where a row has a field inside one of these names, for which there is no column.
    init(_ rows: SelectedRows, names: [String], topic: String) throws(KFrameError) {
        self.rows = rows
        columns = names.map { name in rows.columns.first { $0.name == name } }
        let known = Set(names)
        for column in rows.columns where !known.contains(column.name) {
            let indexes = 0..<rows.rows.count
            guard let place = indexes.first(where: { column.kind(rows.rows.row(at: $0)) != .absent }) else { continue }
            let offset = rows.offset(at: place)
            throw KFrameError(
                .typeMismatch,
                "\(topic) partition \(rows.partition)\(offset.map { " offset \($0)" } ?? "") has a field \(column.name), which no "
                    + "column was made for: the first events do not have it\n"
                    + "select it by this name too, or write NDJSON",
                topic: topic, partition: rows.partition, offset: offset)
        }
    }

    static func header(_ names: [String]) -> [UInt8] {
        var writer = CSVWriter()
        writer.row(names)
        return writer.bytes
    }

    /// One block of all rows.
    ///
    /// - Parameter pool: where the text's memory comes from; nil where blocks are held for long.
    func block(pool: TextPool?, keepsPlaces: Bool) -> RowBlock {
        var text = RowText(capacity: rows.rows.count * columns.count * 24, pool: pool)
        let ends = text.append(lines: columns, rows: rows.rows)
        return RowBlock(rows, bytes: text.finish(), ends: ends, keepsPlaces: keepsPlaces)
    }
}

extension Frame {
    /// The whole frame as comma-separated values, piece by piece.
    package func writeCSV(to write: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        try CSVRows.header(columnNames).withUnsafeBytes(write)
        var scratch = JSONText()
        for batch in batches {
            var writer = CSVWriter()
            for row in 0..<batch.rowCount {
                for column in batch.columns {
                    guard !column.isNull(row) else {
                        writer.null()
                        continue
                    }
                    scratch.removeAll()
                    scratch.append(cell: column, row: row)
                    scratch.bytes.withUnsafeBufferPointer { writer.field($0) }
                }
                writer.endRow()
            }
            try writer.bytes.withUnsafeBytes(write)
        }
    }
}
