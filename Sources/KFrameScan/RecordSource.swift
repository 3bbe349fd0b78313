package import KafkaRecords
package import KafkaWire
package import NIOCore

/// Where the bytes of a topic come from: a cluster, or Kafka's own log directories. Read-only.
package protocol RecordSource: Sendable {
    /// A cluster's id or a directory's path, for plans and receipts.
    var name: String { get }

    /// The partitions of a topic, in ascending order.
    ///
    /// - Parameter isFresh: asks anew who leads them, rather than to trust what was known.
    func partitions(of topic: String, isFresh: Bool) async throws(ScanError) -> [SourcePartition]

    /// The topic's id, as it is now; nil where the source knows none.
    func topicID(of topic: String) async throws(ScanError) -> String?

    /// The offset that each query names, in the order of the queries.
    func offsets(
        topic: String, _ queries: [OffsetQuery], isolation: IsolationLevel
    ) async throws(ScanError) -> [OffsetAnswer]

    /// The log of some partitions of one lane from the offsets asked for.
    func fetch(_ request: SourceFetch) async throws(ScanError) -> [SourceFetched]

    /// Where fetches are carried out; nil for the common pool of threads.
    var executor: (any TaskExecutor)? { get }

    /// What the source waits for just now, a sentence each; for a read that was given up.
    func waits() async -> [String]
}

extension RecordSource {
    package var executor: (any TaskExecutor)? { nil }

    package func waits() async -> [String] { [] }

    package func topicID(of topic: String) async throws(ScanError) -> String? { nil }
}

/// A partition as its source knows it.
package struct SourcePartition: Sendable, Hashable {
    package var partition: Int32
    /// The broker that leads it, -1 where none does. Partitions with the same lane share fetches.
    package var leader: Int32
    package var leaderEpoch: Int32

    package init(partition: Int32, leader: Int32, leaderEpoch: Int32 = -1) {
        self.partition = partition
        self.leader = leader
        self.leaderEpoch = leaderEpoch
    }
}

/// A question of the ListOffsets kind.
package struct OffsetQuery: Sendable, Hashable {
    package enum Place: Sendable, Hashable {
        case earliest
        /// The high watermark, or under read_committed the last stable offset.
        case latest
        /// The record with the largest timestamp (KIP-734).
        case maxTimestamp
        /// The first offset that the broker holds on its own disk; what lies before it is in remote storage (KIP-405).
        case earliestLocal
        /// The first record with a timestamp at or after this one, in milliseconds.
        case timestamp(Int64)
    }

    package var partition: Int32
    package var place: Place

    package init(_ partition: Int32, _ place: Place) {
        self.partition = partition
        self.place = place
    }
}

/// What a source answered: -1 where it names none.
package struct OffsetAnswer: Sendable, Hashable {
    package var partition: Int32
    package var offset: Int64
    package var timestamp: Int64
    /// For the end of a partition: the epoch of the leader that named it.
    package var leaderEpoch: Int32

    package init(partition: Int32, offset: Int64, timestamp: Int64, leaderEpoch: Int32 = -1) {
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.leaderEpoch = leaderEpoch
    }
}

/// One fetch of several partitions from one broker.
package struct SourceFetch: Sendable {
    package struct Partition: Sendable {
        package var partition: Int32
        package var offset: Int64
        package var maxBytes: Int
        package var leaderEpoch: Int32
        /// The epoch of the batch before the offset, for the broker to compare with its log; -1 for none.
        package var lastFetchedEpoch: Int32

        package init(
            partition: Int32, offset: Int64, maxBytes: Int, leaderEpoch: Int32 = -1, lastFetchedEpoch: Int32 = -1
        ) {
            self.partition = partition
            self.offset = offset
            self.maxBytes = maxBytes
            self.leaderEpoch = leaderEpoch
            self.lastFetchedEpoch = lastFetchedEpoch
        }
    }

    package var topic: String
    /// Who is asked: the leader, or a follower that it named.
    package var leader: Int32
    /// Whether the broker may name a nearer replica to ask instead.
    package var takesFollower: Bool
    package var isolation: IsolationLevel
    package var maxBytes: Int
    package var maxWaitMilliseconds: Int
    package var partitions: [Partition]

    package init(
        topic: String, leader: Int32, takesFollower: Bool = true, isolation: IsolationLevel, maxBytes: Int,
        maxWaitMilliseconds: Int, partitions: [Partition]
    ) {
        self.topic = topic
        self.leader = leader
        self.takesFollower = takesFollower
        self.isolation = isolation
        self.maxBytes = maxBytes
        self.maxWaitMilliseconds = maxWaitMilliseconds
        self.partitions = partitions
    }
}

/// One partition's part of a fetch's answer.
package struct SourceFetched: Sendable {
    package enum Outcome: Sendable {
        /// Whole record batches (the last may be cut), and the aborted transactions among them.
        case records(ByteBuffer, AbortedTransactions)
        /// The broker does not lead the partition now, or is not ready: asked again after a pause, where it is led then;
        /// at once where the answer names the leader (KIP-951).
        case retry(why: String, leader: SourcePartition? = nil)
        /// A follower that is nearer is to be read instead (KIP-392).
        case readFrom(Int32)
        case failed(ScanError)
    }

    package var partition: Int32
    package var outcome: Outcome
    /// How far the partition may be read at this isolation level; -1 where the answer does not say.
    package var readableEnd: Int64
    /// The answer was held back by a quota, so that its emptiness says nothing.
    package var isThrottled: Bool
    /// The source vouches for it that the answer is empty because the log has no batch between the offset and
    /// `readableEnd`.
    package var isEndOfLog: Bool

    package init(
        partition: Int32, outcome: Outcome, readableEnd: Int64, isThrottled: Bool = false, isEndOfLog: Bool = false
    ) {
        self.partition = partition
        self.outcome = outcome
        self.readableEnd = readableEnd
        self.isThrottled = isThrottled
        self.isEndOfLog = isEndOfLog
    }

    /// The bytes of record batches in it.
    var byteCount: Int {
        if case .records(let records, _) = outcome { records.readableBytes } else { 0 }
    }
}
