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
    func block(_ rows: SelectedRows, keepsPlaces: Bool) -> RowBlock {
        // All as `,"name":`, end to end: a row's first goes without its comma.
        var names = JSONText()
        var nameEnds: [Int] = []
        for column in columns {
            names.append(ascii: UInt8(ascii: ","))
            names.append(string: column.name)
            names.append(ascii: UInt8(ascii: ":"))
            nameEnds.append(names.bytes.count)
        }
        let textBytes = columns.reduce(0) { $0 + $1.text.count }
        var text = RowText(
            capacity: textBytes / max(columns.first?.rowCount ?? 1, 1) * rows.rows.count + rows.rows.count * 512)
        var ends: [Int] = []
        ends.reserveCapacity(rows.rows.count)
        let views = columns.compactMap { RowColumn($0) }
        withExtendedLifetime(columns) {
            names.bytes.withUnsafeBytes { names in
                views.withUnsafeBufferPointer { views in
                    nameEnds.withUnsafeBufferPointer { nameEnds in
                        for index in 0..<rows.rows.count {
                            let row = rows.rows.row(at: index)
                            Self.append(row, of: views, names, nameEnds, to: &text)
                            ends.append(text.count)
                        }
                    }
                }
            }
        }
        return RowBlock(rows, bytes: text.finish(), ends: ends, keepsPlaces: keepsPlaces)
    }

    private static func append(
        _ row: Int, of columns: UnsafeBufferPointer<RowColumn>, _ names: UnsafeRawBufferPointer,
        _ nameEnds: UnsafeBufferPointer<Int>, to text: inout RowText
    ) {
        text.append(ascii: UInt8(ascii: "{"))
        var comma = 1
        for place in 0..<columns.count where !columns[place].isAbsent(row) {
            let start = (place == 0 ? 0 : nameEnds[place - 1]) + comma
            comma = 0
            text.append(verbatim: UnsafeRawBufferPointer(rebasing: names[start..<nameEnds[place]]))
            text.append(json: columns[place], row: row)
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
