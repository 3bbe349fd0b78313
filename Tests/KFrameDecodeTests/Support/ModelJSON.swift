import Foundation

/// A JSON document as a slow and simple parser reads it: what the decoder is compared with.
///
/// It works on Unicode scalars and by recursion, and has nothing in common with the parsers under test.
indirect enum ModelJSON: Equatable {
    case null
    case bool(Bool)
    /// As written.
    case number(String)
    case string(String)
    case array([ModelJSON])
    /// In order, duplicates included.
    case object([Member])

    struct Member: Equatable {
        var key: String
        var value: ModelJSON
    }

    struct Refused: Error {}

    /// The document; nil where it is not JSON, or nested deeper than 1,024.
    init?(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var parser = Parser(scalars: Array(text.unicodeScalars))
        guard let value = try? parser.document() else { return nil }
        self = value
    }

    private struct Parser {
        let scalars: [Unicode.Scalar]
        var position = 0

        var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

        mutating func document() throws -> ModelJSON {
            let value = try value(depth: 0)
            skipSpace()
            if next != nil { throw Refused() }
            return value
        }

        mutating func skipSpace() {
            while let scalar = next, " \n\r\t".unicodeScalars.contains(scalar) { position += 1 }
        }

        mutating func take(_ text: String) -> Bool {
            let wanted = Array(text.unicodeScalars)
            guard position + wanted.count <= scalars.count,
                Array(scalars[position..<position + wanted.count]) == wanted
            else { return false }
            position += wanted.count
            return true
        }

        mutating func value(depth: Int) throws -> ModelJSON {
            skipSpace()
            if take("null") { return .null }
            if take("true") { return .bool(true) }
            if take("false") { return .bool(false) }
            switch next {
            case "\"": return .string(try string())
            case "[": return .array(try array(depth: depth + 1))
            case "{": return .object(try object(depth: depth + 1))
            default: return .number(try number())
            }
        }

        mutating func array(depth: Int) throws -> [ModelJSON] {
            if depth > 1024 { throw Refused() }
            position += 1
            var values: [ModelJSON] = []
            skipSpace()
            if take("]") { return values }
            while true {
                values.append(try value(depth: depth))
                skipSpace()
                if take("]") { return values }
                if !take(",") { throw Refused() }
            }
        }

        mutating func object(depth: Int) throws -> [Member] {
            if depth > 1024 { throw Refused() }
            position += 1
            var members: [Member] = []
            skipSpace()
            if take("}") { return members }
            while true {
                skipSpace()
                guard next == "\"" else { throw Refused() }
                let key = try string()
                skipSpace()
                guard take(":") else { throw Refused() }
                members.append(Member(key: key, value: try value(depth: depth)))
                skipSpace()
                if take("}") { return members }
                if !take(",") { throw Refused() }
            }
        }

        mutating func number() throws -> String {
            let start = position
            _ = take("-")
            if !take("0") { try digits() }
            if take(".") { try digits() }
            if take("e") || take("E") {
                if !take("+") { _ = take("-") }
                try digits()
            }
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars[start..<position])
            return text
        }

        mutating func digits() throws {
            let start = position
            while let scalar = next, "0"..."9" ~= scalar { position += 1 }
            if position == start { throw Refused() }
        }

        mutating func string() throws -> String {
            position += 1
            var units: [UInt16] = []
            while let scalar = next {
                position += 1
                switch scalar {
                case "\"":
                    guard let text = String(validating: units, as: UTF16.self) else { throw Refused() }
                    return text
                case "\\": units.append(try escape())
                case "\u{0}"..<" ": throw Refused()
                default: units.append(contentsOf: Array(String(scalar).utf16))
                }
            }
            throw Refused()
        }

        mutating func escape() throws -> UInt16 {
            guard let scalar = next else { throw Refused() }
            position += 1
            let simple: [Unicode.Scalar: UInt16] = [
                "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9,
            ]
            if let unit = simple[scalar] { return unit }
            guard scalar == "u", position + 4 <= scalars.count else { throw Refused() }
            var hex = ""
            hex.unicodeScalars.append(contentsOf: scalars[position..<position + 4])
            guard hex.allSatisfy({ $0.isASCII && $0.isHexDigit }), hex.unicodeScalars.count == 4,
                let unit = UInt16(hex, radix: 16)
            else { throw Refused() }
            position += 4
            return unit
        }
    }
}

extension ModelJSON {
    /// The same without members that a later one of the same name overrides.
    var withoutDuplicates: ModelJSON {
        switch self {
        case .array(let values): return .array(values.map(\.withoutDuplicates))
        case .object(let members):
            var last: [[UInt8]: Int] = [:]
            for (index, member) in members.enumerated() { last[Array(member.key.utf8)] = index }
            return .object(
                members.enumerated().filter { last[Array($0.element.key.utf8)] == $0.offset }.map {
                    Member(key: $0.element.key, value: $0.element.value.withoutDuplicates)
                })
        default: return self
        }
    }

    /// How many members a later one of the same name overrides, at any depth.
    var duplicateCount: Int {
        switch self {
        case .array(let values): return values.reduce(0) { $0 + $1.duplicateCount }
        case .object(let members):
            return members.count - Set(members.map { Array($0.key.utf8) }).count
                + members.reduce(0) { $0 + $1.value.duplicateCount }
        default: return 0
        }
    }

    /// How deep containers lie within containers.
    var depth: Int {
        switch self {
        case .array(let values): 1 + (values.map(\.depth).max() ?? 0)
        case .object(let members): 1 + (members.map(\.value.depth).max() ?? 0)
        default: 0
        }
    }
}
