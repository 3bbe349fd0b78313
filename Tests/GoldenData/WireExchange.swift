/// One request of a third-party client and the broker's answer, as they went over the wire, without the four length
/// bytes of each.
package struct WireExchange: Sendable, CustomStringConvertible {
    /// Who asked: `raw`, `librdkafka`, `kafka-python` or `java`.
    package let client: String
    /// The file's name from the fixture directory.
    package let file: String
    /// What the exchange shows, where its file says so.
    package let caseName: String?
    package let apiKey: Int16
    package let apiName: String
    package let apiVersion: Int16
    package let correlationId: Int32
    package let clientId: String?
    package let request: [UInt8]
    package let response: [UInt8]

    package var description: String { file + (caseName.map { " (\($0))" } ?? "") }

    /// Every recorded exchange, by client and file name.
    package static func all() throws -> [WireExchange] { try loaded.get() }

    /// The exchanges of one API, in all versions or in one.
    package static func of(api key: Int16, version: Int16? = nil) throws -> [WireExchange] {
        try all().filter { $0.apiKey == key && (version == nil || $0.apiVersion == version) }
    }

    private static let loaded = Result {
        try GoldenFiles.names(in: "wire").flatMap { client in
            try GoldenFiles.names(in: "wire/\(client)").map { try load(client: client, file: "wire/\(client)/\($0)") }
        }
    }

    private static func load(client: String, file: String) throws -> WireExchange {
        let json = try GoldenJSON(file: file)
        return WireExchange(
            client: client, file: file,
            caseName: json.isNull("case") ? nil : try json.string("case"),
            apiKey: try json.integer("api_key"),
            apiName: try json.string("api_name"),
            apiVersion: try json.integer("api_version"),
            correlationId: try json.integer("correlation_id"),
            clientId: json.isNull("client_id") ? nil : try json.string("client_id"),
            request: try json.hex("request_hex"),
            response: try json.hex("response_hex"))
    }
}
