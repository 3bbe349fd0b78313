// ListOffsets, versions 1 to 10: the earliest offset at or after a timestamp, or a special place of the partition.
//
// 1   one offset and its timestamp; special timestamps -1 (latest) and -2 (earliest)
// 2   isolation level; throttle time in the response
// 3   the same
// 4   leader epochs on both sides (KIP-320)
// 5   the same; OFFSET_NOT_AVAILABLE may be answered
// 6   flexible
// 7   special timestamp -3: the record with the largest timestamp (KIP-734)
// 8   special timestamp -4: the earliest offset on the broker's own disk (KIP-405)
// 9   special timestamp -5: the last offset in tiered storage (KIP-1005)
// 10  time limit for look-ups in tiered storage (KIP-1075)

package struct ListOffsetsRequest: KafkaRequest {
    package typealias Response = ListOffsetsResponse

    /// Timestamps that stand for a place instead of a time.
    package enum SpecialTimestamp {
        /// The high watermark, or the last stable offset under read_committed.
        package static let latest: Int64 = -1
        /// The log start offset.
        package static let earliest: Int64 = -2
        /// The first offset that has the largest timestamp. From version 7.
        package static let maxTimestamp: Int64 = -3
        /// The earliest offset on the broker's own disk. From version 8.
        package static let earliestLocal: Int64 = -4
        /// The last offset in tiered storage. From version 9.
        package static let latestTiered: Int64 = -5
    }

    package struct Topic: WireStruct {
        package var name: String
        package var partitions: [Partition]
        package var unknownTaggedFields: [TaggedField]

        package init(name: String = "", partitions: [Partition] = [], unknownTaggedFields: [TaggedField] = []) {
            self.name = name
            self.partitions = partitions
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            name = try reader.string("name")
            partitions = try reader.array("partitions", version: version)
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.string(name)
            writer.array(partitions, version: version)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package struct Partition: WireStruct {
        package var partitionIndex: Int32
        /// What the client takes for the leader's epoch; -1 to have it not checked.
        package var currentLeaderEpoch: Int32
        /// Milliseconds since 1970, or a `SpecialTimestamp`.
        package var timestamp: Int64
        package var unknownTaggedFields: [TaggedField]

        package init(
            partitionIndex: Int32 = 0, currentLeaderEpoch: Int32 = -1, timestamp: Int64 = 0,
            unknownTaggedFields: [TaggedField] = []
        ) {
            self.partitionIndex = partitionIndex
            self.currentLeaderEpoch = currentLeaderEpoch
            self.timestamp = timestamp
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            self.init()
            partitionIndex = try reader.int32("partitionIndex")
            if version >= 4 { currentLeaderEpoch = try reader.int32("currentLeaderEpoch") }
            timestamp = try reader.int64("timestamp")
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.int32(partitionIndex)
            if version >= 4 { writer.int32(currentLeaderEpoch) }
            writer.int64(timestamp)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package static let apiKey = ApiKey.listOffsets

    /// -1 for a consumer.
    package var replicaId: Int32
    package var isolationLevel: IsolationLevel
    package var topics: [Topic]
    /// Milliseconds, from version 10.
    package var timeoutMs: Int32
    package var unknownTaggedFields: [TaggedField]

    package init(
        replicaId: Int32 = -1, isolationLevel: IsolationLevel = .readUncommitted, topics: [Topic] = [],
        timeoutMs: Int32 = 0, unknownTaggedFields: [TaggedField] = []
    ) {
        self.replicaId = replicaId
        self.isolationLevel = isolationLevel
        self.topics = topics
        self.timeoutMs = timeoutMs
        self.unknownTaggedFields = unknownTaggedFields
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        try reader.begin("ListOffsetsRequest", Self.apiKey, version: version)
        self.init()
        replicaId = try reader.int32("replicaId")
        if version >= 2 { isolationLevel = try reader.isolationLevel("isolationLevel") }
        topics = try reader.array("topics", version: version)
        if version >= 10 { timeoutMs = try reader.int32("timeoutMs") }
        unknownTaggedFields = try reader.taggedFields().unknown
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.begin(Self.apiKey, version: version)
        writer.int32(replicaId)
        if version >= 2 { writer.isolationLevel(isolationLevel) }
        writer.array(topics, version: version)
        if version >= 10 { writer.int32(timeoutMs) }
        writer.taggedFields(unknownTaggedFields)
    }
}

package struct ListOffsetsResponse: KafkaResponse {
    package struct Topic: WireStruct {
        package var name: String
        package var partitions: [Partition]
        package var unknownTaggedFields: [TaggedField]

        package init(name: String = "", partitions: [Partition] = [], unknownTaggedFields: [TaggedField] = []) {
            self.name = name
            self.partitions = partitions
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            name = try reader.string("name")
            partitions = try reader.array("partitions", version: version)
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.string(name)
            writer.array(partitions, version: version)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package struct Partition: WireStruct {
        package var partitionIndex: Int32
        package var errorCode: KafkaErrorCode
        /// The timestamp found, in milliseconds; -1 for none and for special places but -3.
        package var timestamp: Int64
        /// -1 where the broker found none, which is no proof that there is none.
        package var offset: Int64
        /// The epoch of the offset found; -1 for none.
        package var leaderEpoch: Int32
        package var unknownTaggedFields: [TaggedField]

        package init(
            partitionIndex: Int32 = 0, errorCode: KafkaErrorCode = .noError, timestamp: Int64 = -1, offset: Int64 = -1,
            leaderEpoch: Int32 = -1, unknownTaggedFields: [TaggedField] = []
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.timestamp = timestamp
            self.offset = offset
            self.leaderEpoch = leaderEpoch
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            self.init()
            partitionIndex = try reader.int32("partitionIndex")
            errorCode = try reader.errorCode("errorCode")
            timestamp = try reader.int64("timestamp")
            offset = try reader.int64("offset")
            if version >= 4 { leaderEpoch = try reader.int32("leaderEpoch") }
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.int32(partitionIndex)
            writer.errorCode(errorCode)
            writer.int64(timestamp)
            writer.int64(offset)
            if version >= 4 { writer.int32(leaderEpoch) }
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package static let apiKey = ApiKey.listOffsets

    /// Milliseconds, from version 2.
    package var throttleTimeMs: Int32
    package var topics: [Topic]
    package var unknownTaggedFields: [TaggedField]

    package init(throttleTimeMs: Int32 = 0, topics: [Topic] = [], unknownTaggedFields: [TaggedField] = []) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
        self.unknownTaggedFields = unknownTaggedFields
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        try reader.begin("ListOffsetsResponse", Self.apiKey, version: version)
        self.init()
        if version >= 2 { throttleTimeMs = try reader.int32("throttleTimeMs") }
        topics = try reader.array("topics", version: version)
        unknownTaggedFields = try reader.taggedFields().unknown
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.begin(Self.apiKey, version: version)
        if version >= 2 { writer.int32(throttleTimeMs) }
        writer.array(topics, version: version)
        writer.taggedFields(unknownTaggedFields)
    }
}
