import KFrameColumns

/// Writes rows as JSON objects, one a line: kframe's own columns first, then the event's fields under their flattened
/// names, each with its own JSON type. A field that a row lacks is left out; a null is null.
struct NDJSONRows {
    /// In the order of the columns; each as `"name":`.
    private let names: [[UInt8]]
    private let columns: [VariantColumn]

    /// - Parameter selection: only these, in this order; nil for all as they are.
    init(_ columns: [VariantColumn], selection: ColumnSelection?) {
        self.columns = selection.map { $0.arrange(columns) } ?? columns
        names = self.columns.map { column in
            var text = JSONText()
            text.append(string: column.name)
            text.append(ascii: UInt8(ascii: ":"))
            return text.bytes
        }
    }

    /// One block of all rows of a job.
    func block(_ rows: SelectedRows, keepsPlaces: Bool) -> RowBlock {
        var text = JSONText(capacity: rows.rows.count * 512)
        var ends: [Int] = []
        ends.reserveCapacity(rows.rows.count)
        for index in 0..<rows.rows.count {
            append(row: rows.rows.row(at: index), to: &text)
            ends.append(text.bytes.count)
        }
        return RowBlock(rows, bytes: text.bytes, ends: ends, keepsPlaces: keepsPlaces)
    }

    private func append(row: Int, to text: inout JSONText) {
        var isFirst = true
        text.append(ascii: UInt8(ascii: "{"))
        for (place, column) in columns.enumerated() where column.kinds[row] != ValueKind.absent.rawValue {
            if !isFirst { text.append(ascii: UInt8(ascii: ",")) }
            isFirst = false
            names[place].withUnsafeBytes { text.append(verbatim: $0) }
            text.append(column, row: row)
        }
        text.append(ascii: UInt8(ascii: "}"))
        text.append(ascii: UInt8(ascii: "\n"))
    }
}

extension ColumnSelection {
    /// The columns in the order asked for; those beneath a name stay together.
    func arrange(_ columns: [VariantColumn]) -> [VariantColumn] {
        var ranked: [(rank: Int, place: Int, column: VariantColumn)] = []
        for (place, column) in columns.enumerated() {
            if let rank = rank(of: column.name) { ranked.append((rank, place, column)) }
        }
        return ranked.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.map(\.column)
    }
}
