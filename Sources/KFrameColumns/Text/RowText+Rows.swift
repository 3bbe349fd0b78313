/// Whole rows of columns as text.
extension RowText {
    /// Appends a line of JSON for each of `rows`: an object of the columns that the row has, in their order.
    ///
    /// - Returns: where each line ends.
    package mutating func append(objects columns: [VariantColumn], rows: RowSelection) -> [Int] {
        // All as `,"name":`, end to end: a row's first goes without its comma.
        var names = JSONText()
        var nameEnds = [0]
        for column in columns {
            names.append(ascii: UInt8(ascii: ","))
            names.append(string: column.name)
            names.append(ascii: UInt8(ascii: ":"))
            nameEnds.append(names.bytes.count)
        }
        for _ in 0..<Self.nameSlack { names.append(ascii: 0) }
        let views = columns.map { RowColumn($0) }
        let presence = RowPresence(columnCount: columns.count)
        var ends: [Int] = []
        ends.reserveCapacity(rows.count)
        withExtendedLifetime(columns) {
            names.bytes.withUnsafeBytes { names in
                views.withUnsafeBufferPointer { views in
                    nameEnds.withUnsafeBufferPointer { nameEnds in
                        for index in 0..<rows.count {
                            let place = index % RowPresence.tile
                            if place == 0 { presence.look(views, rows, from: index) }
                            append(
                                object: rows.row(at: index), presence.columns(ofRow: place), of: views, names, nameEnds)
                            ends.append(count)
                        }
                    }
                }
            }
        }
        return ends
    }

    /// Appends a line of comma-separated values for each of `rows`; a column that is nil is empty.
    ///
    /// - Returns: where each line ends.
    package mutating func append(lines columns: [VariantColumn?], rows: RowSelection) -> [Int] {
        let views = columns.map { $0.map { RowColumn($0) } }
        return withExtendedLifetime(columns) {
            views.withUnsafeBufferPointer { views in
                forEach(rows) { text, row in
                    for place in 0..<views.count {
                        if place > 0 { text.append(ascii: UInt8(ascii: ",")) }
                        if let column = views[place] { text.append(field: column, row: row) }
                    }
                    text.append(ascii: UInt8(ascii: "\r"))
                    text.append(ascii: UInt8(ascii: "\n"))
                }
            }
        }
    }

    @inline(__always)
    private mutating func forEach(_ rows: RowSelection, _ write: (inout RowText, Int) -> Void) -> [Int] {
        var ends: [Int] = []
        ends.reserveCapacity(rows.count)
        for index in 0..<rows.count {
            write(&self, rows.row(at: index))
            ends.append(count)
        }
        return ends
    }

    @inline(__always)
    private mutating func append(
        object row: Int, _ places: UnsafeBufferPointer<UInt32>, of columns: UnsafeBufferPointer<RowColumn>,
        _ names: UnsafeRawBufferPointer, _ nameEnds: UnsafeBufferPointer<Int>
    ) {
        append(ascii: UInt8(ascii: "{"))
        if let names = names.baseAddress {
            var comma = 1
            for place in places {
                let start = nameEnds[Int(place)] &+ comma
                comma = 0
                append(name: names + start, count: nameEnds[Int(place) &+ 1] &- start)
                append(json: columns[Int(place)], row: row)
            }
        }
        append(ascii: UInt8(ascii: "}"))
        append(ascii: UInt8(ascii: "\n"))
    }
}
