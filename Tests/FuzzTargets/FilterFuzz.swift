import KFrameColumns
import KFrameDecode
import KFrameFilter

/// Filters as text, run on values. A filter's canonical text is the same filter; each row is decided by itself; the byte
/// search drops no value that the filter keeps; what a planner may leave out holds no row that passes.
enum FilterFuzz {
    private static let filters = [
        "a = 'x'", "writeKey = 'k' AND type IN ('page', 'track') AND properties.price >= 10",
        "context.page.path LIKE '/products/%' AND userId IS NOT NULL", "NOT (a = 1 OR b.c <> 'x') AND d IS NULL",
        "a NOT BETWEEN -1.5 AND 1e3", "\"odd name\" ILIKE '%ß_x!%' ESCAPE '!'", "_timestamp >= '2022-09-22T10:00:00Z'",
        "_partition IN (0, 2) OR _offset < 3", "_key = 'k' AND a NOT IN ('x', 'yz')", "a = TRUE AND b = FALSE",
        "f.g = 'true' OR n = 9223372036854775808", "_error IS NULL AND _value LIKE '%text%'",
    ]

    /// A filter, a zero byte, and values as in the JSON target.
    static let target = FuzzTarget(
        "filter", maximumLength: 1024,
        words: [
            " AND ", " OR ", "NOT ", " IN (", " LIKE '", " ILIKE '", " ESCAPE '!'", " IS NULL", " IS NOT NULL",
            " BETWEEN ", "'", "\"", "<>", "!=", ">=", "TRUE", "NULL", "_partition", "_offset", "_timestamp", "_key",
            "_headers", "_value", "_error", "_rest", "%", "--", "1e400", "a.b", "''",
        ] + JSONFuzz.words, binaryWords: [[0], [JSONFuzz.separator]],
        seeds: {
            let values = try JSONFuzz.values().filter { $0.count < 400 }
            return filters.enumerated().flatMap { place, filter in
                (0..<4).map { Array(filter.utf8) + [0] + values[(place * 5 + $0 * 7) % values.count] }
            }
        }
    ) { bytes in
        var input = FuzzInput(bytes)
        let source = String(decoding: input.part(upTo: 0), as: UTF8.self)
        guard let expression = try? FilterExpression.parse(source) else { return }
        let canonical = expression.description
        do {
            let again = try FilterExpression.parse(canonical)
            try hold(again == expression && again.description == canonical, "\(source) reads as \(canonical)")
        } catch let error as FilterError {
            throw FuzzFinding("\(source) has the canonical text \(canonical): \(error)")
        }
        try evaluate(expression, JSONFuzz.Values(input))
    }

    private static func evaluate(_ expression: FilterExpression, _ values: JSONFuzz.Values) throws {
        let filter = BoundFilter(expression)
        let scratch = FilterScratch()
        let decoder = JSONColumnDecoder()
        let decoded = try values.decode(decoder)
        let own = try ownColumns(decoded.rowCount)
        let batch = VariantBatch(rowCount: decoded.rowCount, columns: own + decoded.columns)
        let outcome = filter.evaluate(
            batch, undecodableRows: decoded.errors.map { Int32($0.row) }, scratch: scratch)
        try hold(
            outcome.selected.count + outcome.filteredCount + outcome.undecodable.count == decoded.rowCount,
            "\(outcome) of \(decoded.rowCount) rows")
        try hold(
            outcome.selected == outcome.selected.sorted() && outcome.undecodable == outcome.undecodable.sorted(),
            "\(outcome) does not ascend")
        let early = filter.preselect(VariantBatch(rowCount: decoded.rowCount, columns: own), scratch: scratch)
        let undecided = Set(early.undecodable)
        let prefilter = RawPrefilter(expression)
        for row in 0..<decoded.rowCount {
            let isSelected = outcome.selected.contains(Int32(row))
            if isSelected {
                let isKept = values.value(row).map { bytes in
                    bytes.withUnsafeBytes { prefilter?.mayMatch($0) ?? true }
                }
                try hold(isKept ?? (prefilter == nil), "the byte search drops row \(row), which passes \(expression)")
                try hold(
                    filter.allows(partition: Int32(row % 3)) && filter.offsetBounds.contains(Int64(row))
                        && filter.timestampBounds.contains(time(row)), "row \(row) passes \(expression) out of bounds")
            }
            let isEarly = early.selected.contains(Int32(row))
            try hold(
                undecided.contains(Int32(row)) || isEarly == isSelected,
                "row \(row) is decided early as \(isEarly), and then \(isSelected)")
            try alone(row, filter, decoder, values, own, outcome, scratch)
        }
    }

    /// The row by itself has the same fate.
    private static func alone(
        _ row: Int, _ filter: BoundFilter, _ decoder: JSONColumnDecoder, _ values: JSONFuzz.Values,
        _ own: [VariantColumn], _ outcome: FilterOutcome, _ scratch: FilterScratch
    ) throws {
        let decoded = try values.decode(decoder, row: row)
        let columns = try own.map { column in
            let builder = VariantColumnBuilder(column.name, meaning: column.meaning)
            builder.append(column.value(row))
            return try builder.finish()
        }
        let single = filter.evaluate(
            VariantBatch(rowCount: 1, columns: columns + decoded.columns),
            undecodableRows: decoded.errors.isEmpty ? [] : [0], scratch: scratch)
        try hold(
            single.selected.isEmpty != outcome.selected.contains(Int32(row))
                && single.undecodable.isEmpty != outcome.undecodable.contains(Int32(row)),
            "row \(row) has another fate by itself: \(single), and \(outcome)")
    }

    private static func time(_ row: Int) -> Int64 { 1_663_840_800_000 + Int64(row) * 1000 }

    private static func ownColumns(_ rowCount: Int) throws -> [VariantColumn] {
        let partition = VariantColumnBuilder("_partition", meaning: .int32)
        let offset = VariantColumnBuilder("_offset", meaning: .int64)
        let timestamp = VariantColumnBuilder("_timestamp", meaning: .timestampMilliseconds)
        let key = VariantColumnBuilder("_key", meaning: .bytes)
        for row in 0..<rowCount {
            partition.append(int64: Int64(row % 3))
            offset.append(int64: Int64(row))
            timestamp.append(int64: time(row))
            if row % 4 == 3 { key.appendNull() } else { key.append(string: row % 4 == 0 ? "k" : "key-\(row)") }
        }
        return [try partition.finish(), try offset.finish(), try timestamp.finish(), try key.finish()]
    }
}
