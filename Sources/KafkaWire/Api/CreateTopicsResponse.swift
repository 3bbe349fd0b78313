// CreateTopics response, versions 2 to 7.
//
// 2  throttle time; an error code and message per topic
// 5  flexible; partitions, replicas and configuration of the new topic (KIP-525)
// 6  the same; THROTTLING_QUOTA_EXCEEDED may be answered (KIP-599)
// 7  topic ids (KIP-516)
//
// Versions 3 and 4 change nothing in the response.

package struct CreateTopicsResponse: KafkaResponse {
    package struct Topic: WireStruct {
        package var name: String
        /// From version 7.
        package var topicId: KafkaUUID
        package var errorCode: KafkaErrorCode
        package var errorMessage: String?
        /// Why `configs` is null, from version 5.
        package var topicConfigErrorCode: KafkaErrorCode
        package var numPartitions: Int32
        package var replicationFactor: Int16
        package var configs: [TopicConfig]?
        package var unknownTaggedFields: [TaggedField]

        package init(
            name: String = "", topicId: KafkaUUID = .zero, errorCode: KafkaErrorCode = .noError,
            errorMessage: String? = nil, topicConfigErrorCode: KafkaErrorCode = .noError, numPartitions: Int32 = -1,
            replicationFactor: Int16 = -1, configs: [TopicConfig]? = [], unknownTaggedFields: [TaggedField] = []
        ) {
            self.name = name
            self.topicId = topicId
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.topicConfigErrorCode = topicConfigErrorCode
            self.numPartitions = numPartitions
            self.replicationFactor = replicationFactor
            self.configs = configs
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            self.init()
            name = try reader.string("name")
            if version >= 7 { topicId = try reader.uuid("topicId") }
            errorCode = try reader.errorCode("errorCode")
            errorMessage = try reader.nullableString("errorMessage")
            if version >= 5 {
                numPartitions = try reader.int32("numPartitions")
                replicationFactor = try reader.int16("replicationFactor")
                configs = try reader.nullableArray("configs", version: version)
            }
            var tags = try reader.taggedFields()
            if var field = tags.take(0) {
                topicConfigErrorCode = try field.errorCode("topicConfigErrorCode")
                try field.finish()
            }
            unknownTaggedFields = tags.unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.string(name)
            if version >= 7 { writer.uuid(topicId) }
            writer.errorCode(errorCode)
            writer.nullableString(errorMessage)
            if version >= 5 {
                writer.int32(numPartitions)
                writer.int16(replicationFactor)
                writer.nullableArray(configs, version: version)
            }
            writer.taggedFields(unknownTaggedFields) { tags in
                if topicConfigErrorCode != .noError { tags.add(0) { $0.errorCode(topicConfigErrorCode) } }
            }
        }
    }

    package struct TopicConfig: WireStruct {
        package var name: String
        package var value: String?
        package var readOnly: Bool
        /// Where the value comes from: 1 the topic, 5 the default; -1 where it is not known.
        package var configSource: Int8
        package var isSensitive: Bool
        package var unknownTaggedFields: [TaggedField]

        package init(
            name: String = "", value: String? = nil, readOnly: Bool = false, configSource: Int8 = -1,
            isSensitive: Bool = false, unknownTaggedFields: [TaggedField] = []
        ) {
            self.name = name
            self.value = value
            self.readOnly = readOnly
            self.configSource = configSource
            self.isSensitive = isSensitive
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            name = try reader.string("name")
            value = try reader.nullableString("value")
            readOnly = try reader.bool("readOnly")
            configSource = try reader.int8("configSource")
            isSensitive = try reader.bool("isSensitive")
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.string(name)
            writer.nullableString(value)
            writer.bool(readOnly)
            writer.int8(configSource)
            writer.bool(isSensitive)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package static let apiKey = ApiKey.createTopics

    /// Milliseconds.
    package var throttleTimeMs: Int32
    package var topics: [Topic]
    package var unknownTaggedFields: [TaggedField]

    package init(throttleTimeMs: Int32 = 0, topics: [Topic] = [], unknownTaggedFields: [TaggedField] = []) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
        self.unknownTaggedFields = unknownTaggedFields
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        try reader.begin("CreateTopicsResponse", Self.apiKey, version: version)
        throttleTimeMs = try reader.int32("throttleTimeMs")
        topics = try reader.array("topics", version: version)
        unknownTaggedFields = try reader.taggedFields().unknown
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.begin(Self.apiKey, version: version)
        writer.int32(throttleTimeMs)
        writer.array(topics, version: version)
        writer.taggedFields(unknownTaggedFields)
    }
}
