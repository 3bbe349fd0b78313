/// Gathers what batches know of their columns, in plan order, into the one schema of a frame.
///
/// A column that no row taken has is not in the schema. Columns come in order of first appearance among the rows taken:
/// by batch, then row, then their order in the batch; before them those that ``leading`` names.
package struct SchemaBuilder: Sendable {
    /// Columns that come first, in this order, where they occur.
    package let leading: [String]
    /// The rows added so far.
    package private(set) var rowCount = 0

    private var names: [String] = []
    private var indexes: [String: Int] = [:]
    private var summaries: [TypeSummary] = []

    package init(leading: [String] = []) { self.leading = leading }

    /// Adds the batch that comes next in plan order.
    package mutating func add(_ columns: [CompactColumn], rowCount: Int) {
        self.rowCount += rowCount
        // The order matters for columns that are new alone.
        var new: [(row: Int, place: Int)] = []
        for place in columns.indices {
            guard let row = columns[place].firstRow else { continue }
            if let index = indexes[columns[place].name] {
                summaries[index].merge(columns[place].summary)
            } else {
                new.append((row, place))
            }
        }
        for (_, place) in new.sorted(by: <) {
            indexes[columns[place].name] = names.count
            names.append(columns[place].name)
            summaries.append(columns[place].summary)
        }
    }

    /// The columns so far, in the schema's order, each with what is known of it over all rows added.
    package var columns: [(name: String, summary: TypeSummary)] {
        let ranks = Dictionary(leading.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let order = names.indices.sorted {
            (ranks[names[$0]] ?? leading.count, $0) < (ranks[names[$1]] ?? leading.count, $1)
        }
        return order.map { index in
            // A batch without the column, or none of whose rows has it, did not say so: count its rows as absent.
            let missing = rowCount - summaries[index].counts.total
            return (names[index], summaries[index].merging(TypeSummary(absentRows: missing)))
        }
    }

    /// The schema of all rows added.
    ///
    /// - Parameters:
    ///   - types: types that the user fixed, by column name, for columns that occur.
    ///   - always: fields that are in the schema in any case (with these types where no row has them), which come first.
    package func schema(
        detectTimes: Bool, types: [String: DataType] = [:], always: [Field] = []
    ) -> Schema {
        var fields = columns.map { Field($0.name, types[$0.name] ?? $0.summary.resolved(detectTimes: detectTimes)) }
        for field in always.reversed() {
            if let place = fields.firstIndex(where: { $0.name == field.name }) {
                fields.insert(fields.remove(at: place), at: 0)
            } else {
                fields.insert(field, at: 0)
            }
        }
        return Schema(fields)
    }
}

extension ColumnBatch {
    /// The batch's columns promoted to `schema`; a field that the batch lacks is null in each row, a column that the
    /// schema lacks is left out.
    ///
    /// - Throws: ``ColumnError`` as ``CompactColumn/promote(to:limit:)``.
    package init(
        promoting columns: [CompactColumn], rowCount: Int, to schema: Schema, limit: Int = largestOffset
    ) throws(ColumnError) {
        var places: [Int?] = Array(repeating: nil, count: schema.fields.count)
        for place in columns.indices {
            if let index = schema.index(of: columns[place].name) { places[index] = place }
        }
        var promoted: [Column] = []
        promoted.reserveCapacity(schema.fields.count)
        for index in schema.fields.indices {
            let type = schema.fields[index].type
            if let place = places[index] {
                promoted.append(try columns[place].promote(to: type, limit: limit))
            } else {
                promoted.append(Column(nulls: type, length: rowCount))
            }
        }
        self.init(schema: schema, columns: promoted, rowCount: rowCount)
    }
}
