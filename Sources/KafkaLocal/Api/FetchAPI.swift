import KafkaLog
import KafkaRecords
import KafkaWire
import NIOCore

/// Fetch: what can be answered now, within the request's limits.
enum FetchAPI {
    /// A topic of the request and what was found of it.
    struct Topic {
        var name: String
        var id: KafkaUUID
        var partitions: [Partition]
    }

    /// A partition's answer, and where its records lie.
    struct Partition {
        var asked: FetchRequest.Partition
        var response: FetchResponse.Partition
        var slice: LogSlice?
    }

    /// What can be answered, in the order of the request.
    struct Answer {
        var topics: [Topic] = []
        var byteCount = 0
        var hasError = false
        /// The partitions that were read without an error: those whose new data a waiting request wants.
        var readable: [PartitionName] = []
    }

    /// The limits of a whole answer, as they run out from partition to partition.
    private struct Budget {
        var bytes: Int
        /// The first batch that is found is sent whole, however small the limits are.
        var minOneBatch = true
    }

    /// Nil where the request belongs to a session: none are kept, every answer begins none (session id 0).
    static func refusal(_ request: FetchRequest, version: Int16) -> FetchResponse? {
        let isFull = request.sessionEpoch == -1 || request.sessionEpoch == 0
        guard version >= 7, !isFull else { return nil }
        return FetchResponse(errorCode: .fetchSessionIdNotFound)
    }

    /// Says where the records of an answer lie, and how many there are.
    static func locate(
        _ request: FetchRequest, version: Int16, _ broker: BrokerState, _ session: ConnectionSession
    ) -> Answer {
        var answer = Answer()
        var budget = Budget(bytes: Int(max(0, request.maxBytes)))
        let named = request.topics.map { asked in
            (asked, version >= 13 ? broker.topics.topic(id: asked.topicId) : broker.topics.topic(asked.topic))
        }
        let failure = broker.faults.failure(
            of: .fetch,
            about: named.flatMap { asked, topic in
                asked.partitions.map { (topic?.name ?? asked.topic, $0.partition) }
            })
        for (asked, topic) in named {
            var partitions: [Partition] = []
            for partition in asked.partitions {
                let read: Partition
                if let failure, failure.strikes(topic?.name ?? asked.topic, partition.partition) {
                    read = refuse(partition, failure.code)
                } else if !session.allows(.read, on: topic?.name ?? asked.topic) {
                    read = refuse(partition, .topicAuthorizationFailed)
                } else if let topic {
                    read = locate(partition, in: topic, request.isolationLevel, &budget)
                } else {
                    read = refuse(partition, version >= 13 ? .unknownTopicId : .unknownTopicOrPartition, aborted: [])
                }
                answer.byteCount += read.slice?.count ?? 0
                if read.response.errorCode != .noError {
                    answer.hasError = true
                } else if let topic {
                    answer.readable.append(PartitionName(topic: topic.name, partition: partition.partition))
                }
                partitions.append(read)
            }
            answer.topics.append(Topic(name: asked.topic, id: asked.topicId, partitions: partitions))
        }
        return answer
    }

    /// Brings the records of an answer. What cannot be brought any more becomes an error of its partition.
    static func load(_ answer: Answer, usesFiles: Bool) -> [FetchFrame.Topic] {
        answer.topics.map { topic in
            FetchFrame.Topic(
                topic: topic.name, topicId: topic.id,
                partitions: topic.partitions.map { partition in
                    do throws(LogError) {
                        let records = try partition.slice.map { (slice) throws(LogError) in
                            try RecordsPiece(slice, usesFiles: usesFiles)
                        }
                        return .init(response: partition.response, records: records ?? .none)
                    } catch {
                        let refusal = refuse(partition.asked, error.codeForReaders)
                        return .init(response: refusal.response, records: .none)
                    }
                })
        }
    }

    private static func locate(
        _ asked: FetchRequest.Partition, in topic: LocalTopic, _ isolation: IsolationLevel, _ budget: inout Budget
    ) -> Partition {
        guard let partition = topic.partitions[asked.partition] else {
            return refuse(asked, .unknownTopicOrPartition, aborted: [])
        }
        if let code = LeaderEpochCheck.error(asked: asked.currentLeaderEpoch, current: partition.leaderEpoch) {
            return refuse(asked, code)
        }
        do throws(LogError) {
            let log = try partition.log()
            // The end first: what is appended meanwhile is for the next answer.
            let end = log.logEndOffset
            let lastStable = min(try log.lastStableOffset, end)
            let isCommitted = isolation == .readCommitted
            let slice = try log.slice(
                from: asked.fetchOffset, maxBytes: min(Int(asked.partitionMaxBytes), budget.bytes),
                minOneBatch: budget.minOneBatch, upTo: isCommitted ? lastStable : end)
            var aborted: [FetchResponse.AbortedTransaction]? = isCommitted ? [] : nil
            if let slice {
                if isCommitted {
                    aborted = try log.abortedTransactions(from: asked.fetchOffset, to: log.nextOffset(after: slice)).map
                    {
                        .init(producerId: $0.producerID, firstOffset: $0.firstOffset)
                    }
                }
                budget.minOneBatch = false
                budget.bytes = max(0, budget.bytes - slice.count)
            }
            let response = FetchResponse.Partition(
                partitionIndex: asked.partition, highWatermark: end, lastStableOffset: lastStable,
                logStartOffset: log.logStartOffset, abortedTransactions: aborted)
            return Partition(asked: asked, response: response, slice: slice)
        } catch {
            return refuse(asked, error.codeForReaders)
        }
    }

    /// - Parameter aborted: Kafka answers an empty list for a partition that does not exist, and none for one that it
    ///   could not read.
    private static func refuse(
        _ asked: FetchRequest.Partition, _ code: KafkaErrorCode, aborted: [FetchResponse.AbortedTransaction]? = nil
    ) -> Partition {
        let response = FetchResponse.Partition(
            partitionIndex: asked.partition, errorCode: code, highWatermark: -1, abortedTransactions: aborted)
        return Partition(asked: asked, response: response, slice: nil)
    }
}
