// SaslAuthenticate, versions 0 to 2: one step of a SASL mechanism's exchange.
//
// 0  bytes there and back
// 1  the response says how long the session lasts (KIP-368)
// 2  flexible

package import NIOCore

package struct SaslAuthenticateRequest: KafkaRequest {
    package typealias Response = SaslAuthenticateResponse

    package static let apiKey = ApiKey.saslAuthenticate

    /// The client's message, in the mechanism's own form.
    package var authBytes: ByteBuffer
    package var unknownTaggedFields: [TaggedField]

    package init(authBytes: ByteBuffer = ByteBuffer(), unknownTaggedFields: [TaggedField] = []) {
        self.authBytes = authBytes
        self.unknownTaggedFields = unknownTaggedFields
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        try reader.begin("SaslAuthenticateRequest", Self.apiKey, version: version)
        authBytes = try reader.bytes("authBytes")
        unknownTaggedFields = try reader.taggedFields().unknown
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.begin(Self.apiKey, version: version)
        writer.bytes(authBytes)
        writer.taggedFields(unknownTaggedFields)
    }
}

package struct SaslAuthenticateResponse: KafkaResponse {
    package static let apiKey = ApiKey.saslAuthenticate

    package var errorCode: KafkaErrorCode
    package var errorMessage: String?
    /// The broker's message, in the mechanism's own form.
    package var authBytes: ByteBuffer
    /// Milliseconds after which the client must authenticate again; 0 for no end. From version 1.
    package var sessionLifetimeMs: Int64
    package var unknownTaggedFields: [TaggedField]

    package init(
        errorCode: KafkaErrorCode = .noError, errorMessage: String? = nil, authBytes: ByteBuffer = ByteBuffer(),
        sessionLifetimeMs: Int64 = 0, unknownTaggedFields: [TaggedField] = []
    ) {
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.authBytes = authBytes
        self.sessionLifetimeMs = sessionLifetimeMs
        self.unknownTaggedFields = unknownTaggedFields
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        try reader.begin("SaslAuthenticateResponse", Self.apiKey, version: version)
        self.init()
        errorCode = try reader.errorCode("errorCode")
        errorMessage = try reader.nullableString("errorMessage")
        authBytes = try reader.bytes("authBytes")
        if version >= 1 { sessionLifetimeMs = try reader.int64("sessionLifetimeMs") }
        unknownTaggedFields = try reader.taggedFields().unknown
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.begin(Self.apiKey, version: version)
        writer.errorCode(errorCode)
        writer.nullableString(errorMessage)
        writer.bytes(authBytes)
        if version >= 1 { writer.int64(sessionLifetimeMs) }
        writer.taggedFields(unknownTaggedFields)
    }
}
