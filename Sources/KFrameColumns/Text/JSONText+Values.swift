extension JSONText {
    /// Appends the value of row `row` of `column` as rows are written: an event's field with its own JSON type, times in
    /// RFC 3339, headers as pairs, bytes that are no UTF-8 in base64. An absent value is `null`.
    package mutating func append(_ column: VariantColumn, row: Int) {
        switch (column.meaning, column.kind(row)) {
        case (.timestampMilliseconds, .int64):
            append(time: Int64(bitPattern: column.payloads[row]), .millisecond)
        case (.headers, .list):
            guard let elements = column.elements else { return append(verbatim: "[]") }
            appendHeaders(elements, TextRange(payload: column.payloads[row]))
        default:
            append(value: column, row: row)
        }
    }

    /// Appends the value of row `row` by its kind alone: what a value's JSON text is in a column that mixes kinds.
    package mutating func append(value column: VariantColumn, row: Int) {
        switch column.kind(row) {
        case .absent, .null: appendNull()
        case .bool: append(bool: column.payloads[row] != 0)
        case .int64: append(int64: Int64(bitPattern: column.payloads[row]))
        case .double: append(double: Double(bitPattern: column.payloads[row]))
        case .string: append(string: column.bytes(row))
        case .digits, .json: append(verbatim: column.bytes(row))
        case .bytes: append(bytes: column.bytes(row))
        case .list: append(list: TextRange(payload: column.payloads[row]), of: column.elements)
        }
    }

    /// Appends the array of the values `range` of `elements`.
    mutating func append(list range: TextRange, of elements: VariantColumn?) {
        append(ascii: UInt8(ascii: "["))
        if let elements {
            for place in 0..<Int(range.count) {
                if place > 0 { append(ascii: UInt8(ascii: ",")) }
                append(value: elements, row: Int(range.start) + place)
            }
        }
        append(ascii: UInt8(ascii: "]"))
    }

    private mutating func appendHeaders(_ elements: VariantColumn, _ range: TextRange) {
        append(ascii: UInt8(ascii: "["))
        for place in 0..<Int(range.count) {
            let isName = place & 1 == 0
            if place > 0 { append(ascii: UInt8(ascii: ",")) }
            if isName { append(ascii: UInt8(ascii: "[")) }
            append(value: elements, row: Int(range.start) + place)
            if !isName { append(ascii: UInt8(ascii: "]")) }
        }
        append(ascii: UInt8(ascii: "]"))
    }
}

extension JSONText {
    /// Appends the value of row `row` of `column`: numbers and bools as JSON has them, times in RFC 3339, lists as
    /// arrays, headers as arrays of pairs, binary as a string where it is UTF-8 and in base64 where it is not.
    package mutating func append(_ column: Column, row: Int) {
        if column.isNull(row) { return appendNull() }
        switch column.type {
        case .bool: append(bool: column.bool(row) ?? false)
        case .int32, .int64: append(int64: column.int64(row) ?? 0)
        case .double: append(double: column.double(row) ?? 0)
        case .timestamp(let unit): append(time: column.int64(row) ?? 0, unit)
        case .utf8: column.withBytes(row) { append(string: $0) }
        case .binary: column.withBytes(row) { append(stringOrBytes: $0) }
        case .list:
            guard let items = column.list(row) else { return appendNull() }
            append(ascii: UInt8(ascii: "["))
            for item in 0..<items.length {
                if item > 0 { append(ascii: UInt8(ascii: ",")) }
                append(items, row: item)
            }
            append(ascii: UInt8(ascii: "]"))
        case .structure:
            append(ascii: UInt8(ascii: "["))
            for (place, child) in column.children.enumerated() {
                if place > 0 { append(ascii: UInt8(ascii: ",")) }
                append(child, row: column.offset + row)
            }
            append(ascii: UInt8(ascii: "]"))
        }
    }

    /// Appends the value as a cell of a table or of CSV shows it: text and times without quotes, null as nothing, anything
    /// else its JSON text.
    package mutating func append(cell column: Column, row: Int) {
        if column.isNull(row) { return }
        switch column.type {
        case .utf8:
            column.withBytes(row) { append(verbatim: $0) }
        case .timestamp(let unit):
            append(verbatim: RFC3339.string(column.int64(row) ?? 0, unit))
        case .binary:
            column.withBytes(row) { bytes in
                if UTF8Text.isValid(bytes) { append(verbatim: bytes) } else { append(bytes: bytes) }
            }
        default:
            append(column, row: row)
        }
    }
}
