extension DataType {
    /// The type as a format string of Arrow's C data interface.
    var arrowFormat: String {
        switch self {
        case .bool: "b"
        case .int32: "i"
        case .int64: "l"
        case .double: "g"
        case .utf8: "u"
        case .binary: "z"
        case .timestamp(.millisecond): "tsm:UTC"
        case .timestamp(.microsecond): "tsu:UTC"
        case .timestamp(.nanosecond): "tsn:UTC"
        case .list: "+l"
        case .structure: "+s"
        }
    }

    /// The fields of a structure, or the item of a list.
    var arrowChildren: [Field] {
        switch self {
        case .list(let item): [Field("item", item)]
        case .structure(let fields): fields
        case .bool, .int32, .int64, .double, .utf8, .binary, .timestamp: []
        }
    }
}
