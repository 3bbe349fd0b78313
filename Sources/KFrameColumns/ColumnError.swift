/// Why values could not become a column. It names the column and the row, never the value itself.
package struct ColumnError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// A value does not fit the column's type, which was fixed beforehand.
        case doesNotFit(expected: DataType, found: String)
        /// A column's text (or its list elements) in one batch exceeds what 32-bit offsets can address.
        case tooLong(limit: Int)
    }

    package let code: Code
    /// The column's name.
    package let column: String
    /// The row, counted from 0 among the rows taken (the rows of the column that would have come out).
    package let row: Int

    package init(_ code: Code, column: String, row: Int) {
        self.code = code
        self.column = column
        self.row = row
    }

    package var description: String {
        switch code {
        case .doesNotFit(let expected, let found):
            "Column '\(column)' is \(expected), but row \(row) of the batch holds \(found); read it as utf8."
        case .tooLong(let limit):
            "Column '\(column)' exceeds \(limit) bytes or elements at row \(row) of the batch; read smaller batches."
        }
    }
}

extension ValueKind {
    /// The kind in words, with its article ("a string").
    package var phrase: String {
        switch self {
        case .absent: "no value"
        case .null: "null"
        case .bool: "a bool"
        case .int64: "an integer"
        case .double: "a number with a fraction or an exponent"
        case .string: "a string"
        case .digits: "a number too large for int64 and double"
        case .list: "an array of scalars"
        case .json: "an object or a nested array"
        case .bytes: "bytes that are not UTF-8"
        }
    }
}
