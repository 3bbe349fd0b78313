import KFrameColumns
import KFrameFilter

/// One row as the tests think of it: values by column name; what is not there is absent.
struct TestRow {
    var values: [String: VariantValue] = [:]
    /// Whether its value could not be decoded; then `values` has kframe's own columns only.
    var isUndecodable = false

    init(_ values: [String: VariantValue] = [:], isUndecodable: Bool = false) {
        self.values = values
        self.isUndecodable = isUndecodable
    }
}

enum TestRows {
    /// The columns of `rows`; a column that no row has is not made.
    static func batch(_ rows: [TestRow], columns: [String]? = nil) throws -> VariantBatch {
        let names = columns ?? Set(rows.flatMap { $0.values.keys }).sorted()
        let made = try names.map { name in
            let meaning: VariantColumn.Meaning =
                switch name {
                case "_partition": .int32
                case "_offset", "_schema_id": .int64
                case "_timestamp": .timestampMilliseconds
                case "_key", "_raw": .bytes
                case "_headers": .headers
                case "_tombstone": .bool
                default: .event
                }
            let builder = VariantColumnBuilder(name, meaning: meaning)
            for row in rows { builder.append(row.values[name] ?? .absent) }
            return try builder.finish()
        }
        return VariantBatch(rowCount: rows.count, columns: made)
    }

    static func undecodable(_ rows: [TestRow]) -> [Int32] {
        rows.indices.filter { rows[$0].isUndecodable }.map(Int32.init)
    }

    static func evaluate(
        _ expression: FilterExpression, _ rows: [TestRow], scratch: FilterScratch = FilterScratch()
    ) throws -> FilterOutcome {
        BoundFilter(expression).evaluate(
            try batch(rows), undecodableRows: undecodable(rows), scratch: scratch)
    }

    /// The rows, each the value of column `v`, that pass.
    static func passing(_ filter: String, _ values: [VariantValue]) throws -> [VariantValue] {
        let rows = values.map { TestRow(["v": $0]) }
        return try evaluate(try .parse(filter), rows).selected.map { values[Int($0)] }
    }
}
