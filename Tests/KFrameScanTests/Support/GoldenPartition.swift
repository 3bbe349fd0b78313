import GoldenData
import KFrameScan
import KafkaLog
import KafkaRecords
import NIOCore
import Synchronization
import TestSupport

/// One partition of the golden topics, with what other clients read from it.
struct GoldenPartition: Sendable, CustomStringConvertible {
    let topic: String
    let partition: Int32

    /// The records of each topic, read once.
    private static let loaded = Mutex<[String: [ExpectedRecord]]>([:])

    var description: String { "\(topic)-\(partition)" }

    static func all() throws -> [GoldenPartition] {
        try ExpectedOffsets.topics().flatMap { topic in
            try ExpectedOffsets.load(topic: topic).partitions.map { GoldenPartition(topic: topic, partition: $0) }
        }
    }

    func open() throws -> PartitionLog {
        try LogDirectory(path: GoldenFiles.logDirectory).partition(topic, partition)
    }

    /// Every batch that holds an offset at or after the log start.
    func batches(_ log: PartitionLog) throws -> [RawRecordBatch] {
        var batches: [RawRecordBatch] = []
        var position = log.logStartOffset
        while position < log.logEndOffset {
            var iterator = RecordBatchIterator(try log.read(from: position, maxBytes: 1 << 24).records)
            let before = position
            while let batch = try iterator.next() {
                batches.append(batch)
                position = batch.header.nextOffset
            }
            // Nothing behind the position: compacted away.
            if position == before { break }
        }
        return batches
    }

    /// By offset.
    func records(isCommitted: Bool) throws -> [ExpectedRecord] {
        let name = topic
        let all = try Self.loaded.withLock { loaded in
            if let known = loaded[name] { return known }
            let records = try ExpectedRecord.load(topic: name)
            loaded[name] = records
            return records
        }
        let committed = isCommitted ? try CommittedOffset.load(topic: topic).map(Set.init) : nil
        return all.filter { record in
            record.partition == partition
                && committed?.contains(CommittedOffset(partition: partition, offset: record.offset)) ?? true
        }.sorted { $0.offset < $1.offset }
    }

    /// No bounds, and some that cut the partition's own times.
    func ranges(_ random: inout SplitMix64) -> [TimeRange] {
        let records = (try? records(isCommitted: false)) ?? []
        let times = Set(records.map(\.timestamp).filter { $0 >= 0 }).sorted()
        var ranges = [TimeRange(from: nil, to: nil), TimeRange(from: 0, to: nil)]
        guard !times.isEmpty else { return ranges }
        for _ in 0..<3 {
            let a = times[random.below(times.count)]
            let b = times[random.below(times.count)] + Int64(random.below(2))
            ranges.append(TimeRange(from: min(a, b), to: max(a, b)))
        }
        ranges.append(TimeRange(from: nil, to: times[random.below(times.count)]))
        return ranges
    }
}
