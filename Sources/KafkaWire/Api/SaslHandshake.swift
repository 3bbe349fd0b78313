// SaslHandshake, versions 0 and 1: the client names the SASL mechanism that it wants to use.
//
// 0  the mechanism's messages follow as bare frames, without header or API key
// 1  they follow as SaslAuthenticate requests (KIP-152)
//
// The call has never become flexible.

package struct SaslHandshakeRequest: KafkaRequest {
    package typealias Response = SaslHandshakeResponse

    package static let apiKey = ApiKey.saslHandshake

    /// `PLAIN`, `SCRAM-SHA-256`, `SCRAM-SHA-512`, `OAUTHBEARER` …
    package var mechanism: String

    package init(mechanism: String = "") {
        self.mechanism = mechanism
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        try reader.begin("SaslHandshakeRequest", Self.apiKey, version: version)
        mechanism = try reader.string("mechanism")
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.begin(Self.apiKey, version: version)
        writer.string(mechanism)
    }
}

package struct SaslHandshakeResponse: KafkaResponse {
    package static let apiKey = ApiKey.saslHandshake

    /// UNSUPPORTED_SASL_MECHANISM where the broker does not offer the mechanism asked for.
    package var errorCode: KafkaErrorCode
    /// What the broker offers on this listener.
    package var mechanisms: [String]

    package init(errorCode: KafkaErrorCode = .noError, mechanisms: [String] = []) {
        self.errorCode = errorCode
        self.mechanisms = mechanisms
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        try reader.begin("SaslHandshakeResponse", Self.apiKey, version: version)
        errorCode = try reader.errorCode("errorCode")
        mechanisms = try reader.stringArray("mechanisms")
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.begin(Self.apiKey, version: version)
        writer.errorCode(errorCode)
        writer.stringArray(mechanisms)
    }
}
