package import KFrameColumns

extension ColumnType {
    package init(_ type: DataType) {
        switch type {
        case .bool: self = .bool
        case .int32: self = .int32
        case .int64: self = .int64
        case .double: self = .double
        case .utf8: self = .text
        case .binary: self = .bytes
        case .timestamp(let unit): self = .timestamp(digits: unit.fractionDigits)
        case .list(.structure): self = .headers
        case .list(let item): self = .list(ColumnType(item))
        case .structure: self = .headers
        }
    }

    /// The type that tables name so: `int64`, `utf8`, `timestamp(us)`, `list<double>`.
    public init?(name: String) {
        guard let type = DataType(name) else { return nil }
        self.init(type)
    }

    package var dataType: DataType {
        switch self {
        case .bool: .bool
        case .int32: .int32
        case .int64: .int64
        case .double: .double
        case .text: .utf8
        case .bytes: .binary
        case .timestamp(let digits): .timestamp(digits <= 3 ? .millisecond : digits <= 6 ? .microsecond : .nanosecond)
        case .list(let item): .list(item.dataType)
        case .headers: .headers
        }
    }
}

extension ColumnType: CustomStringConvertible {
    /// As tables show it: `int64`, `utf8`, `timestamp(us)`, `list<double>`.
    public var description: String {
        switch self {
        case .headers: "headers"
        default: dataType.description
        }
    }
}
