import KFrameColumns
import KafkaRecords

/// The columns of a stream, fixed before its first batch, and how later rows become these.
struct StreamColumns: Sendable {
    private static let rest = "_rest"

    let schema: Schema
    let topic: String
    /// How many rows the columns were taken from.
    let sampledRows: Int
    private let names: Set<String>

    /// - Parameter builder: what is known of the first rows.
    init(_ builder: SchemaBuilder, _ options: ReadOptions, columns: [String]?, topic: String) {
        let types = options.types.mapValues(\.dataType)
        var fields = builder.schema(
            detectTimes: options.detectsTimes, types: types,
            always: columns == nil
                ? FrameBuilder.always.map { Field($0.name, types[$0.name] ?? $0.type) } : []
        ).fields
        // What could not be decoded so far may have been text; the next need not be.
        fields = fields.map { $0.name == "_raw" && types["_raw"] == nil ? Field("_raw", .binary) : $0 }
        let known = Set(fields.map(\.name))
        for name in types.keys.sorted() where !known.contains(name) {
            if let type = types[name] { fields.append(Field(name, type)) }
        }
        if let columns {
            fields = ColumnSelection(columns).arrange(fields)
        } else if !known.contains(Self.rest) {
            let leading = Set(FrameBuilder.leading)
            let place = fields.lastIndex { leading.contains($0.name) }.map { $0 + 1 } ?? 0
            fields.insert(Field(Self.rest, .utf8), at: place)
        }
        schema = Schema(fields)
        names = Set(fields.map(\.name))
        self.topic = topic
        sampledRows = builder.rowCount
    }

    /// Whether the columns are known without a look at any row.
    static func areGiven(_ options: ReadOptions, columns: [String]?) -> Bool {
        let fixed: Set = ["_partition", "_offset", "_timestamp"]
        return columns?.allSatisfy { options.types[$0] != nil || fixed.contains($0) } ?? false
    }

    /// The rows as a batch of these columns, and what kinds of values its text columns took.
    ///
    /// - Parameter columnBytes: the bytes of text that a column may hold, unless there is only one row.
    /// - Throws: ``ColumnError`` with `tooLong` where fewer rows must be taken at a time, else ``KFrameError``.
    func batch(_ rows: SelectedRows, columnBytes: Int) throws -> StreamBatch {
        let limit = rows.rows.count > 1 ? columnBytes : largestOffset
        var found: [String: VariantColumn] = [:]
        for column in rows.columns { found[column.name] = column }
        if rows.columns.contains(where: { !names.contains($0.name) && Self.hasValue($0, rows.rows) }) {
            found[Self.rest] = try rest(found[Self.rest], rows, limit)
        }
        var columns: [Column] = []
        columns.reserveCapacity(schema.fields.count)
        var kinds: [String: TypeSummary] = [:]
        for field in schema.fields {
            guard let column = found[field.name] else {
                columns.append(Column(nulls: field.type, length: rows.rows.count))
                continue
            }
            columns.append(try convert(column, field.type, rows, limit))
            if field.type == .utf8, column.meaning == .event {
                kinds[field.name] = TypeSummary(of: column, rows: rows.rows, detectTimes: false)
            }
        }
        return StreamBatch(
            batch: ColumnBatch(schema: schema, columns: columns, rowCount: rows.rows.count), kinds: kinds)
    }

    private func convert(
        _ column: VariantColumn, _ type: DataType, _ rows: SelectedRows, _ limit: Int
    ) throws -> Column {
        do throws(ColumnError) {
            return try makeColumn(from: column, rows: rows.rows, as: type, limit: limit)
        } catch {
            if case .tooLong = error.code, rows.rows.count > 1 { throw error }
            throw KFrameError(
                error, topic: topic, partition: rows.partition, offset: rows.offset(at: error.row))
        }
    }

    /// `_rest`: of each row the fields that have no column, as an object with their flattened names.
    ///
    /// - Parameters:
    ///   - decoded: what the decoder itself found no columns for.
    ///   - limit: the bytes of text that the column may hold.
    private func rest(
        _ decoded: VariantColumn?, _ rows: SelectedRows, _ limit: Int
    ) throws -> VariantColumn {
        let strangers = rows.columnsInFixedOrder.filter { $0.name != Self.rest && !names.contains($0.name) }
        guard names.contains(Self.rest) else { throw stray(strangers, rows) }
        let keys = strangers.map { column in
            var key = JSONText()
            key.append(string: column.name)
            key.append(ascii: UInt8(ascii: ":"))
            return key.bytes
        }
        let builder = VariantColumnBuilder(Self.rest, textLimit: limit)
        var next = 0
        var text = JSONText()
        for index in 0..<rows.rows.count {
            let row = rows.rows.row(at: index)
            builder.appendAbsent(count: row - next)
            next = row + 1
            text.removeAll()
            if let decoded, decoded.kinds[row] > ValueKind.null.rawValue {
                // Its closing brace makes room for more.
                text.append(verbatim: UnsafeRawBufferPointer(rebasing: decoded.bytes(row).dropLast()))
            }
            for (place, column) in strangers.enumerated() where column.kind(row) != .absent {
                text.append(ascii: text.bytes.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
                keys[place].withUnsafeBytes { text.append(verbatim: $0) }
                text.append(column, row: row)
            }
            if text.bytes.isEmpty {
                builder.appendAbsent()
            } else {
                text.append(ascii: UInt8(ascii: "}"))
                text.bytes.withUnsafeBytes { builder.append(utf8: $0) }
            }
        }
        // Rows that are not taken count as absent.
        return try builder.finish()
    }

    /// A field inside a selected object that no row had before; without `_rest` it would be lost.
    private func stray(_ strangers: [VariantColumn], _ rows: SelectedRows) -> KFrameError {
        var first = (place: rows.rows.count, name: strangers[0].name)
        for column in strangers {
            let place = (0..<first.place).first { column.kind(rows.rows.row(at: $0)) != .absent }
            if let place { first = (place, column.name) }
        }
        let offset = rows.offset(at: first.place)
        return KFrameError(
            .typeMismatch,
            "\(topic) partition \(rows.partition)\(offset.map { " offset \($0)" } ?? "") has a field \(first.name), which none "
                + "of the first \(sampledRows) rows has, so that the stream has no column for it\n"
                + "select it by this name, or with --types \(first.name):utf8, or select _rest too",
            topic: topic, partition: rows.partition, offset: offset)
    }

    private static func hasValue(_ column: VariantColumn, _ rows: RowSelection) -> Bool {
        if column.kindSet == .absent { return false }
        return (0..<rows.count).contains { column.kind(rows.row(at: $0)) != .absent }
    }
}

/// A batch in its final form, with the kinds that its text columns took.
struct StreamBatch: Sendable {
    var batch: ColumnBatch
    var kinds: [String: TypeSummary]
}

extension SelectedRows {
    /// The offset of the row at `place` among the rows taken.
    func offset(at place: Int) -> Int64? {
        place >= 0 && place < rows.count ? records[rows.row(at: place)].offset : nil
    }

    /// The bytes of key and value of each row taken.
    var sizes: [Int] {
        rows.indexes.map { row in
            let record = records[Int(row)]
            return max(0, record.keyCount) + max(0, record.valueCount)
        }
    }
}
