/// A log file with one fault, or a log directory with faulty indexes (`corrupt/`).
package struct CorruptCase: Sendable, CustomStringConvertible {
    /// What a reader must do; the README of the fixtures says it at length.
    package enum Requirement: String, Sendable {
        case read
        case error
        case endOrError = "end-or-error"
        case errorOrRead = "error-or-read"
        case readOrError = "read-or-error"
        case errorOrClamp = "error-or-clamp"
        case bounded
    }

    /// The name in `corrupt/`, with a slash at its end where it is a directory.
    package let name: String
    package let goodRecordsBefore: Int
    /// The offset that an error has to name.
    package let faultOffset: Int64?
    package let must: Requirement
    package let fault: String
    /// The records that Kafka's own classes read; nil for the index directories.
    package let apacheRecords: Int?
    package let apacheResult: String?

    package var description: String { name }
    package var isDirectory: Bool { name.hasSuffix("/") }

    /// The name from the fixture directory, without a slash at its end.
    package var file: String { "corrupt/" + (isDirectory ? String(name.dropLast()) : name) }

    /// The bytes of the log file; a directory's is `00000000000000000000.log`.
    package func logBytes() throws -> [UInt8] {
        try GoldenFiles.bytes(isDirectory ? file + "/00000000000000000000.log" : file)
    }

    /// Every case in the order of `expected.json`.
    package static func all() throws -> [CorruptCase] {
        try GoldenJSON.array(file: "corrupt/expected.json").map { json in
            guard let must = Requirement(rawValue: try json.string("must")) else { throw json.wrong("must") }
            return CorruptCase(
                name: try json.string("file"),
                goodRecordsBefore: try json.integer("good_records_before"),
                faultOffset: json.isNull("fault_offset") ? nil : try json.integer("fault_offset"),
                must: must,
                fault: try json.string("fault"),
                apacheRecords: json.isNull("apache_records") ? nil : try json.integer("apache_records"),
                apacheResult: json.isNull("apache_result") ? nil : try json.string("apache_result"))
        }
    }
}
