/// A run of messages of format 0 or 1 (`legacy/<name>.bin`), and what kafka-python reads from it.
package struct LegacyCase: Sendable, CustomStringConvertible {
    package let name: String
    package let bytes: [UInt8]
    package let records: [ExpectedRecord]

    package var description: String { name }

    /// Every case, by name.
    package static func all() throws -> [LegacyCase] {
        try GoldenFiles.names(in: "legacy").filter { $0.hasSuffix(".bin") }.map { file in
            let name = String(file.dropLast(".bin".count))
            return LegacyCase(
                name: name,
                bytes: try GoldenFiles.bytes("legacy/\(file)"),
                records: try ExpectedRecord.load(file: "legacy/\(name).expected.ndjson"))
        }
    }
}
