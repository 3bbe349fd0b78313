import KafkaWire

/// Whether a broker may answer for a partition, and a client's idea of its leader is of today (KIP-320).
enum LeaderCheck {
    /// - Parameters:
    ///   - node: who was asked.
    ///   - asked: the epoch that the client takes for the leader's; -1 where it does not say.
    ///   - takesFollower: whether a follower will do (KIP-392).
    static func error(
        in assignment: Placement.Assignment, at node: Int32, asked: Int32 = -1, takesFollower: Bool
    ) -> KafkaErrorCode? {
        guard assignment.replicas.contains(node) else { return .notLeaderOrFollower }
        if asked >= 0, asked < assignment.epoch { return .fencedLeaderEpoch }
        if asked > assignment.epoch { return .unknownLeaderEpoch }
        return takesFollower || assignment.leader == node ? nil : .notLeaderOrFollower
    }
}
