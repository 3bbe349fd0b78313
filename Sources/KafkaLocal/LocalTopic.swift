import KafkaLog
import KafkaRecords
import KafkaWire
import Synchronization

/// A topic of a local broker: its partitions, and the little configuration that it has.
final class LocalTopic: Sendable {
    let name: String
    let id: KafkaUUID
    /// By number. A copied directory may lack some.
    let partitions: [Int32: LocalPartition]
    let logOptions: LogAppender.Options
    /// Nil until it is known: told when the topic was created, or by the newest batch.
    private let timestampType: Mutex<TimestampType?>

    init(
        name: String, id: KafkaUUID, partitions: [LocalPartition], logOptions: LogAppender.Options,
        timestampType: TimestampType?
    ) {
        self.name = name
        self.id = id
        self.partitions = Dictionary(partitions.map { ($0.name.partition, $0) }) { first, _ in first }
        self.logOptions = logOptions
        self.timestampType = Mutex(timestampType)
    }

    /// Kafka's own topics begin with two underscores; that is what its tools go by.
    var isInternal: Bool { name == "__consumer_offsets" || name == "__transaction_state" }

    var sortedPartitions: [LocalPartition] { partitions.values.sorted { $0.name < $1.name } }

    /// Whose clock new batches are stamped by.
    ///
    /// Kafka keeps this in its metadata, not in the log directory. After a restart it is what the newest batch shows, and
    /// CreateTime where there is none.
    func currentTimestampType() throws(LogError) -> TimestampType {
        if let known = timestampType.withLock({ $0 }) { return known }
        var found = TimestampType.create
        for partition in sortedPartitions {
            if let newest = try partition.log().newestTimestampType() {
                found = newest
                break
            }
        }
        timestampType.withLock { $0 = found }
        return found
    }
}
