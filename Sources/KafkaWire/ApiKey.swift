/// The calls that are spoken here, by their number in the protocol.
package enum ApiKey: Int16, Sendable, CaseIterable {
    case produce = 0
    case fetch = 1
    case listOffsets = 2
    case metadata = 3
    case saslHandshake = 17
    case apiVersions = 18
    case createTopics = 19
    case initProducerId = 22
    case saslAuthenticate = 36

    /// The name as Kafka's documentation has it.
    package var name: String {
        switch self {
        case .produce: "Produce"
        case .fetch: "Fetch"
        case .listOffsets: "ListOffsets"
        case .metadata: "Metadata"
        case .saslHandshake: "SaslHandshake"
        case .apiVersions: "ApiVersions"
        case .createTopics: "CreateTopics"
        case .initProducerId: "InitProducerId"
        case .saslAuthenticate: "SaslAuthenticate"
        }
    }

    /// The versions that can be read and written here.
    package var versions: ClosedRange<Int16> {
        switch self {
        case .produce: 3...12
        case .fetch: 4...17
        case .listOffsets: 1...10
        case .metadata: 0...13
        case .saslHandshake: 0...1
        case .apiVersions: 0...4
        case .createTopics: 2...7
        case .initProducerId: 0...5
        case .saslAuthenticate: 0...2
        }
    }

    /// Whether a version has compact lengths and tagged fields (KIP-482). Answers for versions beyond `versions` too: a
    /// server must read the header of a request whose version it does not know.
    package func isFlexible(_ version: Int16) -> Bool {
        guard let first = firstFlexibleVersion else { return false }
        return version >= first
    }

    /// 2 where the header ends with tagged fields, else 1.
    package func requestHeaderVersion(_ version: Int16) -> Int16 { isFlexible(version) ? 2 : 1 }

    /// 1 where the header ends with tagged fields, else 0. An ApiVersions answer always has header version 0: whoever
    /// asks does not know yet what the broker speaks (KIP-511).
    package func responseHeaderVersion(_ version: Int16) -> Int16 {
        self != .apiVersions && isFlexible(version) ? 1 : 0
    }

    private var firstFlexibleVersion: Int16? {
        switch self {
        case .produce: 9
        case .fetch: 12
        case .listOffsets: 6
        case .metadata: 9
        case .saslHandshake: nil
        case .apiVersions: 3
        case .createTopics: 5
        case .initProducerId: 2
        case .saslAuthenticate: 2
        }
    }
}
