// Fetch response, versions 4 to 17.
//
// 4   last stable offset and aborted transactions
// 5   log start offset
// 6   the same; KAFKA_STORAGE_ERROR may be answered
// 7   an error code of the whole answer, and a fetch session (KIP-227)
// 11  a nearer replica to read from (KIP-392)
// 12  flexible; the place where a log diverged, the present leader, a snapshot's end
// 13  topic ids instead of names (KIP-516)
// 16  where the leaders listen (KIP-951)
//
// Versions 8, 9, 10, 14, 15 and 17 change nothing in the response. Records may be zstd below version 10 too.

package import NIOCore

package struct FetchResponse: KafkaResponse {
    package typealias LeaderIdAndEpoch = KafkaWire.LeaderIdAndEpoch
    package typealias NodeEndpoint = KafkaWire.NodeEndpoint

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
        package var partitionIndex: Int32
        package var errorCode: KafkaErrorCode
        package var highWatermark: Int64
        package var lastStableOffset: Int64
        package var logStartOffset: Int64
        package var divergingEpoch: EpochEndOffset
        package var currentLeader: LeaderIdAndEpoch
        package var snapshotId: SnapshotId
        /// Of the part of the log that is answered only; nil under read_uncommitted.
        package var abortedTransactions: [AbortedTransaction]?
        /// -1 for none.
        package var preferredReadReplica: Int32
        /// Record batches: a slice of the frame. The first may begin below the offset asked for, the last may be cut.
        package var records: ByteBuffer?
        package var unknownTaggedFields: [TaggedField]

        package init(
            partitionIndex: Int32 = 0, errorCode: KafkaErrorCode = .noError, highWatermark: Int64 = 0,
            lastStableOffset: Int64 = -1, logStartOffset: Int64 = -1,
            divergingEpoch: EpochEndOffset = EpochEndOffset(), currentLeader: LeaderIdAndEpoch = LeaderIdAndEpoch(),
            snapshotId: SnapshotId = SnapshotId(), abortedTransactions: [AbortedTransaction]? = [],
            preferredReadReplica: Int32 = -1, records: ByteBuffer? = nil, unknownTaggedFields: [TaggedField] = []
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.highWatermark = highWatermark
            self.lastStableOffset = lastStableOffset
            self.logStartOffset = logStartOffset
            self.divergingEpoch = divergingEpoch
            self.currentLeader = currentLeader
            self.snapshotId = snapshotId
            self.abortedTransactions = abortedTransactions
            self.preferredReadReplica = preferredReadReplica
            self.records = records
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            self.init()
            partitionIndex = try reader.int32("partitionIndex")
            errorCode = try reader.errorCode("errorCode")
            highWatermark = try reader.int64("highWatermark")
            lastStableOffset = try reader.int64("lastStableOffset")
            if version >= 5 { logStartOffset = try reader.int64("logStartOffset") }
            abortedTransactions = try reader.nullableArray("abortedTransactions", version: version)
            if version >= 11 { preferredReadReplica = try reader.int32("preferredReadReplica") }
            records = try reader.nullableBytes("records")
            var tags = try reader.taggedFields()
            if var field = tags.take(0) {
                divergingEpoch = try EpochEndOffset(reading: &field, version: version)
                try field.finish()
            }
            if var field = tags.take(1) {
                currentLeader = try LeaderIdAndEpoch(reading: &field, version: version)
                try field.finish()
            }
            if var field = tags.take(2) {
                snapshotId = try SnapshotId(reading: &field, version: version)
                try field.finish()
            }
            unknownTaggedFields = tags.unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.int32(partitionIndex)
            writer.errorCode(errorCode)
            writer.int64(highWatermark)
            writer.int64(lastStableOffset)
            if version >= 5 { writer.int64(logStartOffset) }
            writer.nullableArray(abortedTransactions, version: version)
            if version >= 11 { writer.int32(preferredReadReplica) }
            writer.nullableBytes(records)
            writer.taggedFields(unknownTaggedFields) { tags in
                if divergingEpoch != EpochEndOffset() {
                    tags.add(0) { divergingEpoch.write(to: &$0, version: version) }
                }
                if currentLeader != LeaderIdAndEpoch() {
                    tags.add(1) { currentLeader.write(to: &$0, version: version) }
                }
                if snapshotId != SnapshotId() {
                    tags.add(2) { snapshotId.write(to: &$0, version: version) }
                }
            }
        }
    }

    /// The largest epoch that the broker shares with who asked, and where it ends: what follows has diverged.
    package struct EpochEndOffset: WireStruct {
        package var epoch: Int32
        package var endOffset: Int64
        package var unknownTaggedFields: [TaggedField]

        package init(epoch: Int32 = -1, endOffset: Int64 = -1, unknownTaggedFields: [TaggedField] = []) {
            self.epoch = epoch
            self.endOffset = endOffset
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            epoch = try reader.int32("epoch")
            endOffset = try reader.int64("endOffset")
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.int32(epoch)
            writer.int64(endOffset)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    /// The snapshot to fetch instead, for followers of the metadata log.
    package struct SnapshotId: WireStruct {
        package var endOffset: Int64
        package var epoch: Int32
        package var unknownTaggedFields: [TaggedField]

        package init(endOffset: Int64 = -1, epoch: Int32 = -1, unknownTaggedFields: [TaggedField] = []) {
            self.endOffset = endOffset
            self.epoch = epoch
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            endOffset = try reader.int64("endOffset")
            epoch = try reader.int32("epoch")
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.int64(endOffset)
            writer.int32(epoch)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    /// A transaction whose records from `firstOffset` on, up to its abort marker, do not count.
    package struct AbortedTransaction: WireStruct {
        package var producerId: Int64
        package var firstOffset: Int64
        package var unknownTaggedFields: [TaggedField]

        package init(producerId: Int64 = 0, firstOffset: Int64 = 0, unknownTaggedFields: [TaggedField] = []) {
            self.producerId = producerId
            self.firstOffset = firstOffset
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            producerId = try reader.int64("producerId")
            firstOffset = try reader.int64("firstOffset")
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.int64(producerId)
            writer.int64(firstOffset)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package static let apiKey = ApiKey.fetch

    /// Milliseconds.
    package var throttleTimeMs: Int32
    /// The error of the whole answer, from version 7.
    package var errorCode: KafkaErrorCode
    /// 0 where there is no session.
    package var sessionId: Int32
    package var responses: [Topic]
    /// From version 16.
    package var nodeEndpoints: [NodeEndpoint]
    package var unknownTaggedFields: [TaggedField]

    package init(
        throttleTimeMs: Int32 = 0, errorCode: KafkaErrorCode = .noError, sessionId: Int32 = 0, responses: [Topic] = [],
        nodeEndpoints: [NodeEndpoint] = [], unknownTaggedFields: [TaggedField] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.sessionId = sessionId
        self.responses = responses
        self.nodeEndpoints = nodeEndpoints
        self.unknownTaggedFields = unknownTaggedFields
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        try reader.begin("FetchResponse", Self.apiKey, version: version)
        self.init()
        throttleTimeMs = try reader.int32("throttleTimeMs")
        if version >= 7 {
            errorCode = try reader.errorCode("errorCode")
            sessionId = try reader.int32("sessionId")
        }
        responses = try reader.array("responses", version: version)
        var tags = try reader.taggedFields()
        if version >= 16, var field = tags.take(0) {
            nodeEndpoints = try field.array("nodeEndpoints", version: version)
            try field.finish()
        }
        unknownTaggedFields = tags.unknown
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.begin(Self.apiKey, version: version)
        writer.int32(throttleTimeMs)
        if version >= 7 {
            writer.errorCode(errorCode)
            writer.int32(sessionId)
        }
        writer.array(responses, version: version)
        writer.taggedFields(unknownTaggedFields) { tags in
            if version >= 16, !nodeEndpoints.isEmpty { tags.add(0) { $0.array(nodeEndpoints, version: version) } }
        }
    }
}
