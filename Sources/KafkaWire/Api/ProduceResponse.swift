// Produce response, versions 3 to 12.
//
// 3   base offset, log append time, throttle time
// 5   log start offset
// 8   which records were refused, and why (KIP-467)
// 9   flexible
// 10  the present leader, and where it listens (KIP-951)
//
// Versions 4, 6, 7, 11 and 12 change nothing in the response but the errors that may be answered.

package struct ProduceResponse: KafkaResponse {
    package typealias LeaderIdAndEpoch = KafkaWire.LeaderIdAndEpoch
    package typealias NodeEndpoint = KafkaWire.NodeEndpoint

    package struct Topic: WireStruct {
        package var name: String
        package var partitionResponses: [Partition]
        package var unknownTaggedFields: [TaggedField]

        package init(
            name: String = "", partitionResponses: [Partition] = [], unknownTaggedFields: [TaggedField] = []
        ) {
            self.name = name
            self.partitionResponses = partitionResponses
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            name = try reader.string("name")
            partitionResponses = try reader.array("partitionResponses", version: version)
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.string(name)
            writer.array(partitionResponses, version: version)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package struct Partition: WireStruct {
        package var index: Int32
        package var errorCode: KafkaErrorCode
        /// The offset that the first record got.
        package var baseOffset: Int64
        /// Milliseconds since 1970; -1 where the topic keeps the producer's timestamps.
        package var logAppendTimeMs: Int64
        package var logStartOffset: Int64
        package var recordErrors: [BatchIndexAndErrorMessage]
        package var errorMessage: String?
        package var currentLeader: LeaderIdAndEpoch
        package var unknownTaggedFields: [TaggedField]

        package init(
            index: Int32 = 0, errorCode: KafkaErrorCode = .noError, baseOffset: Int64 = 0, logAppendTimeMs: Int64 = -1,
            logStartOffset: Int64 = -1, recordErrors: [BatchIndexAndErrorMessage] = [], errorMessage: String? = nil,
            currentLeader: LeaderIdAndEpoch = LeaderIdAndEpoch(), unknownTaggedFields: [TaggedField] = []
        ) {
            self.index = index
            self.errorCode = errorCode
            self.baseOffset = baseOffset
            self.logAppendTimeMs = logAppendTimeMs
            self.logStartOffset = logStartOffset
            self.recordErrors = recordErrors
            self.errorMessage = errorMessage
            self.currentLeader = currentLeader
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            self.init()
            index = try reader.int32("index")
            errorCode = try reader.errorCode("errorCode")
            baseOffset = try reader.int64("baseOffset")
            logAppendTimeMs = try reader.int64("logAppendTimeMs")
            if version >= 5 { logStartOffset = try reader.int64("logStartOffset") }
            if version >= 8 {
                recordErrors = try reader.array("recordErrors", version: version)
                errorMessage = try reader.nullableString("errorMessage")
            }
            var tags = try reader.taggedFields()
            if version >= 10, var field = tags.take(0) {
                currentLeader = try LeaderIdAndEpoch(reading: &field, version: version)
                try field.finish()
            }
            unknownTaggedFields = tags.unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.int32(index)
            writer.errorCode(errorCode)
            writer.int64(baseOffset)
            writer.int64(logAppendTimeMs)
            if version >= 5 { writer.int64(logStartOffset) }
            if version >= 8 {
                writer.array(recordErrors, version: version)
                writer.nullableString(errorMessage)
            }
            writer.taggedFields(unknownTaggedFields) { tags in
                if version >= 10, currentLeader != LeaderIdAndEpoch() {
                    tags.add(0) { currentLeader.write(to: &$0, version: version) }
                }
            }
        }
    }

    /// A record that made the broker refuse its batch.
    package struct BatchIndexAndErrorMessage: WireStruct {
        /// The record's place in the batch, from 0.
        package var batchIndex: Int32
        package var batchIndexErrorMessage: String?
        package var unknownTaggedFields: [TaggedField]

        package init(
            batchIndex: Int32 = 0, batchIndexErrorMessage: String? = nil, unknownTaggedFields: [TaggedField] = []
        ) {
            self.batchIndex = batchIndex
            self.batchIndexErrorMessage = batchIndexErrorMessage
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            batchIndex = try reader.int32("batchIndex")
            batchIndexErrorMessage = try reader.nullableString("batchIndexErrorMessage")
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.int32(batchIndex)
            writer.nullableString(batchIndexErrorMessage)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package static let apiKey = ApiKey.produce

    package var responses: [Topic]
    /// Milliseconds.
    package var throttleTimeMs: Int32
    /// From version 10.
    package var nodeEndpoints: [NodeEndpoint]
    package var unknownTaggedFields: [TaggedField]

    package init(
        responses: [Topic] = [], throttleTimeMs: Int32 = 0, nodeEndpoints: [NodeEndpoint] = [],
        unknownTaggedFields: [TaggedField] = []
    ) {
        self.responses = responses
        self.throttleTimeMs = throttleTimeMs
        self.nodeEndpoints = nodeEndpoints
        self.unknownTaggedFields = unknownTaggedFields
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        try reader.begin("ProduceResponse", Self.apiKey, version: version)
        self.init()
        responses = try reader.array("responses", version: version)
        throttleTimeMs = try reader.int32("throttleTimeMs")
        var tags = try reader.taggedFields()
        if version >= 10, var field = tags.take(0) {
            nodeEndpoints = try field.array("nodeEndpoints", version: version)
            try field.finish()
        }
        unknownTaggedFields = tags.unknown
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.begin(Self.apiKey, version: version)
        writer.array(responses, version: version)
        writer.int32(throttleTimeMs)
        writer.taggedFields(unknownTaggedFields) { tags in
            if version >= 10, !nodeEndpoints.isEmpty { tags.add(0) { $0.array(nodeEndpoints, version: version) } }
        }
    }
}
