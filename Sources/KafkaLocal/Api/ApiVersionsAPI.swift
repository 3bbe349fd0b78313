import KafkaWire

/// Which calls are served, in which versions.
enum ApiVersionsAPI {
    /// The number of FindCoordinator, which KafkaWire does not speak.
    static let served: [ApiVersionsResponse.ApiVersion] = [
        // Kafka 4 names 0 too, for clients that would else think zstd unknown, and refuses 0 to 2 like this one.
        .init(apiKey: ApiKey.produce.rawValue, minVersion: 0, maxVersion: ApiKey.produce.versions.upperBound),
        window(.fetch), window(.listOffsets), window(.metadata),
        .init(
            apiKey: FindCoordinatorAPI.apiKey, minVersion: FindCoordinatorAPI.versions.lowerBound,
            maxVersion: FindCoordinatorAPI.versions.upperBound),
        // Version 0's bare messages are not taken: it is named because librdkafka looks for it, and then asks in version 1.
        window(.saslHandshake), window(.apiVersions), window(.createTopics), window(.initProducerId),
        window(.saslAuthenticate),
    ]

    static func answer(_ request: ApiVersionsRequest, version: Int16, _ broker: BrokerState) -> ApiVersionsResponse {
        if let failure = broker.faults.failure(of: .apiVersions, at: broker.nodeID) {
            return ApiVersionsResponse(errorCode: failure.code)
        }
        if version >= 3 {
            guard isValid(request.clientSoftwareName), isValid(request.clientSoftwareVersion) else {
                return ApiVersionsResponse(errorCode: .invalidRequest)
            }
        }
        return ApiVersionsResponse(apiKeys: served)
    }

    /// The answer to a version that is not known: in version 0, with what this call itself takes.
    static let unsupported = ApiVersionsResponse(errorCode: .unsupportedVersion, apiKeys: [window(.apiVersions)])

    private static func window(_ api: ApiKey) -> ApiVersionsResponse.ApiVersion {
        .init(apiKey: api.rawValue, minVersion: api.versions.lowerBound, maxVersion: api.versions.upperBound)
    }

    /// KIP-511: letters, digits, `-` and `.`, the first and the last a letter or digit.
    private static func isValid(_ text: String) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        guard let first = text.utf8.first, let last = text.utf8.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return false
        }
        return text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }
}
