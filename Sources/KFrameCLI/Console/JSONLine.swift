import KFrame

/// One line of NDJSON that a command makes of its own facts.
struct JSONLine {
    private var fields: [String] = []

    /// The line with its line feed.
    var text: String { "{\(fields.joined(separator: ","))}\n" }

    mutating func add(_ name: String, _ value: String?) { add(name, raw: value.map(JSONString.quoted) ?? "null") }

    mutating func add(_ name: String, _ value: Int64?) { add(name, raw: value.map { "\($0)" } ?? "null") }

    private mutating func add(_ name: String, raw: String) { fields.append("\(JSONString.quoted(name)):\(raw)") }
}
