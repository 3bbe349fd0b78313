import Foundation
import KafkaLog
import KafkaRecords
import KafkaWire
import NIOCore
import TestSupport

/// A topic of JSON events whose every record is known, and for each partition a second log with the same beginning: what a
/// broker would have that was elected although it lacked the end.
struct GeneratedTopic: Sendable {
    static let name = "generated"
    static let partitionCount: Int32 = 4
    private static let noon: Int64 = 1_663_848_000_000

    let topic: KnownTopic
    /// The other logs' directories and records, by partition; some are shorter than the first, some longer.
    let others: [Int32: (path: String, records: [KnownRecord])]

    /// Writes all of it.
    ///
    /// - Parameters:
    ///   - path: the log directory of the topic.
    ///   - otherPath: of the other logs.
    init(at path: String, others otherPath: String, seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var all: [KnownRecord] = []
        var others: [Int32: (path: String, records: [KnownRecord])] = [:]
        for partition in 0..<Self.partitionCount {
            var batches = (0..<60).map { _ in 5 + random.below(40) }
            if partition == 3 { batches = Array(batches.prefix(7)) }
            let shared = batches.count / 2 + random.below(3)
            let records = Self.records(partition, batches.reduce(0, +), tag: 0, &random)
            try Self.write(path, partition, records, batches[...], from: 0, &random)
            all += records

            // The other log: the same first batches, then others, in the next leader epoch.
            let sharedCount = batches.prefix(shared).reduce(0, +)
            let otherBatches = (0..<(partition % 2 == 0 ? 8 : 60)).map { _ in 5 + random.below(40) }
            let rest = Self.records(partition, otherBatches.reduce(0, +), tag: 1_000_000, &random, from: sharedCount)
            let other = Array(records.prefix(sharedCount)) + rest
            let directory = try Self.write(otherPath, partition, other, batches.prefix(shared), from: 0, &random)
            try "0\n2\n0 0\n1 \(sharedCount)\n".write(
                toFile: directory + "/leader-epoch-checkpoint", atomically: true, encoding: .utf8)
            try Self.write(otherPath, partition, other, otherBatches[...], from: sharedCount, &random)
            others[partition] = (directory, other)
        }
        topic = KnownTopic(Self.name, all, isGenerated: true)
        self.others = others
    }

    private static func records(
        _ partition: Int32, _ count: Int, tag: Int64, _ random: inout SplitMix64, from first: Int = 0
    ) -> [KnownRecord] {
        (0..<count).map { index in
            let offset = Int64(first + index)
            // One in ten comes up to a minute late.
            let late = random.chance(10) ? Int64(random.below(60_000)) : 0
            let number = tag + offset * 10 + Int64(partition)
            let app = "app\(random.below(5))"
            return KnownRecord(
                partition: partition, offset: offset, timestamp: noon + offset * 2_000 - late, hasKey: true,
                value: Array(#"{"n":\#(number),"app":"\#(app)","page":{"path":"/p/\#(number % 7)"}}"#.utf8),
                number: number, app: app)
        }
    }

    /// - Returns: the partition's directory.
    @discardableResult
    private static func write(
        _ path: String, _ partition: Int32, _ records: [KnownRecord], _ batches: ArraySlice<Int>, from first: Int,
        _ random: inout SplitMix64
    ) throws -> String {
        let directory = try WritableLogDirectory(path: path)
        defer { directory.unlock() }
        let name = PartitionName(topic: Self.name, partition: partition)
        let place = "\(path)/\(Self.name)-\(partition)"
        if !FileManager.default.fileExists(atPath: place) {
            try directory.create(name, topicID: .init(high: 0x6b66_7261_6d65_4000, low: 0x8000_736f_616b_0001))
        }
        let appender = try directory.appender(name, options: .init(segmentBytes: 24 << 10))
        var next = first
        for count in batches {
            let builder = RecordBatchBuilder(codec: random.pick([.none, .gzip, .snappy, .lz4, .zstd]))
            for record in records[next..<next + count] {
                try builder.append(
                    timestamp: record.timestamp, key: Array("k\(record.offset)".utf8), value: record.value ?? [])
            }
            next += count
            _ = try appender.append(try builder.build().bytes)
        }
        try appender.close()
        return place
    }
}
