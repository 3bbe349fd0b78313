import KafkaLog
import KafkaRecords
import KafkaWire
import Synchronization

/// The topics of a local broker, by name and by id.
final class TopicRegistry: Sendable {
    private struct State {
        var byName: [String: LocalTopic] = [:]
        var byID: [KafkaUUID: LocalTopic] = [:]

        mutating func insert(_ topic: LocalTopic) {
            byName[topic.name] = topic
            byID[topic.id] = topic
        }
    }

    let store: LogStore
    private let options: BrokerOptions
    private let state: Mutex<State>

    /// Finds the topics of the directory; their logs stay closed.
    init(store: LogStore, options: BrokerOptions) throws(LogError) {
        self.store = store
        self.options = options
        var found = State()
        for topic in try store.directory.topics() {
            var id: KafkaUUID?
            var partitions: [LocalPartition] = []
            for number in topic.partitions {
                let name = PartitionName(topic: topic.name, partition: number)
                if id == nil { id = try store.directory.topicID(of: name) }
                let epoch = try store.directory.leaderEpochs(of: name).latest
                partitions.append(LocalPartition(name: name, leaderEpoch: epoch, store: store))
            }
            found.insert(
                LocalTopic(
                    name: topic.name, id: id ?? Self.id(ofTopic: topic.name), partitions: partitions,
                    logOptions: options.log,
                    timestampType: nil))
        }
        state = Mutex(found)
    }

    /// For topics that brokers older than 2.8 made, which gave them none: the same each time, so that a broker that is
    /// started again has the same topics.
    private static func id(ofTopic name: String) -> KafkaUUID {
        var (high, low): (UInt64, UInt64) = (0xcbf2_9ce4_8422_2325, 0x6c62_272e_07bb_0142)
        for byte in name.utf8 {
            high = (high ^ UInt64(byte)) &* 0x100_0000_01b3
            low = (low ^ high) &* 0x100_0000_01b3
        }
        return KafkaUUID(high: high, low: low)
    }

    /// By name.
    var topics: [LocalTopic] {
        state.withLock { Array($0.byName.values) }.sorted { $0.name < $1.name }
    }

    func topic(_ name: String) -> LocalTopic? { state.withLock { $0.byName[name] } }

    func topic(id: KafkaUUID) -> LocalTopic? { state.withLock { $0.byID[id] } }

    /// Creates a topic, or gives the one that somebody created a moment before.
    ///
    /// - Parameters:
    ///   - partitionCount: at least 1.
    ///   - timestampType: nil for CreateTime.
    /// - Throws: ``LogError/Code/invalidRequest`` where the directory is only read.
    func create(
        _ name: String, partitionCount: Int32, logOptions: LogAppender.Options? = nil,
        timestampType: TimestampType? = nil
    ) throws(LogError) -> (topic: LocalTopic, isNew: Bool) {
        guard let writable = store.writable else {
            throw LogError(.invalidRequest, "the log directory is only read", at: LogPlace(topic: name))
        }
        // Directories are made while nobody else can create: a topic is there with all its partitions or not at all.
        return try state.withLock { (state) throws(LogError) -> (topic: LocalTopic, isNew: Bool) in
            if let topic = state.byName[name] { return (topic, false) }
            let id = options.makeID()
            var partitions: [LocalPartition] = []
            for number in 0..<partitionCount {
                let partition = PartitionName(topic: name, partition: number)
                try writable.create(partition, topicID: id)
                partitions.append(LocalPartition(name: partition, leaderEpoch: 0, store: store))
            }
            let topic = LocalTopic(
                name: name, id: id, partitions: partitions, logOptions: logOptions ?? options.log,
                timestampType: timestampType ?? .create)
            state.insert(topic)
            return (topic, true)
        }
    }

    /// Closes every log.
    func close() throws(LogError) {
        for topic in topics {
            for partition in topic.sortedPartitions { try partition.close() }
        }
    }
}
