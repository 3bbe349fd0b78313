// CreateTopics request, versions 2 to 7.
//
// 2  topics with partitions, replicas and configuration; validateOnly
// 4  -1 partitions and -1 replicas stand for the broker's defaults (KIP-464)
// 5  flexible
//
// Versions 3, 6 and 7 change nothing in the request.

package struct CreateTopicsRequest: KafkaRequest {
    package typealias Response = CreateTopicsResponse

    package struct Topic: WireStruct {
        package var name: String
        /// -1 with assignments or, from version 4, for the broker's default.
        package var numPartitions: Int32
        /// -1 with assignments or, from version 4, for the broker's default.
        package var replicationFactor: Int16
        /// Empty to let the broker choose.
        package var assignments: [ReplicaAssignment]
        package var configs: [TopicConfig]
        package var unknownTaggedFields: [TaggedField]

        package init(
            name: String = "", numPartitions: Int32 = 0, replicationFactor: Int16 = 0,
            assignments: [ReplicaAssignment] = [], configs: [TopicConfig] = [], unknownTaggedFields: [TaggedField] = []
        ) {
            self.name = name
            self.numPartitions = numPartitions
            self.replicationFactor = replicationFactor
            self.assignments = assignments
            self.configs = configs
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            name = try reader.string("name")
            numPartitions = try reader.int32("numPartitions")
            replicationFactor = try reader.int16("replicationFactor")
            assignments = try reader.array("assignments", version: version)
            configs = try reader.array("configs", version: version)
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.string(name)
            writer.int32(numPartitions)
            writer.int16(replicationFactor)
            writer.array(assignments, version: version)
            writer.array(configs, version: version)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package struct ReplicaAssignment: WireStruct {
        package var partitionIndex: Int32
        package var brokerIds: [Int32]
        package var unknownTaggedFields: [TaggedField]

        package init(partitionIndex: Int32 = 0, brokerIds: [Int32] = [], unknownTaggedFields: [TaggedField] = []) {
            self.partitionIndex = partitionIndex
            self.brokerIds = brokerIds
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            partitionIndex = try reader.int32("partitionIndex")
            brokerIds = try reader.int32Array("brokerIds")
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.int32(partitionIndex)
            writer.int32Array(brokerIds)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package struct TopicConfig: WireStruct {
        package var name: String
        package var value: String?
        package var unknownTaggedFields: [TaggedField]

        package init(name: String = "", value: String? = nil, unknownTaggedFields: [TaggedField] = []) {
            self.name = name
            self.value = value
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            name = try reader.string("name")
            value = try reader.nullableString("value")
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.string(name)
            writer.nullableString(value)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package static let apiKey = ApiKey.createTopics

    package var topics: [Topic]
    /// Milliseconds.
    package var timeoutMs: Int32
    /// Checks the request and creates nothing.
    package var validateOnly: Bool
    package var unknownTaggedFields: [TaggedField]

    package init(
        topics: [Topic] = [], timeoutMs: Int32 = 60_000, validateOnly: Bool = false,
        unknownTaggedFields: [TaggedField] = []
    ) {
        self.topics = topics
        self.timeoutMs = timeoutMs
        self.validateOnly = validateOnly
        self.unknownTaggedFields = unknownTaggedFields
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        try reader.begin("CreateTopicsRequest", Self.apiKey, version: version)
        topics = try reader.array("topics", version: version)
        timeoutMs = try reader.int32("timeoutMs")
        validateOnly = try reader.bool("validateOnly")
        unknownTaggedFields = try reader.taggedFields().unknown
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.begin(Self.apiKey, version: version)
        writer.array(topics, version: version)
        writer.int32(timeoutMs)
        writer.bool(validateOnly)
        writer.taggedFields(unknownTaggedFields)
    }
}
