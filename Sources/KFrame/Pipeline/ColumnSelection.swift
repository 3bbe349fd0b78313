import KFrameColumns

/// The columns that a caller asked for. A name also takes the columns beneath it: `context.page` takes
/// `context.page.url`.
struct ColumnSelection: Sendable {
    let names: [String]
    private let exact: Set<String>

    init(_ names: [String]) {
        self.names = names
        exact = Set(names)
    }

    func contains(_ column: String) -> Bool {
        exact.contains(column) || names.contains { Self.isBeneath($0, column) }
    }

    /// The place of the name that takes `column`; nil where none does.
    func rank(of column: String) -> Int? {
        names.firstIndex { $0 == column || Self.isBeneath($0, column) }
    }

    /// Names that have columns beneath them among `columns`, so that they stand for several.
    func hasObjects(among columns: [String]) -> Bool {
        names.contains { name in columns.contains { Self.isBeneath(name, $0) } }
    }

    /// The fields in the order asked for; a name that no row has is a column of nulls.
    func arrange(_ fields: [Field]) -> [Field] {
        var arranged: [Field] = []
        var taken: Set<String> = []
        for name in names {
            let found = fields.filter { $0.name == name || Self.isBeneath(name, $0.name) }
            let wanted = found.isEmpty ? [Field(name, Self.type(ofMissing: name))] : found
            for field in wanted where taken.insert(field.name).inserted { arranged.append(field) }
        }
        return arranged
    }

    /// Kafka's own columns have their types also where no row is.
    static func type(ofMissing name: String) -> DataType {
        switch name {
        case "_partition", "_schema_id": .int32
        case "_offset": .int64
        case "_timestamp": .timestamp(.millisecond)
        case "_headers": .headers
        case "_tombstone": .bool
        default: .utf8
        }
    }

    /// Whether `column` is a field inside the object at `name`.
    static func isBeneath(_ name: String, _ column: String) -> Bool {
        guard column.utf8.count > name.utf8.count, column.hasPrefix(name) else { return false }
        guard column.utf8[column.utf8.index(column.startIndex, offsetBy: name.utf8.count)] == UInt8(ascii: ".") else {
            return false
        }
        // After an odd number of backslashes the dot belongs to a key.
        return name.utf8.reversed().prefix { $0 == UInt8(ascii: "\\") }.count.isMultiple(of: 2)
    }
}
