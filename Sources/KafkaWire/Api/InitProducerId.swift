// InitProducerId, versions 0 to 5: gives a producer its id and epoch, so that its batches can be told apart.
//
// 0  transactional id and timeout
// 1  the same
// 2  flexible
// 3  the producer may name the id and epoch that it had (KIP-360)
// 4  the same; PRODUCER_FENCED may be answered
// 5  the same; TRANSACTION_ABORTABLE may be answered (KIP-890)

package struct InitProducerIdRequest: KafkaRequest {
    package typealias Response = InitProducerIdResponse

    package static let apiKey = ApiKey.initProducerId

    /// Nil for a producer that is idempotent only.
    package var transactionalId: String?
    /// Milliseconds after which the coordinator aborts an idle transaction.
    package var transactionTimeoutMs: Int32
    /// -1 for a new producer. From version 3.
    package var producerId: Int64
    package var producerEpoch: Int16
    package var unknownTaggedFields: [TaggedField]

    package init(
        transactionalId: String? = nil, transactionTimeoutMs: Int32 = 0, producerId: Int64 = -1,
        producerEpoch: Int16 = -1, unknownTaggedFields: [TaggedField] = []
    ) {
        self.transactionalId = transactionalId
        self.transactionTimeoutMs = transactionTimeoutMs
        self.producerId = producerId
        self.producerEpoch = producerEpoch
        self.unknownTaggedFields = unknownTaggedFields
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        try reader.begin("InitProducerIdRequest", Self.apiKey, version: version)
        self.init()
        transactionalId = try reader.nullableString("transactionalId")
        transactionTimeoutMs = try reader.int32("transactionTimeoutMs")
        if version >= 3 {
            producerId = try reader.int64("producerId")
            producerEpoch = try reader.int16("producerEpoch")
        }
        unknownTaggedFields = try reader.taggedFields().unknown
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.begin(Self.apiKey, version: version)
        writer.nullableString(transactionalId)
        writer.int32(transactionTimeoutMs)
        if version >= 3 {
            writer.int64(producerId)
            writer.int16(producerEpoch)
        }
        writer.taggedFields(unknownTaggedFields)
    }
}

package struct InitProducerIdResponse: KafkaResponse {
    package static let apiKey = ApiKey.initProducerId

    /// Milliseconds.
    package var throttleTimeMs: Int32
    package var errorCode: KafkaErrorCode
    package var producerId: Int64
    package var producerEpoch: Int16
    package var unknownTaggedFields: [TaggedField]

    package init(
        throttleTimeMs: Int32 = 0, errorCode: KafkaErrorCode = .noError, producerId: Int64 = -1,
        producerEpoch: Int16 = 0, unknownTaggedFields: [TaggedField] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.producerId = producerId
        self.producerEpoch = producerEpoch
        self.unknownTaggedFields = unknownTaggedFields
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        try reader.begin("InitProducerIdResponse", Self.apiKey, version: version)
        throttleTimeMs = try reader.int32("throttleTimeMs")
        errorCode = try reader.errorCode("errorCode")
        producerId = try reader.int64("producerId")
        producerEpoch = try reader.int16("producerEpoch")
        unknownTaggedFields = try reader.taggedFields().unknown
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.begin(Self.apiKey, version: version)
        writer.int32(throttleTimeMs)
        writer.errorCode(errorCode)
        writer.int64(producerId)
        writer.int16(producerEpoch)
        writer.taggedFields(unknownTaggedFields)
    }
}
