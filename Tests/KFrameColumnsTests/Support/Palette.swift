import KFrameColumns

/// One value, or a few, of every sort that the type rules tell apart.
enum Palette {
    static let values: [VariantValue] = [
        .absent, .null, .bool(true), .bool(false), .int64(1), .int64(-5), .int64(9_007_199_254_740_993), .double(0.5),
        .double(-0.0), .double(1e300), .string("x"), .string(""), .string("a\"b\n"),
        .string("2022-09-22T12:00:00Z"), .string("2022-09-22T12:00:00.123456789+02:00"),
        .string("0001-01-01T00:00:00Z"), .digits("18446744073709551616"), .json("{}"), .json("[[1]]"),
        .list([]), .list([.int64(1), .null, .int64(2)]), .list([.double(0.5), .null]),
        .list([.int64(9_007_199_254_740_993)]), .list([.string("a"), .string("")]), .list([.null]),
        .list([.bool(true)]), .list([.int64(1), .string("a")]), .list([.digits("1e400")]), .bytes([0xFF, 0x00]),
    ]

    static let types: [DataType] = [
        .bool, .int32, .int64, .double, .utf8, .binary, .timestamp(.millisecond), .timestamp(.microsecond),
        .timestamp(.nanosecond), .list(.bool), .list(.int64), .list(.double), .list(.utf8), .list(.binary),
        .list(.timestamp(.microsecond)), .headers,
    ]

    /// All pairs, in both orders.
    static var pairs: [[VariantValue]] { values.flatMap { first in values.map { [first, $0] } } }

    /// All triples without regard to order.
    static var triples: [[VariantValue]] {
        values.indices.flatMap { first in
            values.indices[first...].flatMap { second in
                values.indices[second...].map { [values[first], values[second], values[$0]] }
            }
        }
    }

    /// All ways to cut a list of values into batches that follow each other.
    static func splits(_ values: [VariantValue]) -> [[[VariantValue]]] {
        guard values.count > 1 else { return [[values]] }
        return (0..<1 << (values.count - 1)).map { cuts in
            var batches: [[VariantValue]] = [[]]
            for (index, value) in values.enumerated() {
                batches[batches.count - 1].append(value)
                if index < values.count - 1, cuts >> index & 1 == 1 { batches.append([]) }
            }
            return batches
        }
    }
}
