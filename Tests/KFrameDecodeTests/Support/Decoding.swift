import KFrameColumns
import Testing

@testable import KFrameDecode

/// What a decoder made of some values, row by row.
struct Decoded {
    let values: DecodedValues
    /// By row, in the order of the columns, absent cells left out.
    let rows: [ModelRow]

    var columnNames: [String] { values.columns.map(\.name) }
    var errorRows: [Int] { values.errors.map(\.row) }

    init(_ values: DecodedValues) {
        self.values = values
        rows = (0..<values.rowCount).map { row in
            ModelRow(
                values.columns.filter { $0.kind(row) != .absent }.map {
                    ModelRow.Cell($0.name, Self.cell($0.value(row)))
                })
        }
    }

    /// The column of that name.
    func column(_ name: String) throws -> VariantColumn {
        try #require(values.columns.first { $0.name == name })
    }

    /// The cells of row `row`, `_error` only by being there.
    func cells(_ row: Int) -> [String: String] {
        var cells = rows[row].byColumn
        if cells["_error"] != nil { cells["_error"] = "string" }
        return cells
    }

    private static func cell(_ value: VariantValue) -> String {
        switch value {
        case .absent: "absent"
        case .null: "null"
        case .bool(let value): "bool \(value)"
        case .int64(let value): "int64 \(value)"
        case .double(let value): "double \(value)"
        case .string(let value): "string \(value)"
        case .digits(let value): "digits \(value)"
        case .json(let value): "json \(value)"
        case .bytes(let value): "bytes \(value)"
        case .list(let values): "list [\(values.map(cell).joined(separator: ", "))]"
        }
    }
}

extension JSONColumnDecoder {
    /// Decodes values laid end to end in one buffer, with `gap` between them and nothing behind the last.
    func decode(_ values: [[UInt8]?], gap: [UInt8] = []) throws -> Decoded {
        var bytes: [UInt8] = []
        var slices: [ValueSlice] = []
        for value in values {
            slices.append(ValueSlice(start: bytes.count, count: value?.count ?? -1))
            bytes += value ?? []
            if slices.count < values.count { bytes += gap }
        }
        let decoded = try bytes.withUnsafeBytes { bytes in
            try slices.withUnsafeBufferPointer { try decode(ValueBatch(bytes: bytes, values: $0)) }
        }
        for column in decoded.columns { check(column, rowCount: values.count) }
        return Decoded(decoded)
    }

    func decode(_ values: String...) throws -> Decoded {
        try decode(values.map { Array($0.utf8) })
    }

    /// What a column promises: texts and elements end to end in row order, and a kind set that is right.
    private func check(_ column: VariantColumn, rowCount: Int) {
        #expect(column.rowCount == rowCount)
        var textEnd = 0
        var elementEnd = 0
        var kinds: ValueKindSet = []
        for row in 0..<rowCount {
            let kind = column.kind(row)
            kinds.insert(ValueKindSet(kind))
            let range = TextRange(payload: column.payloads[row])
            switch kind {
            case .string, .digits, .json, .bytes:
                #expect(Int(range.start) == textEnd)
                textEnd += Int(range.count)
            case .list:
                #expect(Int(range.start) == elementEnd)
                elementEnd += Int(range.count)
            default: break
            }
        }
        #expect(textEnd == column.text.count)
        #expect(elementEnd == column.elements?.rowCount ?? 0)
        #expect(kinds == column.kindSet)
        if let elements = column.elements { check(elements, rowCount: elements.rowCount) }
    }
}
