import KFrameColumns
import KFrameDecode

/// What every decoded column promises.
enum ColumnChecks {
    static func check(_ values: DecodedValues) throws {
        try hold(Set(values.columns.map(\.name)).count == values.columns.count, "two columns of one name")
        for column in values.columns { try check(column, rowCount: values.rowCount) }
        for error in values.errors {
            try hold((0..<values.rowCount).contains(error.row), "an error of row \(error.row)")
        }
    }

    /// Texts and elements lie end to end in row order, texts are UTF-8, the set of kinds is right.
    private static func check(_ column: VariantColumn, rowCount: Int) throws {
        try hold(column.rowCount == rowCount, "column \(column.name) has \(column.rowCount) rows of \(rowCount)")
        var textEnd = 0
        var elementEnd = 0
        var kinds: ValueKindSet = []
        for row in 0..<rowCount {
            try hold(ValueKind(rawValue: column.kinds[row]) != nil, "column \(column.name) has a kind that is none")
            let kind = column.kind(row)
            kinds.insert(ValueKindSet(kind))
            let range = TextRange(payload: column.payloads[row])
            switch kind {
            case .string, .digits, .json, .bytes:
                try hold(Int(range.start) == textEnd, "column \(column.name), row \(row): its text is not next")
                textEnd += Int(range.count)
                try hold(textEnd <= column.text.count, "column \(column.name), row \(row): its text is not there")
                if kind != .bytes {
                    try hold(UTF8Text.isValid(column.bytes(row)), "column \(column.name), row \(row) is not UTF-8")
                }
            case .list:
                try hold(Int(range.start) == elementEnd, "column \(column.name), row \(row): its list is not next")
                elementEnd += Int(range.count)
            case .double:
                try hold(
                    Double(bitPattern: column.payloads[row]).isFinite, "column \(column.name) has no finite double")
            case .absent, .null, .bool, .int64: break
            }
        }
        try hold(textEnd == column.text.count, "column \(column.name) has text of no row")
        try hold(elementEnd == column.elements?.rowCount ?? 0, "column \(column.name) has elements of no row")
        try hold(kinds == column.kindSet, "column \(column.name) has other kinds than it says")
        if let elements = column.elements { try check(elements, rowCount: elements.rowCount) }
    }

    /// Each row as a JSON object, as `--format ndjson` writes it: it can be read, and gives each cell back.
    static func render(_ values: DecodedValues) throws {
        let decoder = JSONColumnDecoder()
        for row in 0..<values.rowCount {
            var text = JSONText()
            text.append(ascii: UInt8(ascii: "{"))
            let present = values.columns.filter { $0.kind(row) != .absent }
            for (index, column) in present.enumerated() {
                if index > 0 { text.append(ascii: UInt8(ascii: ",")) }
                text.append(string: "c\(index)")
                text.append(ascii: UInt8(ascii: ":"))
                text.append(column, row: row)
            }
            text.append(ascii: UInt8(ascii: "}"))
            let again = try text.bytes.withUnsafeBytes { bytes in
                try [ValueSlice(start: 0, count: bytes.count)].withUnsafeBufferPointer {
                    try decoder.decode(ValueBatch(bytes: bytes, values: $0))
                }
            }
            try hold(
                again.errors.isEmpty, "a row is written as \(String(decoding: text.bytes, as: UTF8.self))")
            for (index, column) in present.enumerated() {
                let kind = column.kind(row)
                // Bytes become an object with Base64; JSON text may flatten.
                guard kind != .bytes, kind != .json else { continue }
                let cell = again.columns.first { $0.name == "c\(index)" }.map { "\($0.value(0))" }
                try hold(
                    cell == "\(column.value(row))",
                    "column \(column.name): \(column.value(row)) is written, \(cell ?? "nothing") read")
            }
        }
    }
}
