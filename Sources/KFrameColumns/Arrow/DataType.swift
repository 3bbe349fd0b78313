/// The type of a column, one of Arrow's.
package indirect enum DataType: Hashable, Sendable {
    /// A bit a value, least significant first.
    case bool
    case int32
    case int64
    case double
    /// Text in UTF-8 with 32-bit offsets.
    case utf8
    /// Bytes with 32-bit offsets.
    case binary
    /// An Int64 count of units since 1970, in UTC.
    case timestamp(TimeUnit)
    /// Values of one type, with 32-bit offsets; the item may be null.
    case list(DataType)
    case structure([Field])

    /// `_headers`: list<struct<name utf8, value binary>>; a name is never null.
    package static let headers = DataType.list(
        .structure([Field("name", .utf8, isNullable: false), Field("value", .binary)]))

    /// The bytes of one value in the data buffer; nil where values are not of a fixed number of whole bytes.
    package var byteWidth: Int? {
        switch self {
        case .int32: 4
        case .int64, .double, .timestamp: 8
        case .bool, .utf8, .binary, .list, .structure: nil
        }
    }
}

extension DataType: CustomStringConvertible, LosslessStringConvertible {
    /// As users write it: `int64`, `timestamp(us)`, `list<double>`.
    package var description: String {
        switch self {
        case .bool: "bool"
        case .int32: "int32"
        case .int64: "int64"
        case .double: "double"
        case .utf8: "utf8"
        case .binary: "binary"
        case .timestamp(let unit): "timestamp(\(unit.symbol))"
        case .list(let item): "list<\(item)>"
        case .structure(let fields): "struct<\(fields.map { "\($0.name) \($0.type)" }.joined(separator: ", "))>"
        }
    }

    /// The type that users write so; structures cannot be written.
    package init?(_ description: String) {
        switch description {
        case "bool": self = .bool
        case "int32": self = .int32
        case "int64": self = .int64
        case "double": self = .double
        case "utf8": self = .utf8
        case "binary": self = .binary
        default:
            if description.hasPrefix("list<"), description.hasSuffix(">"),
                let item = DataType(String(description.dropFirst(5).dropLast()))
            {
                self = .list(item)
            } else if let unit = TimeUnit.allCases.first(where: { description == "timestamp(\($0.symbol))" }) {
                self = .timestamp(unit)
            } else {
                return nil
            }
        }
    }
}
