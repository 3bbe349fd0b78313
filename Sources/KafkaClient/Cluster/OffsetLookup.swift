import KafkaWire

/// Look-ups of offsets in one topic, sorted into requests: one for each leader, and more where a partition is asked for
/// several timestamps, since a request may name a partition once.
struct OffsetLookup {
    struct Query: Sendable {
        var partition: Int32
        var timestamp: Int64
        var leaderEpoch: Int32
        /// Which of the caller's queries this is.
        var index: Int
    }

    /// What goes to one broker in one request.
    struct Batch: Sendable {
        var node: Int32
        var queries: [Query]
    }

    /// The version that knows a special timestamp; 1 for ordinary ones.
    static func firstVersion(for timestamp: Int64) -> Int16 {
        switch timestamp {
        case -3: 7
        case -4: 8
        case -5: 9
        case ..<(-5): 11
        default: 1
        }
    }

    /// Which version a batch needs at least.
    static func firstVersion(for queries: [Query], isolation: IsolationLevel) -> Int16 {
        let isolated: Int16 = isolation == .readCommitted ? 2 : 1
        return queries.reduce(isolated) { max($0, firstVersion(for: $1.timestamp)) }
    }

    /// Sorts the queries whose index is open by leader.
    ///
    /// - Throws: `.unknownPartition`; `.leaderNotAvailable`.
    static func batches(
        _ queries: [(partition: Int32, timestamp: Int64)], open: [Int], in topic: ClusterMetadata.Topic
    ) throws(KafkaClientError) -> [Batch] {
        struct Place: Hashable {
            var node: Int32
            var round: Int
        }
        let partitions = Dictionary(topic.partitions.map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
        var rounds: [Int32: Int] = [:]
        var batches: [Place: [Query]] = [:]
        for index in open {
            let (number, timestamp) = queries[index]
            guard let partition = partitions[number] else {
                throw .unknownPartition(number, of: topic.name, partitionCount: topic.partitions.count)
            }
            guard let leader = partition.leader else {
                throw .noLeader(topic: topic.name, partition: number, code: partition.error ?? .leaderNotAvailable)
            }
            let round = rounds[number, default: 0]
            rounds[number] = round + 1
            batches[Place(node: leader, round: round), default: []].append(
                Query(partition: number, timestamp: timestamp, leaderEpoch: partition.leaderEpoch, index: index))
        }
        return batches.sorted { ($0.key.node, $0.key.round) < ($1.key.node, $1.key.round) }
            .map { Batch(node: $0.key.node, queries: $0.value) }
    }
}
