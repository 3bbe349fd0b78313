/// Values by row. A row must be in `0..<length`; an accessor of another type than the column's gives nil.
extension Column {
    package func isNull(_ row: Int) -> Bool { validity.map { !$0[offset + row] } ?? false }

    package func bool(_ row: Int) -> Bool? {
        guard case .bool = type, let data, !isNull(row) else { return nil }
        return Bitmap(data, count: offset + length)[offset + row]
    }

    /// The integer, or a timestamp's count of units.
    package func int64(_ row: Int) -> Int64? {
        guard let data, !isNull(row) else { return nil }
        switch type {
        case .int32: return Int64(data.values(Int32.self)[offset + row])
        case .int64, .timestamp: return data.values(Int64.self)[offset + row]
        default: return nil
        }
    }

    package func double(_ row: Int) -> Double? {
        guard case .double = type, let data, !isNull(row) else { return nil }
        return data.values(Double.self)[offset + row]
    }

    package func string(_ row: Int) -> String? {
        guard case .utf8 = type, let bytes = rawBytes(row) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    package func bytes(_ row: Int) -> [UInt8]? { rawBytes(row).map(Array.init) }

    /// The bytes of a text or of binary, borrowed for the call.
    package func withBytes<R>(_ row: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R? {
        try withExtendedLifetime(data) { try rawBytes(row).map(body) }
    }

    /// The items of a list, as a column of their own; no memory is copied.
    package func list(_ row: Int) -> Column? {
        guard case .list = type, let child = children.first, let range = range(row) else { return nil }
        return child.slice(range)
    }

    /// The headers of a row of type ``DataType/headers``.
    package func headers(_ row: Int) -> [(name: String, value: [UInt8]?)]? {
        guard let items = list(row), items.children.count == 2 else { return nil }
        return (0..<items.length).map {
            (items.children[0].string(items.offset + $0) ?? "", items.children[1].bytes(items.offset + $0))
        }
    }

    /// The place of row `row` in the data of a text column or in a list's child; nil where the row is null.
    func range(_ row: Int) -> Range<Int>? {
        guard let offsets, !isNull(row) else { return nil }
        let values = offsets.values(Int32.self)
        return Int(values[offset + row])..<Int(values[offset + row + 1])
    }

    /// Valid as long as the column's `data`.
    func rawBytes(_ row: Int) -> UnsafeRawBufferPointer? {
        guard let data, let range = range(row) else { return nil }
        return UnsafeRawBufferPointer(start: data.base + range.lowerBound, count: range.count)
    }
}
