/// A column's name and type.
package struct Field: Hashable, Sendable {
    package var name: String
    package var type: DataType
    package var isNullable: Bool

    package init(_ name: String, _ type: DataType, isNullable: Bool = true) {
        self.name = name
        self.type = type
        self.isNullable = isNullable
    }
}

/// The columns of a frame, in order; names are unique.
package struct Schema: Hashable, Sendable, CustomStringConvertible {
    package let fields: [Field]

    private let indexes: [String: Int]

    package init(_ fields: [Field] = []) {
        self.fields = fields
        indexes = Dictionary(fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package func index(of name: String) -> Int? { indexes[name] }

    package subscript(name: String) -> Field? { indexes[name].map { fields[$0] } }

    /// One line a field: name and type.
    package var description: String { fields.map { "\($0.name): \($0.type)" }.joined(separator: "\n") }

    package static func == (left: Schema, right: Schema) -> Bool { left.fields == right.fields }

    package func hash(into hasher: inout Hasher) { hasher.combine(fields) }
}
