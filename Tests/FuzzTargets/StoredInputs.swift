import Foundation

/// Inputs of the targets as text, one a line in Base64; a line that begins with `#` says what the next ones are.
enum StoredInputs {
    static func load(_ name: String) throws -> [[UInt8]] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("corpus").appendingPathComponent("\(name).txt")
        guard FileManager.default.fileExists(atPath: file.path) else { return [] }
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { $0.first != "#" }
            .map { line in
                guard let data = Data(base64Encoded: String(line)) else {
                    throw FuzzFinding("\(file.lastPathComponent) has a line that is no Base64: \(line.prefix(40))")
                }
                return [UInt8](data)
            }
    }
}
