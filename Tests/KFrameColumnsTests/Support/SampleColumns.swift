import KFrameColumns

/// A column of each type, all of the same length, with a null in every fifth row.
enum SampleColumns {
    static func make(rowCount: Int) throws -> [Column] {
        func column(
            _ type: DataType, _ meaning: VariantColumn.Meaning = .event, _ value: (Int) -> VariantValue
        ) throws -> Column {
            let values = (0..<rowCount).map { $0 % 5 == 3 ? .null : value($0) }
            let variants = try VariantColumn.make("c", meaning: meaning, values)
            return try makeColumn(from: variants, rows: .all(rowCount), as: type)
        }
        return [
            try column(.bool) { .bool($0 % 3 == 0) },
            try column(.int32) { .int64(Int64($0)) },
            try column(.int64) { .int64(Int64($0) << 40) },
            try column(.double) { .double(Double($0) / 4) },
            try column(.utf8) { .string(String(repeating: "é", count: $0 % 4)) },
            try column(.binary) { .bytes([0xFF, UInt8(truncatingIfNeeded: $0)]) },
            try column(.timestamp(.millisecond), .timestampMilliseconds) { .int64(Int64($0)) },
            try column(.list(.utf8)) { .list((0..<$0 % 4).map { .string("t\($0)") }) },
            try column(.list(.bool)) { .list((0..<$0 % 4).map { $0 == 1 ? .null : .bool(true) }) },
            try column(.headers, .headers) { row in
                .list((0..<row % 3).flatMap { [.string("n\($0)"), $0 == 1 ? .null : .string("v\(row)")] })
            },
        ]
    }
}
