// Metadata request, versions 0 to 13: the brokers of the cluster, and topics with their partitions and leaders.
//
// 0   topic names; an empty list means all topics
// 1   null means all topics, an empty list none
// 4   topics are made only if allowAutoTopicCreation says so; before, the broker's own setting decides
// 8   authorized operations may be asked for
// 9   flexible
// 10  topic ids, which brokers obey from version 12 on only (KIP-516)
// 11  the cluster's authorized operations are gone (KIP-700)
// 13  the same; the answer may ask for a new bootstrap (KIP-1102)
//
// Versions 2, 3, 5, 6, 7 and 12 change nothing in the request.

package struct MetadataRequest: KafkaRequest {
    package typealias Response = MetadataResponse

    /// A topic asked for by its name or, from version 12, by its id with no name.
    package struct Topic: WireStruct {
        package var topicId: KafkaUUID
        /// Nil from version 10 only.
        package var name: String?
        package var unknownTaggedFields: [TaggedField]

        package init(topicId: KafkaUUID = .zero, name: String? = nil, unknownTaggedFields: [TaggedField] = []) {
            self.topicId = topicId
            self.name = name
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            self.init()
            if version >= 10 { topicId = try reader.uuid("topicId") }
            name = version >= 10 ? try reader.nullableString("name") : try reader.string("name")
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            if version >= 10 {
                writer.uuid(topicId)
                writer.nullableString(name)
            } else {
                writer.string(name ?? "")
            }
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package static let apiKey = ApiKey.metadata

    /// Nil for all topics. In version 0 nil is written as an empty list, which there means the same.
    package var topics: [Topic]?
    package var allowAutoTopicCreation: Bool
    package var includeClusterAuthorizedOperations: Bool
    package var includeTopicAuthorizedOperations: Bool
    package var unknownTaggedFields: [TaggedField]

    package init(
        topics: [Topic]? = [], allowAutoTopicCreation: Bool = true, includeClusterAuthorizedOperations: Bool = false,
        includeTopicAuthorizedOperations: Bool = false, unknownTaggedFields: [TaggedField] = []
    ) {
        self.topics = topics
        self.allowAutoTopicCreation = allowAutoTopicCreation
        self.includeClusterAuthorizedOperations = includeClusterAuthorizedOperations
        self.includeTopicAuthorizedOperations = includeTopicAuthorizedOperations
        self.unknownTaggedFields = unknownTaggedFields
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        try reader.begin("MetadataRequest", Self.apiKey, version: version)
        self.init()
        if version >= 1 {
            topics = try reader.nullableArray("topics", version: version)
        } else {
            let named: [Topic] = try reader.array("topics", version: version)
            topics = named.isEmpty ? nil : named
        }
        if version >= 4 { allowAutoTopicCreation = try reader.bool("allowAutoTopicCreation") }
        if (8...10).contains(version) {
            includeClusterAuthorizedOperations = try reader.bool("includeClusterAuthorizedOperations")
        }
        if version >= 8 { includeTopicAuthorizedOperations = try reader.bool("includeTopicAuthorizedOperations") }
        unknownTaggedFields = try reader.taggedFields().unknown
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.begin(Self.apiKey, version: version)
        if version >= 1 {
            writer.nullableArray(topics, version: version)
        } else {
            writer.array(topics ?? [], version: version)
        }
        if version >= 4 { writer.bool(allowAutoTopicCreation) }
        if (8...10).contains(version) { writer.bool(includeClusterAuthorizedOperations) }
        if version >= 8 { writer.bool(includeTopicAuthorizedOperations) }
        writer.taggedFields(unknownTaggedFields)
    }
}
