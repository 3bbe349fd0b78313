/// One value of a ``VariantColumn``, taken out or to be put in: for tests, rendering and other places that are not hot.
package enum VariantValue: Hashable, Sendable {
    case absent
    case null
    case bool(Bool)
    case int64(Int64)
    case double(Double)
    case string(String)
    /// A number that neither Int64 nor Double can hold, as written.
    case digits(String)
    /// Scalars only; neither absent nor lists.
    case list([VariantValue])
    /// Compact JSON text.
    case json(String)
    case bytes([UInt8])

    package var kind: ValueKind {
        switch self {
        case .absent: .absent
        case .null: .null
        case .bool: .bool
        case .int64: .int64
        case .double: .double
        case .string: .string
        case .digits: .digits
        case .list: .list
        case .json: .json
        case .bytes: .bytes
        }
    }
}

extension VariantColumn {
    /// The value of row `row`, which must be in `0..<rowCount`.
    package func value(_ row: Int) -> VariantValue {
        switch kind(row) {
        case .absent: .absent
        case .null: .null
        case .bool: .bool(payloads[row] != 0)
        case .int64: .int64(Int64(bitPattern: payloads[row]))
        case .double: .double(Double(bitPattern: payloads[row]))
        case .string: .string(string(row))
        case .digits: .digits(string(row))
        case .json: .json(string(row))
        case .bytes: .bytes(Array(bytes(row)))
        case .list: .list(list(row))
        }
    }

    private func string(_ row: Int) -> String { String(decoding: bytes(row), as: UTF8.self) }

    private func list(_ row: Int) -> [VariantValue] {
        guard let elements else { return [] }
        let range = TextRange(payload: payloads[row])
        return (Int(range.start)..<Int(range.start) + Int(range.count)).map { elements.value($0) }
    }
}
