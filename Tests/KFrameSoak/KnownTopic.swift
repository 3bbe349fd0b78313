import GoldenData

/// A topic and every record in it.
struct KnownTopic: Sendable {
    let name: String
    /// By partition and offset.
    let records: [KnownRecord]
    /// Whether values are the JSON that ``GeneratedTopic`` writes.
    let isGenerated: Bool

    init(_ name: String, _ records: [KnownRecord], isGenerated: Bool) {
        self.name = name
        self.isGenerated = isGenerated
        var largest: [Int32: Int64] = [:]
        self.records = records.sorted { ($0.partition, $0.offset) < ($1.partition, $1.offset) }.map { record in
            var record = record
            if let before = largest[record.partition] { record.lateness = before - record.timestamp }
            largest[record.partition] = max(largest[record.partition] ?? .min, record.timestamp)
            return record
        }
    }

    /// A topic that a real Kafka wrote, with the records that other clients read from it.
    init(golden name: String) throws {
        let committed = try CommittedOffset.load(topic: name).map(Set.init)
        let records = try ExpectedRecord.load(topic: name).map { record in
            KnownRecord(
                partition: record.partition, offset: record.offset, timestamp: record.timestamp,
                isCommitted: committed?.contains(.init(partition: record.partition, offset: record.offset)) ?? true,
                hasKey: record.key != nil, value: record.value)
        }
        self.init(name, records, isGenerated: false)
    }

    static let goldenNames = [
        "append-time", "clickstream", "compacted", "compacted-tail", "compacted-tombstones", "compacted-txn",
        "late-events", "mixed-time", "multiblock", "open-transaction", "recompressed", "retained", "retained-stale",
        "timestamps-odd", "transactions", "unclosed",
    ]

    var partitions: [Int32] { Array(Set(records.map(\.partition))).sorted() }

    func replacing(_ partition: Int32, with records: [KnownRecord]) -> KnownTopic {
        KnownTopic(name, self.records.filter { $0.partition != partition } + records, isGenerated: isGenerated)
    }

    func without(_ partition: Int32, below offset: Int64) -> KnownTopic {
        KnownTopic(
            name, records.filter { $0.partition != partition || $0.offset >= offset }, isGenerated: isGenerated)
    }
}
