import KafkaLog
import KafkaRecords
import KafkaWire

/// CreateTopics: the number of partitions and a few configurations.
enum CreateTopicsAPI {
    private struct Refusal: Error {
        let code: KafkaErrorCode
        let message: String

        init(_ code: KafkaErrorCode, _ message: String) {
            self.code = code
            self.message = message
        }
    }

    private struct Configuration {
        var log: LogAppender.Options
        var timestampType = TimestampType.create
    }

    static func answer(
        _ request: CreateTopicsRequest, _ broker: BrokerState, _ session: ConnectionSession
    ) -> CreateTopicsResponse {
        var names: [String: Int] = [:]
        for topic in request.topics { names[topic.name, default: 0] += 1 }
        let failure = broker.faults.failure(
            of: .createTopics, at: broker.nodeID, about: request.topics.map { ($0.name, 0) })
        let topics = request.topics.map { topic in
            if let failure, failure.topic ?? topic.name == topic.name {
                return CreateTopicsResponse.Topic(name: topic.name, errorCode: failure.code)
            }
            do throws(Refusal) {
                guard session.allows(.create, on: topic.name) else {
                    throw Refusal(.topicAuthorizationFailed, "The user may not create this topic.")
                }
                guard names[topic.name] == 1 else {
                    throw Refusal(.invalidRequest, "The request names the topic more than once.")
                }
                return try create(topic, isOnlyChecked: request.validateOnly, broker)
            } catch {
                return CreateTopicsResponse.Topic(name: topic.name, errorCode: error.code, errorMessage: error.message)
            }
        }
        return CreateTopicsResponse(topics: topics)
    }

    private static func create(
        _ topic: CreateTopicsRequest.Topic, isOnlyChecked: Bool, _ broker: BrokerState
    ) throws(Refusal) -> CreateTopicsResponse.Topic {
        guard !broker.options.isReadOnly else {
            throw Refusal(.clusterAuthorizationFailed, "The broker's log directory is only read.")
        }
        guard PartitionName.isTopicName(topic.name) else {
            throw Refusal(.invalidTopicException, "A topic cannot have this name.")
        }
        let count = try partitionCount(of: topic, broker)
        let configuration = try configuration(of: topic, broker)
        guard broker.topics.topic(topic.name) == nil else {
            throw Refusal(.topicAlreadyExists, "The topic exists already.")
        }
        var answer = CreateTopicsResponse.Topic(name: topic.name, numPartitions: count, replicationFactor: 1)
        if isOnlyChecked { return answer }
        do throws(LogError) {
            let (created, isNew) = try broker.topics.create(
                topic.name, partitionCount: count, logOptions: configuration.log,
                timestampType: configuration.timestampType)
            answer.topicId = created.id
            if isNew { return answer }
        } catch {
            throw Refusal(.kafkaStorageError, error.description)
        }
        throw Refusal(.topicAlreadyExists, "The topic exists already.")
    }

    private static func partitionCount(
        of topic: CreateTopicsRequest.Topic, _ broker: BrokerState
    ) throws(Refusal) -> Int32 {
        if !topic.assignments.isEmpty {
            let numbers = topic.assignments.map(\.partitionIndex).sorted()
            guard topic.numPartitions == -1, topic.replicationFactor == -1,
                numbers.elementsEqual(0..<Int32(clamping: numbers.count)),
                topic.assignments.allSatisfy({ $0.brokerIds == [broker.nodeID] })
            else {
                throw Refusal(.invalidReplicaAssignment, "There is one broker, \(broker.nodeID), for every partition.")
            }
            return Int32(clamping: numbers.count)
        }
        guard topic.replicationFactor == -1 || topic.replicationFactor == 1 else {
            throw Refusal(.invalidReplicationFactor, "There is one broker, so there can be one replica.")
        }
        guard topic.numPartitions == -1 || (1...10_000).contains(topic.numPartitions) else {
            throw Refusal(.invalidPartitions, "The number of partitions must be 1 to 10,000.")
        }
        return topic.numPartitions == -1 ? max(1, broker.options.defaultPartitionCount) : topic.numPartitions
    }

    private static func configuration(
        of topic: CreateTopicsRequest.Topic, _ broker: BrokerState
    ) throws(Refusal) -> Configuration {
        var configuration = Configuration(log: broker.options.log)
        func number(_ config: CreateTopicsRequest.TopicConfig, atLeast least: Int) throws(Refusal) -> Int {
            guard let number = config.value.flatMap({ Int($0) }), number >= least else {
                throw Refusal(.invalidConfig, "\(config.name) must be a number of at least \(least).")
            }
            return number
        }
        for config in topic.configs {
            switch config.name {
            case "message.timestamp.type":
                switch config.value {
                case "CreateTime": configuration.timestampType = .create
                case "LogAppendTime": configuration.timestampType = .logAppend
                default: throw Refusal(.invalidConfig, "message.timestamp.type is CreateTime or LogAppendTime.")
                }
            case "segment.bytes": configuration.log.segmentBytes = try number(config, atLeast: 14)
            case "index.interval.bytes": configuration.log.indexIntervalBytes = try number(config, atLeast: 0)
            case "max.message.bytes": configuration.log.maxBatchBytes = try number(config, atLeast: 0)
            case "cleanup.policy":
                guard config.value == "delete" else {
                    throw Refusal(.invalidConfig, "This broker compacts nothing: cleanup.policy can only be delete.")
                }
            default: break
            }
        }
        return configuration
    }
}
