/// What every request begins with.
///
/// Version 1: API key, API version, correlation id and client id. Version 2 adds tagged fields; the client id stays in
/// the classic form, so that a broker can read it whatever the version.
package struct RequestHeader: Sendable, Equatable {
    /// The number of the call, which may be one that is not spoken here.
    package var apiKey: Int16
    package var apiVersion: Int16
    /// Comes back in the answer's header.
    package var correlationId: Int32
    package var clientId: String?
    package var unknownTaggedFields: [TaggedField]

    package init(
        apiKey: Int16, apiVersion: Int16, correlationId: Int32, clientId: String?,
        unknownTaggedFields: [TaggedField] = []
    ) {
        self.apiKey = apiKey
        self.apiVersion = apiVersion
        self.correlationId = correlationId
        self.clientId = clientId
        self.unknownTaggedFields = unknownTaggedFields
    }

    /// Reads version 1 or 2, as the API and its version demand. Of a call that is not spoken here only the part that both
    /// have is read: enough to refuse it.
    package init(reading reader: inout WireReader) throws(WireError) {
        reader.beginHeader("RequestHeader")
        apiKey = try reader.int16("requestApiKey")
        apiVersion = try reader.int16("requestApiVersion")
        correlationId = try reader.int32("correlationId")
        clientId = try reader.nullableString("clientId")
        let version = ApiKey(rawValue: apiKey)?.requestHeaderVersion(apiVersion) ?? 1
        unknownTaggedFields = version >= 2 ? try reader.headerTaggedFields() : []
    }

    package func write(to writer: inout WireWriter) {
        writer.int16(apiKey)
        writer.int16(apiVersion)
        writer.int32(correlationId)
        writer.nullableString(clientId)
        if let known = ApiKey(rawValue: apiKey), known.requestHeaderVersion(apiVersion) >= 2 {
            writer.headerTaggedFields(unknownTaggedFields)
        }
    }
}
