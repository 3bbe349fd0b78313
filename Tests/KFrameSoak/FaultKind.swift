import KafkaWire

/// A kind of trouble, and how an error may speak of it.
enum FaultKind: Hashable, Sendable {
    case error(KafkaErrorCode)
    case cut, pause, silence, drip, trickle, wrongCorrelationID, throttle, flippedBit
    case leaderMoved, nodeDown, staleNode, laggingFollower, logStartMoved, truncated, deadline

    static let codes: [KafkaErrorCode] = [
        .notLeaderOrFollower, .fencedLeaderEpoch, .unknownLeaderEpoch, .kafkaStorageError, .unknownTopicOrPartition,
        .unknownServerError, .requestTimedOut, .leaderNotAvailable, .offsetNotAvailable, .replicaNotAvailable,
        .topicAuthorizationFailed, .corruptMessage, .offsetOutOfRange,
    ]

    var name: String {
        switch self {
        case .error(let code): "error code \(code.name)"
        case .cut: "connection cut in the middle of an answer"
        case .pause: "pause"
        case .silence: "silence"
        case .drip: "slow drip"
        case .trickle: "drip too slow to end"
        case .wrongCorrelationID: "wrong correlation id"
        case .throttle: "throttle time"
        case .flippedBit: "flipped bit in records"
        case .leaderMoved: "leader moved"
        case .nodeDown: "broker down"
        case .staleNode: "broker with stale metadata"
        case .laggingFollower: "follower behind"
        case .logStartMoved: "log start moved"
        case .truncated: "log truncated, unclean leader"
        case .deadline: "deadline of the read"
        }
    }

    /// Words of which an error that this fault brings about has at least one, in lower case.
    var words: [String] {
        switch self {
        case .error(let code): [code.name.lowercased(), code.text.lowercased()] + Self.words(of: code)
        case .cut: ["closed the connection", "broke", "reset", "in the middle of"]
        case .pause, .silence: ["sent nothing", "was silent"]
        case .drip: []
        case .throttle: ["throttle times"]
        case .trickle: ["sent only", "was silent"]
        case .wrongCorrelationID: ["does not keep to kafka's protocol"]
        case .flippedBit: ["checksum", "crc", "record batch"]
        case .leaderMoved, .staleNode: ["leader"]
        case .nodeDown: ["cannot be reached", "closed the connection", "no leader", "broke", "may be down"]
        case .laggingFollower: ["can be read up to"]
        case .logStartMoved: ["is gone"]
        case .truncated: ["truncated", "is gone", "lost"]
        case .deadline: ["and is not done"]
        }
    }

    private static func words(of code: KafkaErrorCode) -> [String] {
        switch code {
        case .topicAuthorizationFailed: ["right"]
        case .offsetOutOfRange: ["out of its range", "is gone"]
        case .leaderNotAvailable: ["no leader"]
        case .unknownTopicOrPartition: ["does not exist", "not known"]
        default: []
        }
    }
}
