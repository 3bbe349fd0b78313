import KFrameColumns

/// One value of a column, as a test compares it.
enum Cell: Hashable {
    case null
    case bool(Bool)
    case int(Int64)
    /// By bit pattern: -0 is not 0.
    case double(UInt64)
    case text([UInt8])
    case list([Cell])
    case fields([Cell])

    static func text(_ string: String) -> Cell { .text(Array(string.utf8)) }
}

extension Column {
    /// The values, read by the row accessors.
    var cells: [Cell] { (0..<length).map { cell($0) } }

    func cell(_ row: Int) -> Cell {
        if isNull(row) { return .null }
        switch type {
        case .bool: return bool(row).map { .bool($0) } ?? .null
        case .int32, .int64, .timestamp: return int64(row).map { .int($0) } ?? .null
        case .double: return double(row).map { .double($0.bitPattern) } ?? .null
        case .utf8: return string(row).map { .text($0) } ?? .null
        case .binary: return bytes(row).map { .text($0) } ?? .null
        case .list: return list(row).map { .list($0.cells) } ?? .null
        case .structure: return .fields(children.map { $0.cell(offset + row) })
        }
    }

    /// What Arrow's layout demands, as a list of complaints; and every byte that means something.
    func layoutFaults() -> [String] {
        var faults: [String] = []
        let nulls = (0..<length).filter { isNull($0) }.count
        if nulls != nullCount { faults.append("\(nullCount) nulls said, \(nulls) found") }
        if nullCount > 0, validity == nil { faults.append("nulls without validity") }
        for buffer in buffers.compactMap({ $0 }) where Int(bitPattern: buffer.base) % 64 != 0 {
            faults.append("buffer not aligned")
        }
        if let offsets {
            let values = Array(offsets.values(Int32.self)[offset...offset + length])
            if values.first.map({ $0 < 0 }) ?? true || values != values.sorted() { faults.append("offsets \(values)") }
            let end = Int(values.last ?? 0)
            if case .list = type {
                if end > (children.first?.length ?? 0) { faults.append("list offsets beyond the child") }
            } else if end > (data?.count ?? 0) {
                faults.append("text offsets beyond the data")
            }
        }
        if let width = type.byteWidth, (data?.count ?? 0) < (offset + length) * width {
            faults.append("data too short")
        }
        return faults + children.flatMap { $0.layoutFaults() }
    }

    /// Everything that the layout holds, for columns without an offset: equal images are equal columns byte for byte.
    var image: [String] {
        var parts = ["\(type) \(length) \(nullCount)"]
        if let validity { parts.append("validity \(Array(validity.buffer.bytes.prefix((length + 7) / 8)))") }
        if let offsets { parts.append("offsets \(Array(offsets.values(Int32.self).prefix(length + 1)))") }
        if let data {
            let end = offsets.map { Int($0.values(Int32.self)[length]) }
            let count = type.byteWidth.map { $0 * length } ?? end ?? (length + 7) / 8
            parts.append("data \(Array(data.bytes.prefix(count)))")
        }
        return parts + children.flatMap { $0.image }
    }
}
