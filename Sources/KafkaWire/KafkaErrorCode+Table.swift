extension KafkaErrorCode {
    /// What the code means to a client.
    enum Severity {
        /// Asking again gives the same answer.
        case permanent
        /// The same request may succeed a little later.
        case retriable
        /// The request may succeed after the metadata has been asked for again.
        case staleMetadata
    }

    struct Entry {
        let code: Int16
        let name: String
        let severity: Severity
        let text: String

        init(_ code: Int16, _ name: String, _ severity: Severity, _ text: String) {
            self.code = code
            self.name = name
            self.severity = severity
            self.text = text
        }
    }

    /// Every code up to Apache Kafka 4.1, in ascending order without a gap: entry `i` has the code `i - 1`.
    static let table: [Entry] = [
        Entry(
            -1, "UNKNOWN_SERVER_ERROR", .permanent,
            "The broker met an error that it does not name; its log says more."),
        Entry(0, "NONE", .permanent, "No error."),
        Entry(
            1, "OFFSET_OUT_OF_RANGE", .permanent,
            "The partition no longer holds, or does not yet hold, the offset asked for."),
        Entry(
            2, "CORRUPT_MESSAGE", .retriable,
            "A record batch failed its checksum, is too large, or is damaged in another way."),
        Entry(3, "UNKNOWN_TOPIC_OR_PARTITION", .staleMetadata, "The broker does not know this topic or partition."),
        Entry(4, "INVALID_FETCH_SIZE", .permanent, "The fetch size asked for is not valid."),
        Entry(5, "LEADER_NOT_AVAILABLE", .staleMetadata, "The partition has no leader at the moment."),
        Entry(
            6, "NOT_LEADER_OR_FOLLOWER", .staleMetadata,
            "The broker asked is not the leader of the partition, or holds no replica of it."),
        Entry(7, "REQUEST_TIMED_OUT", .retriable, "The broker did not finish the request in time."),
        Entry(8, "BROKER_NOT_AVAILABLE", .permanent, "The broker is not available."),
        Entry(9, "REPLICA_NOT_AVAILABLE", .staleMetadata, "The replica is not available on the broker asked."),
        Entry(
            10, "MESSAGE_TOO_LARGE", .permanent,
            "The record batch is larger than the topic allows (max.message.bytes)."),
        Entry(11, "STALE_CONTROLLER_EPOCH", .permanent, "Another broker has become the controller."),
        Entry(12, "OFFSET_METADATA_TOO_LARGE", .permanent, "The text stored beside a committed offset is too long."),
        Entry(13, "NETWORK_EXCEPTION", .staleMetadata, "The connection ended before the answer came."),
        Entry(14, "COORDINATOR_LOAD_IN_PROGRESS", .retriable, "The coordinator is still loading its state."),
        Entry(15, "COORDINATOR_NOT_AVAILABLE", .retriable, "The coordinator is not available."),
        Entry(16, "NOT_COORDINATOR", .retriable, "The broker asked is not the coordinator."),
        Entry(
            17, "INVALID_TOPIC_EXCEPTION", .permanent,
            "The topic's name is not valid, or the topic may not be used in this way."),
        Entry(18, "RECORD_LIST_TOO_LARGE", .permanent, "The record batch is larger than a segment (segment.bytes)."),
        Entry(19, "NOT_ENOUGH_REPLICAS", .retriable, "Too few replicas are in sync to take the records."),
        Entry(
            20, "NOT_ENOUGH_REPLICAS_AFTER_APPEND", .retriable,
            "The records were written, but to fewer replicas than required."),
        Entry(21, "INVALID_REQUIRED_ACKS", .permanent, "The number of acknowledgements asked for is not -1, 0 or 1."),
        Entry(22, "ILLEGAL_GENERATION", .permanent, "The generation is not the consumer group's present one."),
        Entry(
            23, "INCONSISTENT_GROUP_PROTOCOL", .permanent,
            "The member's assignment protocols do not fit the group's."),
        Entry(24, "INVALID_GROUP_ID", .permanent, "The group id is not valid."),
        Entry(25, "UNKNOWN_MEMBER_ID", .permanent, "The coordinator does not know this group member."),
        Entry(26, "INVALID_SESSION_TIMEOUT", .permanent, "The session timeout is outside what the broker allows."),
        Entry(27, "REBALANCE_IN_PROGRESS", .permanent, "The group is being rebalanced; the member must join again."),
        Entry(28, "INVALID_COMMIT_OFFSET_SIZE", .permanent, "The offset to commit is too large."),
        Entry(29, "TOPIC_AUTHORIZATION_FAILED", .permanent, "The user has no right to do this with the topic."),
        Entry(30, "GROUP_AUTHORIZATION_FAILED", .permanent, "The user has no right to do this with the group."),
        Entry(31, "CLUSTER_AUTHORIZATION_FAILED", .permanent, "The user has no right to do this with the cluster."),
        Entry(32, "INVALID_TIMESTAMP", .permanent, "A record's timestamp is outside what the topic allows."),
        Entry(33, "UNSUPPORTED_SASL_MECHANISM", .permanent, "The broker does not offer this SASL mechanism."),
        Entry(34, "ILLEGAL_SASL_STATE", .permanent, "The request is not allowed at this point of the SASL exchange."),
        Entry(35, "UNSUPPORTED_VERSION", .permanent, "The broker does not take this version of the call."),
        Entry(36, "TOPIC_ALREADY_EXISTS", .permanent, "A topic of this name exists already."),
        Entry(37, "INVALID_PARTITIONS", .permanent, "A topic needs at least one partition."),
        Entry(
            38, "INVALID_REPLICATION_FACTOR", .permanent,
            "The replication factor is below 1 or above the number of brokers."),
        Entry(39, "INVALID_REPLICA_ASSIGNMENT", .permanent, "The assignment of replicas to brokers is not valid."),
        Entry(40, "INVALID_CONFIG", .permanent, "A configuration value is not valid."),
        Entry(41, "NOT_CONTROLLER", .retriable, "The broker asked is not the controller."),
        Entry(42, "INVALID_REQUEST", .permanent, "The broker found the request malformed or contradictory."),
        Entry(
            43, "UNSUPPORTED_FOR_MESSAGE_FORMAT", .permanent,
            "The partition's message format is too old for this call."),
        Entry(44, "POLICY_VIOLATION", .permanent, "A policy of the cluster forbids the request."),
        Entry(45, "OUT_OF_ORDER_SEQUENCE_NUMBER", .permanent, "The producer's sequence numbers have a gap."),
        Entry(46, "DUPLICATE_SEQUENCE_NUMBER", .permanent, "The producer's sequence number was used before."),
        Entry(47, "INVALID_PRODUCER_EPOCH", .permanent, "A newer instance of the producer has taken over."),
        Entry(48, "INVALID_TXN_STATE", .permanent, "The transaction is not in a state that allows this."),
        Entry(
            49, "INVALID_PRODUCER_ID_MAPPING", .permanent,
            "The producer id does not belong to the transactional id."),
        Entry(
            50, "INVALID_TRANSACTION_TIMEOUT", .permanent,
            "The transaction timeout is longer than the broker allows (transaction.max.timeout.ms)."),
        Entry(51, "CONCURRENT_TRANSACTIONS", .retriable, "The transaction is busy with another change."),
        Entry(
            52, "TRANSACTION_COORDINATOR_FENCED", .permanent,
            "Another broker has become the transaction's coordinator."),
        Entry(
            53, "TRANSACTIONAL_ID_AUTHORIZATION_FAILED", .permanent,
            "The user has no right to use this transactional id."),
        Entry(54, "SECURITY_DISABLED", .permanent, "The cluster has no authorizer."),
        Entry(55, "OPERATION_NOT_ATTEMPTED", .permanent, "Not attempted, because another part of the request failed."),
        Entry(56, "KAFKA_STORAGE_ERROR", .staleMetadata, "The broker could not use the disk of this partition."),
        Entry(57, "LOG_DIR_NOT_FOUND", .permanent, "The broker has no such log directory."),
        Entry(58, "SASL_AUTHENTICATION_FAILED", .permanent, "The broker refused the user name, password or token."),
        Entry(59, "UNKNOWN_PRODUCER_ID", .permanent, "The broker holds no state of this producer any more."),
        Entry(60, "REASSIGNMENT_IN_PROGRESS", .permanent, "The partition's replicas are being moved."),
        Entry(61, "DELEGATION_TOKEN_AUTH_DISABLED", .permanent, "The cluster does not use delegation tokens."),
        Entry(62, "DELEGATION_TOKEN_NOT_FOUND", .permanent, "The broker does not know this delegation token."),
        Entry(
            63, "DELEGATION_TOKEN_OWNER_MISMATCH", .permanent,
            "The user is neither owner nor renewer of the delegation token."),
        Entry(
            64, "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED", .permanent,
            "Delegation tokens cannot be asked for over a connection like this one."),
        Entry(
            65, "DELEGATION_TOKEN_AUTHORIZATION_FAILED", .permanent,
            "The user has no right to this delegation token."),
        Entry(66, "DELEGATION_TOKEN_EXPIRED", .permanent, "The delegation token has expired."),
        Entry(67, "INVALID_PRINCIPAL_TYPE", .permanent, "This kind of principal is not supported."),
        Entry(68, "NON_EMPTY_GROUP", .permanent, "The group still has members."),
        Entry(69, "GROUP_ID_NOT_FOUND", .permanent, "There is no such group."),
        Entry(70, "FETCH_SESSION_ID_NOT_FOUND", .retriable, "The broker does not know this fetch session."),
        Entry(71, "INVALID_FETCH_SESSION_EPOCH", .retriable, "The fetch session's epoch is not the one expected."),
        Entry(
            72, "LISTENER_NOT_FOUND", .staleMetadata,
            "The leader has no listener like the one that was asked for metadata."),
        Entry(73, "TOPIC_DELETION_DISABLED", .permanent, "The cluster does not allow topics to be deleted."),
        Entry(
            74, "FENCED_LEADER_EPOCH", .staleMetadata,
            "The leader epoch known to the client is older than the broker's."),
        Entry(
            75, "UNKNOWN_LEADER_EPOCH", .retriable,
            "The leader epoch known to the client is newer than the broker's."),
        Entry(
            76, "UNSUPPORTED_COMPRESSION_TYPE", .permanent,
            "The partition holds a codec that this version of the call cannot carry."),
        Entry(77, "STALE_BROKER_EPOCH", .permanent, "The broker has been registered again since."),
        Entry(
            78, "OFFSET_NOT_AVAILABLE", .retriable,
            "After a change of leader the partition's offsets are not known for certain yet."),
        Entry(79, "MEMBER_ID_REQUIRED", .permanent, "The member must join again with the id that it was given."),
        Entry(80, "PREFERRED_LEADER_NOT_AVAILABLE", .staleMetadata, "The preferred leader is not available."),
        Entry(81, "GROUP_MAX_SIZE_REACHED", .permanent, "The group has as many members as the cluster allows."),
        Entry(82, "FENCED_INSTANCE_ID", .permanent, "Another member has taken this group instance id."),
        Entry(83, "ELIGIBLE_LEADERS_NOT_AVAILABLE", .staleMetadata, "No replica that may become leader is available."),
        Entry(84, "ELECTION_NOT_NEEDED", .staleMetadata, "The partition needs no election of a leader."),
        Entry(85, "NO_REASSIGNMENT_IN_PROGRESS", .permanent, "The partition's replicas are not being moved."),
        Entry(
            86, "GROUP_SUBSCRIBED_TO_TOPIC", .permanent,
            "The group still reads the topic, so its offsets cannot be deleted."),
        Entry(87, "INVALID_RECORD", .permanent, "The broker's checks refused a record."),
        Entry(88, "UNSTABLE_OFFSET_COMMIT", .retriable, "Offsets of an open transaction are still to be settled."),
        Entry(89, "THROTTLING_QUOTA_EXCEEDED", .retriable, "The client's quota is used up for now."),
        Entry(90, "PRODUCER_FENCED", .permanent, "A newer producer has taken the transactional id."),
        Entry(91, "RESOURCE_NOT_FOUND", .permanent, "The request names something that does not exist."),
        Entry(92, "DUPLICATE_RESOURCE", .permanent, "The request names the same thing twice."),
        Entry(93, "UNACCEPTABLE_CREDENTIAL", .permanent, "The credential does not meet the cluster's rules."),
        Entry(94, "INCONSISTENT_VOTER_SET", .permanent, "Sender or receiver is not among the expected voters."),
        Entry(95, "INVALID_UPDATE_VERSION", .permanent, "The version of the update is not valid."),
        Entry(96, "FEATURE_UPDATE_FAILED", .permanent, "The cluster's features could not be changed."),
        Entry(
            97, "PRINCIPAL_DESERIALIZATION_FAILURE", .permanent,
            "The broker could not read the principal of a forwarded request."),
        Entry(98, "SNAPSHOT_NOT_FOUND", .permanent, "There is no such snapshot."),
        Entry(99, "POSITION_OUT_OF_RANGE", .permanent, "The position lies outside the snapshot."),
        Entry(
            100, "UNKNOWN_TOPIC_ID", .staleMetadata,
            "The broker does not know this topic id; the topic may have been deleted or made anew."),
        Entry(101, "DUPLICATE_BROKER_REGISTRATION", .permanent, "Another broker uses this id."),
        Entry(102, "BROKER_ID_NOT_REGISTERED", .permanent, "No broker is registered with this id."),
        Entry(
            103, "INCONSISTENT_TOPIC_ID", .staleMetadata,
            "The topic id is not that of the broker's log; the topic was made anew."),
        Entry(104, "INCONSISTENT_CLUSTER_ID", .permanent, "The request was meant for another cluster."),
        Entry(105, "TRANSACTIONAL_ID_NOT_FOUND", .permanent, "There is no such transactional id."),
        Entry(106, "FETCH_SESSION_TOPIC_ID_ERROR", .retriable, "The fetch session mixes topic names and topic ids."),
        Entry(107, "INELIGIBLE_REPLICA", .permanent, "A replica may not be in sync now."),
        Entry(108, "NEW_LEADER_ELECTED", .permanent, "The change was made, and another leader has been elected."),
        Entry(109, "OFFSET_MOVED_TO_TIERED_STORAGE", .permanent, "The offset lies in tiered storage only."),
        Entry(110, "FENCED_MEMBER_EPOCH", .permanent, "The group has fenced this member; it must join again."),
        Entry(111, "UNRELEASED_INSTANCE_ID", .permanent, "Another member still holds this group instance id."),
        Entry(112, "UNSUPPORTED_ASSIGNOR", .permanent, "The group does not support this assignor."),
        Entry(113, "STALE_MEMBER_EPOCH", .permanent, "The member's epoch is out of date."),
        Entry(114, "MISMATCHED_ENDPOINT_TYPE", .permanent, "The request was sent to the wrong kind of node."),
        Entry(115, "UNSUPPORTED_ENDPOINT_TYPE", .permanent, "This kind of node is not supported."),
        Entry(116, "UNKNOWN_CONTROLLER_ID", .permanent, "There is no controller with this id."),
        Entry(117, "UNKNOWN_SUBSCRIPTION_ID", .permanent, "The telemetry subscription is not known."),
        Entry(118, "TELEMETRY_TOO_LARGE", .permanent, "The telemetry is larger than the broker takes."),
        Entry(119, "INVALID_REGISTRATION", .permanent, "The controller does not accept the broker's registration."),
        Entry(120, "TRANSACTION_ABORTABLE", .permanent, "The transaction met an error and must be aborted."),
        Entry(121, "INVALID_RECORD_STATE", .permanent, "The record is not in a state that can be acknowledged."),
        Entry(122, "SHARE_SESSION_NOT_FOUND", .retriable, "There is no such share session."),
        Entry(123, "INVALID_SHARE_SESSION_EPOCH", .retriable, "The share session's epoch is not the one expected."),
        Entry(124, "FENCED_STATE_EPOCH", .permanent, "The share group's state epoch is out of date."),
        Entry(125, "INVALID_VOTER_KEY", .permanent, "The voter's key is not that of the replica."),
        Entry(126, "DUPLICATE_VOTER", .permanent, "The voter is in the set already."),
        Entry(127, "VOTER_NOT_FOUND", .permanent, "The voter is not in the set."),
        Entry(128, "INVALID_REGULAR_EXPRESSION", .permanent, "The regular expression is not valid."),
        Entry(
            129, "REBOOTSTRAP_REQUIRED", .permanent,
            "The client's picture of the cluster is too old; it must begin with the bootstrap servers again."),
        Entry(130, "STREAMS_INVALID_TOPOLOGY", .permanent, "The topology is not valid."),
        Entry(131, "STREAMS_INVALID_TOPOLOGY_EPOCH", .permanent, "The topology's epoch is not valid."),
        Entry(132, "STREAMS_TOPOLOGY_FENCED", .permanent, "The topology's epoch is out of date."),
        Entry(133, "SHARE_SESSION_LIMIT_REACHED", .retriable, "The broker takes no more share sessions."),
    ]
}
