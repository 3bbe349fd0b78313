import KafkaLog
import KafkaWire

/// Metadata: the brokers that are up, and the topics with the leaders of their partitions.
enum MetadataAPI {
    static func answer(
        _ request: MetadataRequest, version: Int16, _ broker: BrokerState, _ session: ConnectionSession
    ) -> MetadataResponse {
        let view = broker.view
        var topics: [MetadataResponse.Topic] = []
        if let asked = request.topics {
            topics = asked.map { topic(asked: $0, request, version: version, broker, session) }
        } else {
            topics = broker.topics.topics.filter { session.allows(.describe, on: $0.name) }.map { describe($0, broker) }
        }
        let places = topics.flatMap { topic in topic.partitions.map { (topic.name ?? "", $0.partitionIndex) } }
        if let failure = broker.faults.failure(of: .metadata, at: broker.nodeID, about: places) {
            for index in topics.indices { strike(&topics[index], with: failure) }
        }
        return MetadataResponse(
            brokers: view.liveNodes.map { .init(nodeId: $0.id, host: $0.host, port: $0.port, rack: $0.rack) },
            clusterId: broker.clusterID, controllerId: view.liveNodes.first?.id ?? -1, topics: topics)
    }

    private static func topic(
        asked: MetadataRequest.Topic, _ request: MetadataRequest, version: Int16, _ broker: BrokerState,
        _ session: ConnectionSession
    ) -> MetadataResponse.Topic {
        guard let name = asked.name else {
            guard let topic = broker.topics.topic(id: asked.topicId) else {
                // Clients before version 12 cannot take a topic without a name.
                return .init(errorCode: .unknownTopicId, name: version >= 12 ? nil : "", topicId: asked.topicId)
            }
            guard session.allows(.describe, on: topic.name) else {
                return .init(errorCode: .topicAuthorizationFailed, name: nil, topicId: asked.topicId)
            }
            return describe(topic, broker)
        }
        // Whoever may not see a topic is not told whether it is there.
        guard session.allows(.describe, on: name) else {
            return .init(errorCode: .topicAuthorizationFailed, name: name)
        }
        if let topic = broker.topics.topic(name) { return describe(topic, broker) }
        guard PartitionName.isTopicName(name) else { return .init(errorCode: .invalidTopicException, name: name) }
        guard request.allowAutoTopicCreation, broker.options.autoCreatesTopics, !broker.options.isReadOnly,
            session.allows(.create, on: name)
        else {
            return .init(errorCode: .unknownTopicOrPartition, name: name)
        }
        do throws(LogError) {
            let count = max(1, broker.options.defaultPartitionCount)
            return describe(try broker.topics.create(name, partitionCount: count).topic, broker)
        } catch {
            return .init(errorCode: .kafkaStorageError, name: name)
        }
    }

    private static func describe(_ topic: LocalTopic, _ broker: BrokerState) -> MetadataResponse.Topic {
        let view = broker.view
        let partitions = topic.sortedPartitions.map { partition in
            let assignment = view.assignment(of: partition)
            return MetadataResponse.Partition(
                errorCode: assignment.leader == nil ? .leaderNotAvailable : .noError,
                partitionIndex: partition.name.partition, leaderId: assignment.leader ?? -1,
                leaderEpoch: assignment.epoch, replicaNodes: assignment.replicas,
                isrNodes: assignment.replicas.filter { view.isUp($0) },
                offlineReplicas: assignment.replicas.filter { !view.isUp($0) })
        }
        return .init(name: topic.name, topicId: topic.id, isInternal: topic.isInternal, partitions: partitions)
    }

    private static func strike(_ topic: inout MetadataResponse.Topic, with failure: Faults.Failure) {
        guard failure.topic ?? topic.name == topic.name else { return }
        guard let partition = failure.partition else {
            topic.errorCode = failure.code
            topic.partitions = []
            return
        }
        for index in topic.partitions.indices where topic.partitions[index].partitionIndex == partition {
            topic.partitions[index].errorCode = failure.code
            topic.partitions[index].leaderId = -1
        }
    }
}
