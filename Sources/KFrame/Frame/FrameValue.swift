package import KFrameColumns

/// One value of a frame.
public enum FrameValue: Sendable, Hashable {
    /// Missing, or null.
    case null
    /// Of a ``ColumnType/bool`` column.
    case bool(Bool)
    /// Of a ``ColumnType/int64`` or ``ColumnType/int32`` column.
    case int(Int64)
    /// Of a ``ColumnType/double`` column.
    case double(Double)
    /// Of a ``ColumnType/text`` column.
    case text(String)
    /// Of a ``ColumnType/bytes`` column.
    case bytes([UInt8])
    /// Of a ``ColumnType/timestamp(digits:)`` column.
    case timestamp(Timestamp)
    /// Of a ``ColumnType/list(_:)`` column; its items may be null.
    case list([FrameValue])
    /// Of the column `_headers`, in the order of the record; a name may repeat.
    case headers([Header])

    /// A Kafka record header.
    public struct Header: Sendable, Hashable {
        /// Need not be unique among a record's headers.
        public var name: String
        /// Nil for a null value.
        public var value: [UInt8]?

        /// A header.
        public init(name: String, value: [UInt8]?) {
            self.name = name
            self.value = value
        }
    }
}

/// An instant in UTC, with the digits that its column keeps.
public struct Timestamp: Sendable, Hashable, CustomStringConvertible {
    /// Units of 10^-`digits` seconds since 1970.
    public var count: Int64
    /// 3, 6 or 9.
    public var digits: Int

    /// An instant, by its count of units and how many digits of a second these are.
    public init(count: Int64, digits: Int) {
        self.count = count
        self.digits = digits
    }

    /// Whole milliseconds since 1970, rounded down.
    public var epochMilliseconds: Int64 {
        let divisor: Int64 = digits == 9 ? 1_000_000 : digits == 6 ? 1_000 : 1
        return count / divisor - (count % divisor < 0 ? 1 : 0)
    }

    /// RFC 3339.
    public var description: String {
        RFC3339.string(count, digits == 9 ? .nanosecond : digits == 6 ? .microsecond : .millisecond)
    }
}

extension FrameValue: CustomStringConvertible {
    /// Text as it is, anything else as in NDJSON.
    public var description: String {
        switch self {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .int(let value): return "\(value)"
        case .double(let value):
            var text = JSONText()
            text.append(double: value)
            return text.string
        case .text(let value): return value
        case .bytes(let value): return Base64.encode(value)
        case .timestamp(let value): return value.description
        case .list(let values): return "[\(values.map(\.description).joined(separator: ", "))]"
        case .headers(let headers):
            return headers.map { "\($0.name)=\($0.value.map { String(decoding: $0, as: UTF8.self) } ?? "null")" }
                .joined(separator: ", ")
        }
    }
}

extension FrameValue {
    package init(_ column: Column, row: Int) {
        if column.isNull(row) {
            self = .null
            return
        }
        switch column.type {
        case .bool: self = column.bool(row).map { .bool($0) } ?? .null
        case .int32, .int64: self = column.int64(row).map { .int($0) } ?? .null
        case .double: self = column.double(row).map { .double($0) } ?? .null
        case .utf8: self = column.string(row).map { .text($0) } ?? .null
        case .binary: self = column.bytes(row).map { .bytes($0) } ?? .null
        case .timestamp(let unit):
            self = column.int64(row).map { .timestamp(Timestamp(count: $0, digits: unit.fractionDigits)) } ?? .null
        case .list(.structure):
            self = .headers((column.headers(row) ?? []).map { Header(name: $0.name, value: $0.value) })
        case .list:
            self =
                column.list(row).map { items in .list((0..<items.length).map { FrameValue(items, row: $0) }) } ?? .null
        case .structure: self = .null
        }
    }
}
