import KFrameColumns
import KafkaRecords

/// Makes kframe's own columns from what Kafka says of records: `_partition`, `_offset`, `_timestamp`, `_key` always,
/// `_headers` where any record has some.
struct KafkaColumns {
    static let names = ["_partition", "_offset", "_timestamp", "_key", "_headers"]

    var bytes: UnsafeRawBufferPointer
    var rows: [RecordSlice]
    var partition: Int32
    var needs: (String) -> Bool

    /// In the order of a frame.
    func make() throws -> [VariantColumn] {
        var columns: [VariantColumn] = []
        if needs("_partition") {
            columns.append(
                VariantColumn("_partition", meaning: .int32, repeating: Int64(partition), rowCount: rows.count))
        }
        if needs("_offset") { columns.append(VariantColumn("_offset", meaning: .int64, int64s: rows.map(\.offset))) }
        if needs("_timestamp") {
            columns.append(
                VariantColumn(
                    "_timestamp", meaning: .timestampMilliseconds, int64s: rows.map(\.timestamp), nullWhere: -1))
        }
        if needs("_key") { columns.append(try keys()) }
        if needs("_headers"), rows.contains(where: { $0.headerCount > 0 }) { columns.append(try headers()) }
        return columns
    }

    /// `_tombstone` of records whose values are not decoded: true where there is none, as a decoder has it.
    static func tombstones(_ rows: [RecordSlice]) throws -> VariantColumn {
        let builder = VariantColumnBuilder("_tombstone", meaning: .bool)
        builder.reserveCapacity(rows: rows.count)
        for row in rows {
            if row.hasValue { builder.appendAbsent() } else { builder.append(bool: true) }
        }
        return try builder.finish()
    }

    private func keys() throws -> VariantColumn {
        try rows.withUnsafeBufferPointer { rows in
            try VariantColumn("_key", meaning: .bytes, of: bytes, rowCount: rows.count) { row in
                (rows[row].keyStart, rows[row].keyCount)
            }
        }
    }

    private func headers() throws -> VariantColumn {
        let builder = VariantColumnBuilder("_headers", meaning: .headers)
        for row in rows {
            guard row.headerCount > 0 else {
                builder.appendAbsent()
                continue
            }
            for header in RecordHeaders(of: row, in: bytes) {
                builder.elements.append(stringOrBytes: slice(header.nameStart, header.nameCount))
                if header.valueCount >= 0 {
                    builder.elements.append(stringOrBytes: slice(header.valueStart, header.valueCount))
                } else {
                    builder.elements.appendNull()
                }
            }
            builder.appendList(count: 2 * row.headerCount)
        }
        return try builder.finish()
    }

    private func slice(_ start: Int, _ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
    }
}
