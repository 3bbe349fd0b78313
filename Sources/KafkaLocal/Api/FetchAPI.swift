import KafkaLog
import KafkaRecords
import KafkaWire
import NIOCore

/// Fetch: what can be answered now, within the request's limits.
enum FetchAPI {
    /// The partitions read, in the order of the request.
    struct Answer {
        var topics: [FetchFrame.Topic] = []
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

    static func read(_ request: FetchRequest, version: Int16, _ broker: BrokerState) -> Answer {
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
            var partitions: [FetchFrame.Partition] = []
            for partition in asked.partitions {
                let read: FetchFrame.Partition
                if let failure, failure.strikes(topic?.name ?? asked.topic, partition.partition) {
                    read = refuse(partition, failure.code)
                } else if let topic {
                    read = readPartition(partition, of: topic, request.isolationLevel, &budget)
                } else {
                    read = refuse(partition, version >= 13 ? .unknownTopicId : .unknownTopicOrPartition)
                }
                answer.byteCount += read.records.readableBytes
                if read.response.errorCode != .noError {
                    answer.hasError = true
                } else if let topic {
                    answer.readable.append(PartitionName(topic: topic.name, partition: partition.partition))
                }
                partitions.append(read)
            }
            answer.topics.append(.init(topic: asked.topic, topicId: asked.topicId, partitions: partitions))
        }
        return answer
    }

    private static func readPartition(
        _ asked: FetchRequest.Partition, of topic: LocalTopic, _ isolation: IsolationLevel, _ budget: inout Budget
    ) -> FetchFrame.Partition {
        guard let partition = topic.partitions[asked.partition] else { return refuse(asked, .unknownTopicOrPartition) }
        if let code = LeaderEpochCheck.error(asked: asked.currentLeaderEpoch, current: partition.leaderEpoch) {
            return refuse(asked, code)
        }
        do throws(LogError) {
            let log = try partition.log()
            // The end first: what is appended meanwhile is for the next answer.
            let end = log.logEndOffset
            let lastStable = try log.lastStableOffset
            let isCommitted = isolation == .readCommitted
            let slice = try log.slice(
                from: asked.fetchOffset, maxBytes: min(Int(asked.partitionMaxBytes), budget.bytes),
                minOneBatch: budget.minOneBatch, upTo: isCommitted ? min(lastStable, end) : end)
            var records = ByteBuffer()
            var aborted: [FetchResponse.AbortedTransaction]? = isCommitted ? [] : nil
            if let slice {
                records = ByteBufferAllocator().buffer(capacity: slice.count)
                try slice.read(into: &records)
                if isCommitted {
                    aborted = try log.abortedTransactions(from: asked.fetchOffset, to: log.nextOffset(after: slice)).map {
                        .init(producerId: $0.producerID, firstOffset: $0.firstOffset)
                    }
                }
                budget.minOneBatch = false
                budget.bytes = max(0, budget.bytes - slice.count)
            }
            let response = FetchResponse.Partition(
                partitionIndex: asked.partition, highWatermark: end, lastStableOffset: min(lastStable, end),
                logStartOffset: log.logStartOffset, abortedTransactions: aborted)
            return FetchFrame.Partition(response: response, records: records)
        } catch {
            return refuse(asked, error.codeForReaders)
        }
    }

    private static func refuse(_ asked: FetchRequest.Partition, _ code: KafkaErrorCode) -> FetchFrame.Partition {
        let response = FetchResponse.Partition(
            partitionIndex: asked.partition, errorCode: code, highWatermark: -1, abortedTransactions: nil)
        return FetchFrame.Partition(response: response, records: ByteBuffer())
    }
}
