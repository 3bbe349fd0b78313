// Produce request, versions 3 to 12: record batches to append.
//
// 3   transactional id; message format 2
// 7   records may be zstd (KIP-110)
// 9   flexible
// 12  the broker adds the partition to the transaction by itself (KIP-890)
//
// Versions 4, 5, 6, 8, 10 and 11 change nothing in the request. A request with acks 0 has no answer.

package import NIOCore

package struct ProduceRequest: KafkaRequest {
    package typealias Response = ProduceResponse

    package struct Topic: WireStruct {
        package var name: String
        package var partitionData: [Partition]
        package var unknownTaggedFields: [TaggedField]

        package init(name: String = "", partitionData: [Partition] = [], unknownTaggedFields: [TaggedField] = []) {
            self.name = name
            self.partitionData = partitionData
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            name = try reader.string("name")
            partitionData = try reader.array("partitionData", version: version)
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.string(name)
            writer.array(partitionData, version: version)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package struct Partition: WireStruct {
        package var index: Int32
        /// One record batch.
        package var records: ByteBuffer?
        package var unknownTaggedFields: [TaggedField]

        package init(index: Int32 = 0, records: ByteBuffer? = nil, unknownTaggedFields: [TaggedField] = []) {
            self.index = index
            self.records = records
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            index = try reader.int32("index")
            records = try reader.nullableBytes("records")
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.int32(index)
            writer.nullableBytes(records)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package static let apiKey = ApiKey.produce

    package var transactionalId: String?
    /// 0 for no answer, 1 for the leader's word, -1 for that of all replicas in sync.
    package var acks: Int16
    /// Milliseconds to wait for the replicas.
    package var timeoutMs: Int32
    package var topicData: [Topic]
    package var unknownTaggedFields: [TaggedField]

    package init(
        transactionalId: String? = nil, acks: Int16 = 0, timeoutMs: Int32 = 0, topicData: [Topic] = [],
        unknownTaggedFields: [TaggedField] = []
    ) {
        self.transactionalId = transactionalId
        self.acks = acks
        self.timeoutMs = timeoutMs
        self.topicData = topicData
        self.unknownTaggedFields = unknownTaggedFields
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        try reader.begin("ProduceRequest", Self.apiKey, version: version)
        transactionalId = try reader.nullableString("transactionalId")
        acks = try reader.int16("acks")
        timeoutMs = try reader.int32("timeoutMs")
        topicData = try reader.array("topicData", version: version)
        unknownTaggedFields = try reader.taggedFields().unknown
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.begin(Self.apiKey, version: version)
        writer.nullableString(transactionalId)
        writer.int16(acks)
        writer.int32(timeoutMs)
        writer.array(topicData, version: version)
        writer.taggedFields(unknownTaggedFields)
    }
}
