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

        /// An error, a log that went another way, a nearer replica: nothing to wait for.
        var mustGoOut: Bool {
            response.errorCode != .noError || response.divergingEpoch != FetchResponse.EpochEndOffset()
                || response.preferredReadReplica >= 0
        }
    }

    /// What can be answered, in the order of the request.
    struct Answer {
        var topics: [Topic] = []
        var byteCount = 0
        /// Whether it goes out however little it holds.
        var mustGoOut = false
        /// The partitions that were read without an error: those whose new data a waiting request wants.
        var readable: [PartitionName] = []
        /// Where the leaders listen that the answer names (KIP-951).
        var endpoints: [NodeEndpoint] = []
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
            of: .fetch, at: broker.nodeID,
            about: named.flatMap { asked, topic in
                asked.partitions.map { (topic?.name ?? asked.topic, $0.partition) }
            })
        let view = broker.view
        for (asked, topic) in named {
            var partitions: [Partition] = []
            for partition in asked.partitions {
                var read: Partition
                if let failure, failure.strikes(topic?.name ?? asked.topic, partition.partition) {
                    read = refuse(partition, failure.code)
                } else if !session.allows(.read, on: topic?.name ?? asked.topic) {
                    read = refuse(partition, .topicAuthorizationFailed)
                } else if let topic {
                    read = locate(partition, in: topic, request, version: version, broker, view, &budget)
                } else {
                    read = refuse(partition, version >= 13 ? .unknownTopicId : .unknownTopicOrPartition, aborted: [])
                }
                if version >= 16, let topic { name(leaderOf: topic, in: &read, view, &answer.endpoints) }
                answer.byteCount += read.slice?.count ?? 0
                answer.mustGoOut = answer.mustGoOut || read.mustGoOut
                if let topic, read.response.errorCode == .noError {
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
        _ asked: FetchRequest.Partition, in topic: LocalTopic, _ request: FetchRequest, version: Int16,
        _ broker: BrokerState, _ view: Placement.View, _ budget: inout Budget
    ) -> Partition {
        guard let partition = topic.partitions[asked.partition] else {
            return refuse(asked, .unknownTopicOrPartition, aborted: [])
        }
        let assignment = view.assignment(of: partition)
        if let code = LeaderCheck.error(
            in: assignment, at: broker.nodeID, asked: asked.currentLeaderEpoch, takesFollower: version >= 11)
        {
            return refuse(asked, code)
        }
        do throws(LogError) {
            let log = try partition.log(in: assignment.epoch)
            // The end first: what is appended meanwhile is for the next answer.
            let logEnd = log.logEndOffset
            let lag = assignment.leader == broker.nodeID ? 0 : assignment.lags[broker.nodeID, default: 0]
            let end = max(log.logStartOffset, logEnd - lag)
            let lastStable = min(try log.lastStableOffset, end)
            let isCommitted = request.isolationLevel == .readCommitted
            var response = FetchResponse.Partition(
                partitionIndex: asked.partition, highWatermark: end, lastStableOffset: lastStable,
                logStartOffset: log.logStartOffset, abortedTransactions: isCommitted ? [] : nil)
            if version >= 12, asked.lastFetchedEpoch >= 0, (log.logStartOffset...logEnd).contains(asked.fetchOffset) {
                guard
                    let known = log.leaderEpochs.end(
                        of: asked.lastFetchedEpoch, current: assignment.epoch, logEnd: logEnd)
                else { return refuse(asked, .offsetOutOfRange) }
                if known.epoch < asked.lastFetchedEpoch || known.startOffset < asked.fetchOffset {
                    response.divergingEpoch = .init(epoch: known.epoch, endOffset: known.startOffset)
                    return Partition(asked: asked, response: response, slice: nil)
                }
            }
            if assignment.leader == broker.nodeID, broker.options.selectsReplicaByRack,
                let nearer = nearerReplica(for: request.rackId, than: broker.nodeID, assignment, view)
            {
                response.preferredReadReplica = nearer
                return Partition(asked: asked, response: response, slice: nil)
            }
            let slice = try log.slice(
                from: asked.fetchOffset, maxBytes: min(Int(asked.partitionMaxBytes), budget.bytes),
                minOneBatch: budget.minOneBatch, upTo: isCommitted ? lastStable : end)
            if let slice {
                if isCommitted {
                    let after = try log.nextOffset(after: slice)
                    response.abortedTransactions = try log.abortedTransactions(from: asked.fetchOffset, to: after)
                        .map { .init(producerId: $0.producerID, firstOffset: $0.firstOffset) }
                }
                budget.minOneBatch = false
                budget.bytes = max(0, budget.bytes - slice.count)
            }
            return Partition(asked: asked, response: response, slice: slice)
        } catch {
            return refuse(asked, error.codeForReaders)
        }
    }

    /// A replica in the client's rack, where the leader is not in it (KIP-392).
    private static func nearerReplica(
        for rack: String, than leader: Int32, _ assignment: Placement.Assignment, _ view: Placement.View
    ) -> Int32? {
        guard !rack.isEmpty, view.nodes[leader]?.rack != rack else { return nil }
        return assignment.replicas.first { view.isUp($0) && view.nodes[$0]?.rack == rack }
    }

    /// Whoever asked the wrong broker is told who leads, and where that one listens.
    private static func name(
        leaderOf topic: LocalTopic, in read: inout Partition, _ view: Placement.View, _ endpoints: inout [NodeEndpoint]
    ) {
        guard read.response.errorCode == .notLeaderOrFollower || read.response.errorCode == .fencedLeaderEpoch,
            let partition = topic.partitions[read.asked.partition]
        else { return }
        let assignment = view.assignment(of: partition)
        guard let leader = assignment.leader, let node = view.nodes[leader], node.isUp else { return }
        read.response.currentLeader = LeaderIdAndEpoch(leaderId: leader, leaderEpoch: assignment.epoch)
        guard !endpoints.contains(where: { $0.nodeId == leader }) else { return }
        endpoints.append(NodeEndpoint(nodeId: leader, host: node.host, port: node.port, rack: node.rack))
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
