import KafkaWire
import Testing

struct KafkaErrorCodeTests {
    static let known: ClosedRange<Int16> = -1...133

    @Test("every code has its own name and a sentence")
    func table() {
        var names: Set<String> = []
        for raw in Self.known {
            let code = KafkaErrorCode(rawValue: raw)
            #expect(!code.name.hasPrefix("ERROR_"), "\(raw)")
            #expect(names.insert(code.name).inserted, "\(code)")
            #expect(code.name.utf8.allSatisfy { (65...90).contains($0) || $0 == UInt8(ascii: "_") }, "\(code)")
            #expect(code.text.hasSuffix("."), "\(code)")
            #expect(code.isError == (raw != 0))
        }
    }

    @Test("a code that is not known keeps its number", arguments: [-2, 134, .min, .max] as [Int16])
    func unknown(raw: Int16) {
        let code = KafkaErrorCode(rawValue: raw)
        #expect(code.name == "ERROR_\(raw)")
        #expect(!code.isRetriable)
        #expect(!code.needsFreshMetadata)
        #expect(code.rawValue == raw)
        #expect(code.isError)
    }

    @Test("the codes that Kafka's own client retries")
    func retriable() {
        let afterFreshMetadata: Set<Int16> = [3, 5, 6, 9, 13, 56, 72, 74, 80, 83, 84, 100, 103]
        let asItIs: Set<Int16> = [2, 7, 14, 15, 16, 19, 20, 41, 51, 70, 71, 75, 78, 88, 89, 106, 122, 123, 133]
        for raw in Self.known {
            let code = KafkaErrorCode(rawValue: raw)
            #expect(code.needsFreshMetadata == afterFreshMetadata.contains(raw), "\(code)")
            #expect(code.isRetriable == (afterFreshMetadata.contains(raw) || asItIs.contains(raw)), "\(code)")
        }
    }

    @Test(
        "the named codes are the ones of their names",
        arguments: [
            (.unknownServerError, "UNKNOWN_SERVER_ERROR"), (.noError, "NONE"),
            (.offsetOutOfRange, "OFFSET_OUT_OF_RANGE"), (.corruptMessage, "CORRUPT_MESSAGE"),
            (.unknownTopicOrPartition, "UNKNOWN_TOPIC_OR_PARTITION"), (.invalidFetchSize, "INVALID_FETCH_SIZE"),
            (.leaderNotAvailable, "LEADER_NOT_AVAILABLE"), (.notLeaderOrFollower, "NOT_LEADER_OR_FOLLOWER"),
            (.requestTimedOut, "REQUEST_TIMED_OUT"), (.brokerNotAvailable, "BROKER_NOT_AVAILABLE"),
            (.replicaNotAvailable, "REPLICA_NOT_AVAILABLE"), (.messageTooLarge, "MESSAGE_TOO_LARGE"),
            (.networkException, "NETWORK_EXCEPTION"), (.coordinatorNotAvailable, "COORDINATOR_NOT_AVAILABLE"),
            (.invalidTopicException, "INVALID_TOPIC_EXCEPTION"), (.recordListTooLarge, "RECORD_LIST_TOO_LARGE"),
            (.invalidRequiredAcks, "INVALID_REQUIRED_ACKS"),
            (.topicAuthorizationFailed, "TOPIC_AUTHORIZATION_FAILED"),
            (.groupAuthorizationFailed, "GROUP_AUTHORIZATION_FAILED"),
            (.clusterAuthorizationFailed, "CLUSTER_AUTHORIZATION_FAILED"), (.invalidTimestamp, "INVALID_TIMESTAMP"),
            (.unsupportedSaslMechanism, "UNSUPPORTED_SASL_MECHANISM"), (.illegalSaslState, "ILLEGAL_SASL_STATE"),
            (.unsupportedVersion, "UNSUPPORTED_VERSION"), (.topicAlreadyExists, "TOPIC_ALREADY_EXISTS"),
            (.invalidPartitions, "INVALID_PARTITIONS"), (.invalidReplicationFactor, "INVALID_REPLICATION_FACTOR"),
            (.invalidReplicaAssignment, "INVALID_REPLICA_ASSIGNMENT"), (.invalidConfig, "INVALID_CONFIG"),
            (.notController, "NOT_CONTROLLER"), (.invalidRequest, "INVALID_REQUEST"),
            (.unsupportedForMessageFormat, "UNSUPPORTED_FOR_MESSAGE_FORMAT"),
            (.outOfOrderSequenceNumber, "OUT_OF_ORDER_SEQUENCE_NUMBER"),
            (.duplicateSequenceNumber, "DUPLICATE_SEQUENCE_NUMBER"), (.invalidProducerEpoch, "INVALID_PRODUCER_EPOCH"),
            (.transactionalIdAuthorizationFailed, "TRANSACTIONAL_ID_AUTHORIZATION_FAILED"),
            (.kafkaStorageError, "KAFKA_STORAGE_ERROR"), (.saslAuthenticationFailed, "SASL_AUTHENTICATION_FAILED"),
            (.fetchSessionIdNotFound, "FETCH_SESSION_ID_NOT_FOUND"),
            (.invalidFetchSessionEpoch, "INVALID_FETCH_SESSION_EPOCH"), (.listenerNotFound, "LISTENER_NOT_FOUND"),
            (.fencedLeaderEpoch, "FENCED_LEADER_EPOCH"), (.unknownLeaderEpoch, "UNKNOWN_LEADER_EPOCH"),
            (.unsupportedCompressionType, "UNSUPPORTED_COMPRESSION_TYPE"),
            (.offsetNotAvailable, "OFFSET_NOT_AVAILABLE"), (.invalidRecord, "INVALID_RECORD"),
            (.throttlingQuotaExceeded, "THROTTLING_QUOTA_EXCEEDED"), (.unknownTopicId, "UNKNOWN_TOPIC_ID"),
            (.inconsistentTopicId, "INCONSISTENT_TOPIC_ID"),
            (.fetchSessionTopicIdError, "FETCH_SESSION_TOPIC_ID_ERROR"),
            (.offsetMovedToTieredStorage, "OFFSET_MOVED_TO_TIERED_STORAGE"),
            (.rebootstrapRequired, "REBOOTSTRAP_REQUIRED"),
        ] as [(KafkaErrorCode, String)])
    func names(code: KafkaErrorCode, name: String) {
        #expect(code.name == name)
        #expect(code.description == "\(name) (\(code.rawValue))")
    }
}
