import Foundation

/// One JSON object of a golden file, read field by field; a missing field is an error that names the file.
struct GoldenJSON {
    let file: String
    private let fields: [String: Any]

    init(_ value: Any, file: String) throws {
        guard let fields = value as? [String: Any] else {
            throw GoldenDataError(file: file, reason: "not a JSON object")
        }
        self.file = file
        self.fields = fields
    }

    /// The one object that a file holds.
    init(file: String) throws {
        try self.init(JSONSerialization.jsonObject(with: GoldenFiles.data(file)), file: file)
    }

    /// The objects of a file that holds one JSON array.
    static func array(file: String) throws -> [GoldenJSON] {
        guard let values = try JSONSerialization.jsonObject(with: GoldenFiles.data(file)) as? [Any] else {
            throw GoldenDataError(file: file, reason: "not a JSON array")
        }
        return try values.map { try GoldenJSON($0, file: file) }
    }

    /// The objects of newline-delimited JSON; `file` is gzipped where its name ends in `.gz`.
    static func lines(file: String) throws -> [GoldenJSON] {
        let data = file.hasSuffix(".gz") ? try GoldenFiles.gunzipped(file) : try GoldenFiles.data(file)
        return try data.split(separator: UInt8(ascii: "\n")).map { line in
            try GoldenJSON(JSONSerialization.jsonObject(with: Data(line)), file: file)
        }
    }

    func has(_ name: String) -> Bool { fields[name] != nil }

    func isNull(_ name: String) -> Bool { fields[name] == nil || fields[name] is NSNull }

    func string(_ name: String) throws -> String { try value(name) }

    func integer<T: FixedWidthInteger>(_ name: String, as type: T.Type = T.self) throws -> T {
        try integer(value(name) as NSNumber, name)
    }

    func array(_ name: String) throws -> [Any] { try value(name) }

    func objects(_ name: String) throws -> [GoldenJSON] {
        try array(name).map { try GoldenJSON($0, file: file) }
    }

    /// An object whose names are partition numbers.
    func byPartition<T>(_ name: String, _ body: (Any) throws -> T) throws -> [Int32: T] {
        let object: [String: Any] = try value(name)
        var result: [Int32: T] = [:]
        for (key, value) in object {
            guard let partition = Int32(key) else { throw wrong(name) }
            result[partition] = try body(value)
        }
        return result
    }

    func offsetsByPartition(_ name: String) throws -> [Int32: Int64] {
        try byPartition(name) { value in
            guard let number = value as? NSNumber else { throw wrong(name) }
            return try integer(number, name)
        }
    }

    func base64(_ name: String) throws -> [UInt8]? {
        guard has(name) else { throw wrong(name) }
        return isNull(name) ? nil : try decodeBase64(string(name), name)
    }

    func decodeBase64(_ text: String, _ name: String) throws -> [UInt8] {
        guard let data = Data(base64Encoded: text) else { throw wrong(name) }
        return [UInt8](data)
    }

    func hex(_ name: String) throws -> [UInt8] {
        let digits = Array(try string(name).utf8)
        guard digits.count.isMultiple(of: 2) else { throw wrong(name) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.nibble(digits[index]), let low = Self.nibble(digits[index + 1]) else {
                throw wrong(name)
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    func wrong(_ name: String) -> GoldenDataError {
        GoldenDataError(file: file, reason: "field \(name) is missing or of another type")
    }

    private func value<T>(_ name: String) throws -> T {
        guard let value = fields[name] as? T else { throw wrong(name) }
        return value
    }

    private func integer<T: FixedWidthInteger>(_ number: NSNumber, _ name: String) throws -> T {
        guard let result = T(exactly: number.int64Value) else { throw wrong(name) }
        return result
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
