import KafkaWire

/// Which versions of each call a broker takes, as it announced them.
package struct BrokerVersions: Sendable, Equatable {
    private var ranges: [Int16: ClosedRange<Int16>] = [:]

    /// What the broker said; a range that ends before it begins is left out.
    init(_ announced: [ApiVersionsResponse.ApiVersion]) {
        for api in announced where api.minVersion <= api.maxVersion {
            ranges[api.apiKey] = api.minVersion...api.maxVersion
        }
    }

    /// The versions of a call that the broker takes; nil where it does not know the call.
    func range(of api: ApiKey) -> ClosedRange<Int16>? { ranges[api.rawValue] }

    /// The highest version of a call that both sides speak.
    ///
    /// - Parameter maximum: no higher than this one.
    /// - Throws: `.unsupportedVersion` where there is none.
    func version(of api: ApiKey, atMost maximum: Int16?, broker: BrokerAddress) throws(KafkaClientError) -> Int16 {
        let ours = api.versions
        let theirs = range(of: api)
        let highest = min(ours.upperBound, theirs?.upperBound ?? .min, maximum ?? .max)
        guard let theirs, highest >= max(ours.lowerBound, theirs.lowerBound) else {
            let needed = ours.lowerBound...max(ours.lowerBound, min(ours.upperBound, maximum ?? .max))
            throw .unsupportedVersion(of: api, broker: broker, takes: theirs, needs: needed)
        }
        return highest
    }
}
