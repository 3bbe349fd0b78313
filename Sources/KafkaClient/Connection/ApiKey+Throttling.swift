import KafkaWire

extension ApiKey {
    /// Whether a throttled client has to wait by itself: in older versions the broker held its answer back (KIP-219).
    func asksClientToWait(_ version: Int16) -> Bool {
        switch self {
        case .fetch: version >= 8
        case .listOffsets: version >= 3
        case .metadata: version >= 6
        case .apiVersions: version >= 2
        default: false
        }
    }
}
