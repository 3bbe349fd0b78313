import KFrameColumns

/// Writes rows as JSON objects, one a line: kframe's own columns first, then the event's fields under their flattened
/// names, each with its own JSON type. A field that a row lacks is left out; a null is null.
struct NDJSONRows {
    private let columns: [VariantColumn]

    /// - Parameter selection: only these, in this order; nil for all as they are.
    init(_ columns: [VariantColumn], selection: ColumnSelection?) {
        self.columns = (selection.map { $0.arrange(columns) } ?? columns).filter { $0.kindSet != .absent }
    }

    /// One block of all rows of a job.
    ///
    /// - Parameter pool: where the text's memory comes from; nil where blocks are held for long.
    func block(_ rows: SelectedRows, pool: TextPool?, keepsPlaces: Bool) -> RowBlock {
        let textBytes = columns.reduce(0) { $0 + $1.text.count } / max(columns.first?.rowCount ?? 1, 1)
        var text = RowText(capacity: (textBytes + 512) * rows.rows.count, pool: pool)
        let ends = text.append(objects: columns, rows: rows.rows)
        return RowBlock(rows, bytes: text.finish(), ends: ends, keepsPlaces: keepsPlaces)
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
