/// An error code of the protocol. A code that is not in the table is kept as a number.
package struct KafkaErrorCode: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    package static let unknownServerError = KafkaErrorCode(rawValue: -1)
    package static let noError = KafkaErrorCode(rawValue: 0)
    package static let offsetOutOfRange = KafkaErrorCode(rawValue: 1)
    package static let corruptMessage = KafkaErrorCode(rawValue: 2)
    package static let unknownTopicOrPartition = KafkaErrorCode(rawValue: 3)
    package static let invalidFetchSize = KafkaErrorCode(rawValue: 4)
    package static let leaderNotAvailable = KafkaErrorCode(rawValue: 5)
    package static let notLeaderOrFollower = KafkaErrorCode(rawValue: 6)
    package static let requestTimedOut = KafkaErrorCode(rawValue: 7)
    package static let brokerNotAvailable = KafkaErrorCode(rawValue: 8)
    package static let replicaNotAvailable = KafkaErrorCode(rawValue: 9)
    package static let messageTooLarge = KafkaErrorCode(rawValue: 10)
    package static let networkException = KafkaErrorCode(rawValue: 13)
    package static let coordinatorNotAvailable = KafkaErrorCode(rawValue: 15)
    package static let invalidTopicException = KafkaErrorCode(rawValue: 17)
    package static let recordListTooLarge = KafkaErrorCode(rawValue: 18)
    package static let invalidRequiredAcks = KafkaErrorCode(rawValue: 21)
    package static let topicAuthorizationFailed = KafkaErrorCode(rawValue: 29)
    package static let groupAuthorizationFailed = KafkaErrorCode(rawValue: 30)
    package static let clusterAuthorizationFailed = KafkaErrorCode(rawValue: 31)
    package static let invalidTimestamp = KafkaErrorCode(rawValue: 32)
    package static let unsupportedSaslMechanism = KafkaErrorCode(rawValue: 33)
    package static let illegalSaslState = KafkaErrorCode(rawValue: 34)
    package static let unsupportedVersion = KafkaErrorCode(rawValue: 35)
    package static let topicAlreadyExists = KafkaErrorCode(rawValue: 36)
    package static let invalidPartitions = KafkaErrorCode(rawValue: 37)
    package static let invalidReplicationFactor = KafkaErrorCode(rawValue: 38)
    package static let invalidReplicaAssignment = KafkaErrorCode(rawValue: 39)
    package static let invalidConfig = KafkaErrorCode(rawValue: 40)
    package static let notController = KafkaErrorCode(rawValue: 41)
    package static let invalidRequest = KafkaErrorCode(rawValue: 42)
    package static let unsupportedForMessageFormat = KafkaErrorCode(rawValue: 43)
    package static let outOfOrderSequenceNumber = KafkaErrorCode(rawValue: 45)
    package static let duplicateSequenceNumber = KafkaErrorCode(rawValue: 46)
    package static let invalidProducerEpoch = KafkaErrorCode(rawValue: 47)
    package static let transactionalIdAuthorizationFailed = KafkaErrorCode(rawValue: 53)
    package static let kafkaStorageError = KafkaErrorCode(rawValue: 56)
    package static let saslAuthenticationFailed = KafkaErrorCode(rawValue: 58)
    package static let fetchSessionIdNotFound = KafkaErrorCode(rawValue: 70)
    package static let invalidFetchSessionEpoch = KafkaErrorCode(rawValue: 71)
    package static let listenerNotFound = KafkaErrorCode(rawValue: 72)
    package static let fencedLeaderEpoch = KafkaErrorCode(rawValue: 74)
    package static let unknownLeaderEpoch = KafkaErrorCode(rawValue: 75)
    package static let unsupportedCompressionType = KafkaErrorCode(rawValue: 76)
    package static let offsetNotAvailable = KafkaErrorCode(rawValue: 78)
    package static let invalidRecord = KafkaErrorCode(rawValue: 87)
    package static let throttlingQuotaExceeded = KafkaErrorCode(rawValue: 89)
    package static let unknownTopicId = KafkaErrorCode(rawValue: 100)
    package static let inconsistentTopicId = KafkaErrorCode(rawValue: 103)
    package static let fetchSessionTopicIdError = KafkaErrorCode(rawValue: 106)
    package static let offsetMovedToTieredStorage = KafkaErrorCode(rawValue: 109)
    package static let rebootstrapRequired = KafkaErrorCode(rawValue: 129)

    package let rawValue: Int16

    package init(rawValue: Int16) {
        self.rawValue = rawValue
    }

    package var isError: Bool { rawValue != 0 }

    /// The name in Kafka's documentation, such as `NOT_LEADER_OR_FOLLOWER`; `ERROR_<number>` for a code not known here.
    package var name: String { entry?.name ?? "ERROR_\(rawValue)" }

    /// One sentence for people.
    package var text: String { entry?.text ?? "The broker answered an error code that is not known here." }

    /// Whether the same request may succeed later.
    package var isRetriable: Bool { entry.map { $0.severity != .permanent } ?? false }

    /// Whether it may succeed only after the metadata has been asked for again.
    package var needsFreshMetadata: Bool { entry?.severity == .staleMetadata }

    package var description: String { "\(name) (\(rawValue))" }

    private var entry: Entry? {
        let index = Int(rawValue) + 1
        return Self.table.indices.contains(index) ? Self.table[index] : nil
    }
}
