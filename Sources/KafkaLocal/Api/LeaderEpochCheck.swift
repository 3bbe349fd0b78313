import KafkaWire

/// Whether a client's idea of a partition's leader is of today (KIP-320).
enum LeaderEpochCheck {
    /// - Parameter asked: -1 where the client does not say.
    static func error(asked: Int32, current: Int32) -> KafkaErrorCode? {
        if asked < 0 || asked == current { return nil }
        return asked < current ? .fencedLeaderEpoch : .unknownLeaderEpoch
    }
}
