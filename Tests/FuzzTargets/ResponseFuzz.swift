import GoldenData
import KafkaWire
import NIOCore
import WireMessages

/// Every answer of every call in every version. What decodes is encoded and decoded again to the same value, and then
/// encoded to the same bytes.
enum ResponseFuzz {
    static let target = FuzzTarget("responses", maximumLength: 2048, seeds: { try seeds(\.response) }) { bytes in
        var input = FuzzInput(bytes)
        let (api, version) = choose(&input)
        try MessageRoundTrip.check(MessageTypes.response(api), input.buffer, version: version) { reader in
            _ = try ResponseHeader(reading: &reader, version: api.responseHeaderVersion(version))
        }
    }

    /// Two bytes: the call, and the version among those spoken.
    static func choose(_ input: inout FuzzInput) -> (ApiKey, Int16) {
        let api = ApiKey.allCases[Int(input.byte()) % ApiKey.allCases.count]
        let versions = Array(api.versions)
        return (api, versions[Int(input.byte()) % versions.count])
    }

    static func seeds(_ part: (WireExchange) -> [UInt8]) throws -> [[UInt8]] {
        try WireExchange.all().compactMap { exchange in
            guard let api = ApiKey(rawValue: exchange.apiKey), api.versions.contains(exchange.apiVersion),
                let place = ApiKey.allCases.firstIndex(of: api)
            else { return nil }
            return [UInt8(place), UInt8(exchange.apiVersion - api.versions.lowerBound)] + part(exchange)
        }
    }
}

/// Every request of every call in every version: the local broker reads them.
enum RequestFuzz {
    static let target = FuzzTarget(
        "requests", maximumLength: 2048, seeds: { try ResponseFuzz.seeds(\.request) }
    ) { bytes in
        var input = FuzzInput(bytes)
        let (api, version) = ResponseFuzz.choose(&input)
        try MessageRoundTrip.check(MessageTypes.request(api), input.buffer, version: version) { reader in
            _ = try RequestHeader(reading: &reader)
        }
    }
}
