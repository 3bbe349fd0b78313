// Metadata response, versions 0 to 13.
//
// 0   brokers; topics with partitions, leaders and replicas
// 1   racks, the controller, internal topics
// 2   the cluster's id
// 3   throttle time
// 5   offline replicas
// 7   leader epochs
// 8   authorized operations
// 9   flexible
// 10  topic ids
// 11  the cluster's authorized operations are gone (KIP-700)
// 12  a topic's name is null where an unknown id was asked for
// 13  an error code of the whole answer (KIP-1102)
//
// Versions 4 and 6 change nothing in the response.

package struct MetadataResponse: KafkaResponse {
    package struct Broker: WireStruct {
        package var nodeId: Int32
        package var host: String
        package var port: Int32
        package var rack: String?
        package var unknownTaggedFields: [TaggedField]

        package init(
            nodeId: Int32 = 0, host: String = "", port: Int32 = 0, rack: String? = nil,
            unknownTaggedFields: [TaggedField] = []
        ) {
            self.nodeId = nodeId
            self.host = host
            self.port = port
            self.rack = rack
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            self.init()
            nodeId = try reader.int32("nodeId")
            host = try reader.string("host")
            port = try reader.int32("port")
            if version >= 1 { rack = try reader.nullableString("rack") }
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.int32(nodeId)
            writer.string(host)
            writer.int32(port)
            if version >= 1 { writer.nullableString(rack) }
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package struct Topic: WireStruct {
        package var errorCode: KafkaErrorCode
        /// Nil from version 12 only.
        package var name: String?
        /// Zero where the broker has none to tell.
        package var topicId: KafkaUUID
        package var isInternal: Bool
        package var partitions: [Partition]
        /// A bit set; `Int32.min` where it was not asked for.
        package var topicAuthorizedOperations: Int32
        package var unknownTaggedFields: [TaggedField]

        package init(
            errorCode: KafkaErrorCode = .noError, name: String? = "", topicId: KafkaUUID = .zero,
            isInternal: Bool = false, partitions: [Partition] = [], topicAuthorizedOperations: Int32 = .min,
            unknownTaggedFields: [TaggedField] = []
        ) {
            self.errorCode = errorCode
            self.name = name
            self.topicId = topicId
            self.isInternal = isInternal
            self.partitions = partitions
            self.topicAuthorizedOperations = topicAuthorizedOperations
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            self.init()
            errorCode = try reader.errorCode("errorCode")
            name = version >= 12 ? try reader.nullableString("name") : try reader.string("name")
            if version >= 10 { topicId = try reader.uuid("topicId") }
            if version >= 1 { isInternal = try reader.bool("isInternal") }
            partitions = try reader.array("partitions", version: version)
            if version >= 8 { topicAuthorizedOperations = try reader.int32("topicAuthorizedOperations") }
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.errorCode(errorCode)
            if version >= 12 { writer.nullableString(name) } else { writer.string(name ?? "") }
            if version >= 10 { writer.uuid(topicId) }
            if version >= 1 { writer.bool(isInternal) }
            writer.array(partitions, version: version)
            if version >= 8 { writer.int32(topicAuthorizedOperations) }
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package struct Partition: WireStruct {
        package var errorCode: KafkaErrorCode
        package var partitionIndex: Int32
        /// -1 where there is no leader.
        package var leaderId: Int32
        /// -1 below version 7.
        package var leaderEpoch: Int32
        package var replicaNodes: [Int32]
        package var isrNodes: [Int32]
        package var offlineReplicas: [Int32]
        package var unknownTaggedFields: [TaggedField]

        package init(
            errorCode: KafkaErrorCode = .noError, partitionIndex: Int32 = 0, leaderId: Int32 = 0,
            leaderEpoch: Int32 = -1, replicaNodes: [Int32] = [], isrNodes: [Int32] = [],
            offlineReplicas: [Int32] = [], unknownTaggedFields: [TaggedField] = []
        ) {
            self.errorCode = errorCode
            self.partitionIndex = partitionIndex
            self.leaderId = leaderId
            self.leaderEpoch = leaderEpoch
            self.replicaNodes = replicaNodes
            self.isrNodes = isrNodes
            self.offlineReplicas = offlineReplicas
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            self.init()
            errorCode = try reader.errorCode("errorCode")
            partitionIndex = try reader.int32("partitionIndex")
            leaderId = try reader.int32("leaderId")
            if version >= 7 { leaderEpoch = try reader.int32("leaderEpoch") }
            replicaNodes = try reader.int32Array("replicaNodes")
            isrNodes = try reader.int32Array("isrNodes")
            if version >= 5 { offlineReplicas = try reader.int32Array("offlineReplicas") }
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.errorCode(errorCode)
            writer.int32(partitionIndex)
            writer.int32(leaderId)
            if version >= 7 { writer.int32(leaderEpoch) }
            writer.int32Array(replicaNodes)
            writer.int32Array(isrNodes)
            if version >= 5 { writer.int32Array(offlineReplicas) }
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package static let apiKey = ApiKey.metadata

    /// Milliseconds.
    package var throttleTimeMs: Int32
    package var brokers: [Broker]
    package var clusterId: String?
    /// -1 where it is not known.
    package var controllerId: Int32
    package var topics: [Topic]
    /// A bit set, in versions 8 to 10; `Int32.min` where it was not asked for.
    package var clusterAuthorizedOperations: Int32
    /// The error of the whole answer, from version 13.
    package var errorCode: KafkaErrorCode
    package var unknownTaggedFields: [TaggedField]

    package init(
        throttleTimeMs: Int32 = 0, brokers: [Broker] = [], clusterId: String? = nil, controllerId: Int32 = -1,
        topics: [Topic] = [], clusterAuthorizedOperations: Int32 = .min, errorCode: KafkaErrorCode = .noError,
        unknownTaggedFields: [TaggedField] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.brokers = brokers
        self.clusterId = clusterId
        self.controllerId = controllerId
        self.topics = topics
        self.clusterAuthorizedOperations = clusterAuthorizedOperations
        self.errorCode = errorCode
        self.unknownTaggedFields = unknownTaggedFields
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        try reader.begin("MetadataResponse", Self.apiKey, version: version)
        self.init()
        if version >= 3 { throttleTimeMs = try reader.int32("throttleTimeMs") }
        brokers = try reader.array("brokers", version: version)
        if version >= 2 { clusterId = try reader.nullableString("clusterId") }
        if version >= 1 { controllerId = try reader.int32("controllerId") }
        topics = try reader.array("topics", version: version)
        if (8...10).contains(version) {
            clusterAuthorizedOperations = try reader.int32("clusterAuthorizedOperations")
        }
        if version >= 13 { errorCode = try reader.errorCode("errorCode") }
        unknownTaggedFields = try reader.taggedFields().unknown
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.begin(Self.apiKey, version: version)
        if version >= 3 { writer.int32(throttleTimeMs) }
        writer.array(brokers, version: version)
        if version >= 2 { writer.nullableString(clusterId) }
        if version >= 1 { writer.int32(controllerId) }
        writer.array(topics, version: version)
        if (8...10).contains(version) { writer.int32(clusterAuthorizedOperations) }
        if version >= 13 { writer.errorCode(errorCode) }
        writer.taggedFields(unknownTaggedFields)
    }
}
