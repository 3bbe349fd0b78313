import KafkaLog
import KafkaWire

/// ListOffsets: as Apache Kafka 4.0 answers it, the odd answers included (see `PartitionLog.offset(forTimestamp:)`).
enum ListOffsetsAPI {
    /// A replica id that asks for the log's true end, whatever is committed.
    private static let debuggingReplica: Int32 = -2

    static func answer(
        _ request: ListOffsetsRequest, version: Int16, _ broker: BrokerState, _ session: ConnectionSession
    ) -> ListOffsetsResponse {
        let places = request.topics.flatMap { topic in topic.partitions.map { (topic.name, $0.partitionIndex) } }
        let failure = broker.faults.failure(of: .listOffsets, at: broker.nodeID, about: places)
        var seen: [PartitionName: Int] = [:]
        for (topic, partition) in places { seen[PartitionName(topic: topic, partition: partition), default: 0] += 1 }
        let topics = request.topics.map { topic in
            ListOffsetsResponse.Topic(
                name: topic.name,
                partitions: topic.partitions.map { asked in
                    let name = PartitionName(topic: topic.name, partition: asked.partitionIndex)
                    if let failure, failure.strikes(topic.name, asked.partitionIndex) {
                        return .init(partitionIndex: asked.partitionIndex, errorCode: failure.code)
                    }
                    guard session.allows(.describe, on: topic.name) else {
                        return .init(
                            partitionIndex: asked.partitionIndex, errorCode: .topicAuthorizationFailed)
                    }
                    guard seen[name] == 1 else {
                        return .init(partitionIndex: asked.partitionIndex, errorCode: .invalidRequest)
                    }
                    return answer(asked, name, request, version: version, broker)
                })
        }
        return ListOffsetsResponse(topics: topics)
    }

    private static func answer(
        _ asked: ListOffsetsRequest.Partition, _ name: PartitionName, _ request: ListOffsetsRequest, version: Int16,
        _ broker: BrokerState
    ) -> ListOffsetsResponse.Partition {
        func refuse(_ code: KafkaErrorCode) -> ListOffsetsResponse.Partition {
            .init(partitionIndex: asked.partitionIndex, errorCode: code)
        }
        guard isKnown(asked.timestamp, version: version) else { return refuse(.unsupportedVersion) }
        guard let partition = broker.topics.topic(name.topic)?.partitions[name.partition] else {
            return refuse(.unknownTopicOrPartition)
        }
        let assignment = broker.view.assignment(of: partition)
        if let code = LeaderCheck.error(
            in: assignment, at: broker.nodeID, asked: asked.currentLeaderEpoch, takesFollower: false)
        {
            return refuse(code)
        }
        let isolation = request.replicaId == debuggingReplica ? .readUncommitted : request.isolationLevel
        do throws(LogError) {
            let found = try partition.log(in: assignment.epoch).offset(
                forTimestamp: asked.timestamp, isolation: isolation)
            return .init(
                partitionIndex: asked.partitionIndex, timestamp: found.timestamp, offset: found.offset,
                leaderEpoch: asked.timestamp == SpecialTimestamp.latest ? assignment.epoch : found.leaderEpoch)
        } catch {
            return refuse(error.codeForReaders)
        }
    }

    /// Whether a timestamp is a time, or one of the special ones of this version.
    private static func isKnown(_ timestamp: Int64, version: Int16) -> Bool {
        switch timestamp {
        case SpecialTimestamp.latest, SpecialTimestamp.earliest: true
        case SpecialTimestamp.maxTimestamp: version >= 7
        case SpecialTimestamp.earliestLocal: version >= 8
        case SpecialTimestamp.latestTiered: version >= 9
        default: timestamp >= 0
        }
    }
}
