// Fetch request, versions 4 to 17: record batches of partitions, from an offset on.
//
// 4   isolation level
// 5   a follower's log start offset
// 7   fetch sessions (KIP-227)
// 9   leader epochs (KIP-320)
// 10  the client takes zstd (KIP-110)
// 11  the client's rack, to be sent to a near replica (KIP-392)
// 12  flexible; last fetched epoch, cluster id
// 13  topic ids instead of names (KIP-516)
// 15  the replica id moves into a tagged field (KIP-903)
// 17  a follower's directory id (KIP-853)
//
// Versions 6, 8, 14 and 16 change nothing in the request.

package struct FetchRequest: KafkaRequest {
    package typealias Response = FetchResponse

    /// Who asks, if it is a follower. From version 15.
    package struct ReplicaState: WireStruct {
        package var replicaId: Int32
        package var replicaEpoch: Int64
        package var unknownTaggedFields: [TaggedField]

        package init(replicaId: Int32 = -1, replicaEpoch: Int64 = -1, unknownTaggedFields: [TaggedField] = []) {
            self.replicaId = replicaId
            self.replicaEpoch = replicaEpoch
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            replicaId = try reader.int32("replicaId")
            replicaEpoch = try reader.int64("replicaEpoch")
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.int32(replicaId)
            writer.int64(replicaEpoch)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package struct Topic: WireStruct {
        /// The name, up to version 12.
        package var topic: String
        /// The id, from version 13.
        package var topicId: KafkaUUID
        package var partitions: [Partition]
        package var unknownTaggedFields: [TaggedField]

        package init(
            topic: String = "", topicId: KafkaUUID = .zero, partitions: [Partition] = [],
            unknownTaggedFields: [TaggedField] = []
        ) {
            self.topic = topic
            self.topicId = topicId
            self.partitions = partitions
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            self.init()
            if version <= 12 { topic = try reader.string("topic") } else { topicId = try reader.uuid("topicId") }
            partitions = try reader.array("partitions", version: version)
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            if version <= 12 { writer.string(topic) } else { writer.uuid(topicId) }
            writer.array(partitions, version: version)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package struct Partition: WireStruct {
        package var partition: Int32
        /// What the client takes for the leader's epoch; -1 to have it not checked.
        package var currentLeaderEpoch: Int32
        package var fetchOffset: Int64
        /// The epoch of the last record fetched, for the broker to find divergence; -1 for none.
        package var lastFetchedEpoch: Int32
        /// Of a follower; -1 for a consumer.
        package var logStartOffset: Int64
        /// Bytes; the first batch of an answer is sent whole however small this is.
        package var partitionMaxBytes: Int32
        package var replicaDirectoryId: KafkaUUID
        package var unknownTaggedFields: [TaggedField]

        package init(
            partition: Int32 = 0, currentLeaderEpoch: Int32 = -1, fetchOffset: Int64 = 0, lastFetchedEpoch: Int32 = -1,
            logStartOffset: Int64 = -1, partitionMaxBytes: Int32 = 0, replicaDirectoryId: KafkaUUID = .zero,
            unknownTaggedFields: [TaggedField] = []
        ) {
            self.partition = partition
            self.currentLeaderEpoch = currentLeaderEpoch
            self.fetchOffset = fetchOffset
            self.lastFetchedEpoch = lastFetchedEpoch
            self.logStartOffset = logStartOffset
            self.partitionMaxBytes = partitionMaxBytes
            self.replicaDirectoryId = replicaDirectoryId
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            self.init()
            partition = try reader.int32("partition")
            if version >= 9 { currentLeaderEpoch = try reader.int32("currentLeaderEpoch") }
            fetchOffset = try reader.int64("fetchOffset")
            if version >= 12 { lastFetchedEpoch = try reader.int32("lastFetchedEpoch") }
            if version >= 5 { logStartOffset = try reader.int64("logStartOffset") }
            partitionMaxBytes = try reader.int32("partitionMaxBytes")
            var tags = try reader.taggedFields()
            if version >= 17, var field = tags.take(0) {
                replicaDirectoryId = try field.uuid("replicaDirectoryId")
                try field.finish()
            }
            unknownTaggedFields = tags.unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.int32(partition)
            if version >= 9 { writer.int32(currentLeaderEpoch) }
            writer.int64(fetchOffset)
            if version >= 12 { writer.int32(lastFetchedEpoch) }
            if version >= 5 { writer.int64(logStartOffset) }
            writer.int32(partitionMaxBytes)
            writer.taggedFields(unknownTaggedFields) { tags in
                if version >= 17, replicaDirectoryId != .zero { tags.add(0) { $0.uuid(replicaDirectoryId) } }
            }
        }
    }

    /// Partitions that a fetch session is to drop. From version 7.
    package struct ForgottenTopic: WireStruct {
        package var topic: String
        package var topicId: KafkaUUID
        package var partitions: [Int32]
        package var unknownTaggedFields: [TaggedField]

        package init(
            topic: String = "", topicId: KafkaUUID = .zero, partitions: [Int32] = [],
            unknownTaggedFields: [TaggedField] = []
        ) {
            self.topic = topic
            self.topicId = topicId
            self.partitions = partitions
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            self.init()
            if version <= 12 { topic = try reader.string("topic") } else { topicId = try reader.uuid("topicId") }
            partitions = try reader.int32Array("partitions")
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            if version <= 12 { writer.string(topic) } else { writer.uuid(topicId) }
            writer.int32Array(partitions)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package static let apiKey = ApiKey.fetch

    /// From version 12.
    package var clusterId: String?
    /// -1 for a consumer. Up to version 14.
    package var replicaId: Int32
    package var replicaState: ReplicaState
    /// Milliseconds the broker may wait for `minBytes`.
    package var maxWaitMs: Int32
    package var minBytes: Int32
    /// Bytes of the whole answer; its first batch is sent whole however small this is.
    package var maxBytes: Int32
    package var isolationLevel: IsolationLevel
    /// 0 for no session, or to begin one.
    package var sessionId: Int32
    /// -1 for no session, 0 to begin one.
    package var sessionEpoch: Int32
    package var topics: [Topic]
    package var forgottenTopicsData: [ForgottenTopic]
    package var rackId: String
    package var unknownTaggedFields: [TaggedField]

    package init(
        clusterId: String? = nil, replicaId: Int32 = -1, replicaState: ReplicaState = ReplicaState(),
        maxWaitMs: Int32 = 0, minBytes: Int32 = 0, maxBytes: Int32 = .max,
        isolationLevel: IsolationLevel = .readUncommitted, sessionId: Int32 = 0, sessionEpoch: Int32 = -1,
        topics: [Topic] = [], forgottenTopicsData: [ForgottenTopic] = [], rackId: String = "",
        unknownTaggedFields: [TaggedField] = []
    ) {
        self.clusterId = clusterId
        self.replicaId = replicaId
        self.replicaState = replicaState
        self.maxWaitMs = maxWaitMs
        self.minBytes = minBytes
        self.maxBytes = maxBytes
        self.isolationLevel = isolationLevel
        self.sessionId = sessionId
        self.sessionEpoch = sessionEpoch
        self.topics = topics
        self.forgottenTopicsData = forgottenTopicsData
        self.rackId = rackId
        self.unknownTaggedFields = unknownTaggedFields
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        try reader.begin("FetchRequest", Self.apiKey, version: version)
        self.init()
        if version <= 14 { replicaId = try reader.int32("replicaId") }
        maxWaitMs = try reader.int32("maxWaitMs")
        minBytes = try reader.int32("minBytes")
        maxBytes = try reader.int32("maxBytes")
        isolationLevel = try reader.isolationLevel("isolationLevel")
        if version >= 7 {
            sessionId = try reader.int32("sessionId")
            sessionEpoch = try reader.int32("sessionEpoch")
        }
        topics = try reader.array("topics", version: version)
        if version >= 7 { forgottenTopicsData = try reader.array("forgottenTopicsData", version: version) }
        if version >= 11 { rackId = try reader.string("rackId") }
        var tags = try reader.taggedFields()
        if var field = tags.take(0) {
            clusterId = try field.nullableString("clusterId")
            try field.finish()
        }
        if version >= 15, var field = tags.take(1) {
            replicaState = try ReplicaState(reading: &field, version: version)
            try field.finish()
        }
        unknownTaggedFields = tags.unknown
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.begin(Self.apiKey, version: version)
        if version <= 14 { writer.int32(replicaId) }
        writer.int32(maxWaitMs)
        writer.int32(minBytes)
        writer.int32(maxBytes)
        writer.isolationLevel(isolationLevel)
        if version >= 7 {
            writer.int32(sessionId)
            writer.int32(sessionEpoch)
        }
        writer.array(topics, version: version)
        if version >= 7 { writer.array(forgottenTopicsData, version: version) }
        if version >= 11 { writer.string(rackId) }
        writer.taggedFields(unknownTaggedFields) { tags in
            if clusterId != nil { tags.add(0) { $0.nullableString(clusterId) } }
            if version >= 15, replicaState != ReplicaState() {
                tags.add(1) { replicaState.write(to: &$0, version: version) }
            }
        }
    }
}
