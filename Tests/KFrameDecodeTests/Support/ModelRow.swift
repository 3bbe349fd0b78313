import Foundation

@testable import KFrameDecode

/// A row as it should come out: cells by column name, in order. A cell is written as its kind and its value.
struct ModelRow: Equatable {
    struct Cell: Equatable, CustomStringConvertible {
        var column: String
        var value: String

        init(_ column: String, _ value: String) {
            self.column = column
            self.value = value
        }

        var description: String { "\(column) = \(value)" }

        /// By bytes: Swift takes letters with combining accents for equal to composed ones.
        static func == (left: Cell, right: Cell) -> Bool {
            left.column.utf8.elementsEqual(right.column.utf8) && left.value.utf8.elementsEqual(right.value.utf8)
        }
    }

    var cells: [Cell] = []
    var duplicates = 0

    init(_ cells: [Cell] = []) { self.cells = cells }

    /// The row of a value by the rules of the design; nil where it is not JSON.
    init?(json value: [UInt8]) {
        var json = value
        if value.first == 0 {
            let brace = value.dropFirst(5).first { !Array(" \n\r\t".utf8).contains($0) }
            guard brace == UInt8(ascii: "{") else { return nil }
            let id = value[1..<5].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            cells.append(Cell("_schema_id", "int64 \(Int32(bitPattern: id))"))
            json = Array(value.dropFirst(5))
        } else if value.starts(with: [0xEF, 0xBB, 0xBF]) {
            json = Array(value.dropFirst(3))
        }
        guard let model = ModelJSON(json) else { return nil }
        duplicates = model.duplicateCount
        let document = model.withoutDuplicates
        guard case .object = document else {
            cells.append(Cell("_value", Self.cell(document)))
            return
        }
        flatten(document, [])
    }

    /// The cells without regard to order.
    var byColumn: [String: String] {
        Dictionary(cells.map { ($0.column, $0.value) }, uniquingKeysWith: { "\($0) AND \($1)" })
    }

    private mutating func flatten(_ value: ModelJSON, _ path: [String]) {
        if case .object(let members) = value, !members.isEmpty || path.isEmpty {
            for member in members { flatten(member.value, path + [member.key]) }
        } else {
            cells.append(Cell(Self.name(path), Self.cell(value)))
        }
    }

    /// The column's name of a path, written anew here.
    static func name(_ path: [String]) -> String {
        let own: Set<String> = [
            "_partition", "_offset", "_timestamp", "_key", "_headers", "_schema_id", "_tombstone", "_value", "_error",
            "_raw", "_rest",
        ]
        let name = path.map {
            $0.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: ".", with: "\\.")
        }.joined(separator: ".")
        let inner = path.drop { $0 == "value" }
        if inner.count == 1, let last = inner.first, own.contains(last) { return "value." + name }
        return name
    }

    /// A value that stands in one cell.
    static func cell(_ value: ModelJSON) -> String {
        switch value {
        case .array(let values):
            let isOfScalars = values.allSatisfy {
                switch $0 {
                case .array, .object: false
                default: true
                }
            }
            return isOfScalars ? "list [\(values.map(cell).joined(separator: ", "))]" : "json \(text(value))"
        case .object: return "json \(text(value))"
        case .null: return "null"
        case .bool(let value): return "bool \(value)"
        case .string(let value): return "string \(value)"
        case .number(let text): return number(text)
        }
    }

    /// A number by the rules: Int64 where it is one, double where that is near enough, else its digits.
    static func number(_ text: String) -> String {
        if text == "-0" { return "double -0.0" }
        if text.allSatisfy({ $0.isNumber || $0 == "-" }) {
            return Int64(text).map { "int64 \($0)" } ?? "digits \(text)"
        }
        let value = strtod(text, nil)
        let mantissa = text.prefix { $0 != "e" && $0 != "E" }
        let isZero = mantissa.allSatisfy { "-.0".contains($0) }
        if value.isInfinite || (value == 0 && !isZero) { return "digits \(text)" }
        return "double \(value)"
    }

    /// Compact JSON text.
    static func text(_ value: ModelJSON) -> String {
        switch value {
        case .null: return "null"
        case .bool(let value): return "\(value)"
        case .number(let text):
            let cell = number(text).split(separator: " ")
            if cell[0] != "double" { return String(cell[1]) }
            // Exponents without a plus sign and without leading zeros.
            return cell[1].replacingOccurrences(of: "e+", with: "e").replacingOccurrences(of: "e-0", with: "e-")
        case .string(let value): return quoted(value)
        case .array(let values): return "[" + values.map(text).joined(separator: ",") + "]"
        case .object(let members):
            return "{" + members.map { quoted($0.key) + ":" + text($0.value) }.joined(separator: ",") + "}"
        }
    }

    static func quoted(_ string: String) -> String {
        var text = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\u{8}": text += "\\b"
            case "\u{C}": text += "\\f"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..<" ": text += String(format: "\\u%04x", scalar.value)
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
