import KafkaLog
import KafkaRecords
import KafkaWire
import NIOCore

/// Produce: one batch a partition, checked and appended.
enum ProduceAPI {
    /// - Returns: nil where nothing is to be answered (acks 0), and whether the connection is to be closed, which is how a
    ///   producer without acks learns of an error.
    static func answer(
        _ request: ProduceRequest, version: Int16, _ broker: BrokerState, _ session: ConnectionSession
    ) -> (response: ProduceResponse?, closes: Bool) {
        let places = request.topicData.flatMap { topic in topic.partitionData.map { (topic.name, $0.index) } }
        let failure = broker.faults.failure(of: .produce, at: broker.nodeID, about: places)
        let topics = request.topicData.map { topic in
            ProduceResponse.Topic(
                name: topic.name,
                partitionResponses: topic.partitionData.map { data in
                    if let failure, failure.strikes(topic.name, data.index) { return refuse(data, failure.code) }
                    guard session.allows(.write, on: topic.name) else {
                        return refuse(data, .topicAuthorizationFailed)
                    }
                    return append(data, to: topic.name, request, version: version, broker)
                })
        }
        let response = ProduceResponse(responses: topics)
        guard request.acks == 0 else { return (response, false) }
        return (nil, topics.contains { $0.partitionResponses.contains { $0.errorCode != .noError } })
    }

    private static func append(
        _ data: ProduceRequest.Partition, to topicName: String, _ request: ProduceRequest, version: Int16,
        _ broker: BrokerState
    ) -> ProduceResponse.Partition {
        guard (-1...1).contains(request.acks) else {
            return refuse(data, .invalidRequiredAcks, "acks must be -1, 0 or 1.")
        }
        guard request.transactionalId == nil else {
            return refuse(data, .transactionalIdAuthorizationFailed, "This broker has no transactions.")
        }
        guard !broker.options.isReadOnly else {
            return refuse(data, .topicAuthorizationFailed, "The broker's log directory is only read.")
        }
        guard let topic = broker.topics.topic(topicName), let partition = topic.partitions[data.index] else {
            return refuse(data, .unknownTopicOrPartition)
        }
        let assignment = broker.view.assignment(of: partition)
        if let code = LeaderCheck.error(in: assignment, at: broker.nodeID, takesFollower: false) {
            return refuse(data, code)
        }
        if let refusal = checkForm(data, version: version) { return refusal }
        do throws(LogError) {
            let isAppendTime = try topic.currentTimestampType() == .logAppend
            let now = isAppendTime ? broker.options.now() : nil
            let appender = try partition.appender(topic.logOptions)
            let appended = try appender.append(data.records ?? ByteBuffer(), appendTime: now)
            broker.arrivals.arrived(at: partition.name)
            return .init(
                index: data.index, baseOffset: appended.baseOffset, logAppendTimeMs: now ?? -1,
                logStartOffset: appender.log.logStartOffset)
        } catch {
            return refuse(data, error.codeForProducers, error.message)
        }
    }

    /// What the protocol demands of the records before their content counts: exactly one batch of format 2, and no zstd
    /// from those who ask in a version that is older than it.
    private static func checkForm(_ data: ProduceRequest.Partition, version: Int16) -> ProduceResponse.Partition? {
        guard let records = data.records, records.readableBytes > 0 else {
            return refuse(data, .invalidRecord, "There must be one record batch, there is none.")
        }
        let parsed = records.withUnsafeReadableBytes { bytes in
            Result { () throws(RecordError) in try RecordBatchHeader.parse(bytes) }
        }
        guard case .success(.header(let header)) = parsed else {
            if case .failure(let error) = parsed, error.code != .invalidLength {
                return refuse(data, .invalidRecord, error.message)
            }
            return refuse(data, .corruptMessage, "The record batch is cut.")
        }
        guard !header.isLegacy else {
            return refuse(data, .invalidRecord, "Message format \(header.magic) is not taken, only format 2.")
        }
        guard header.sizeInBytes >= records.readableBytes else {
            return refuse(data, .invalidRecord, "There must be one record batch, there are more.")
        }
        if header.codec == .zstd, version < 7 {
            return refuse(data, .unsupportedCompressionType, "zstd is taken from version 7 on.")
        }
        return nil
    }

    private static func refuse(
        _ data: ProduceRequest.Partition, _ code: KafkaErrorCode, _ message: String? = nil
    ) -> ProduceResponse.Partition {
        .init(index: data.index, errorCode: code, baseOffset: -1, errorMessage: message)
    }
}
