import Clickstream
import KFrame
import KafkaLog
package import KafkaRecords
import KafkaWire
import NIOCore

/// Writes a day of generated clickstream into Kafka's own log files.
package struct DemoData {
    /// The topic that is filled.
    package static let topic = Clickstream.topic

    /// A batch is closed before it holds more than this, uncompressed.
    private static let batchBytes = 128 << 10
    private static let batchRecords = 256

    package var eventCount: Int
    package var seed: UInt64
    package var codec: CompressionCodec

    package init(eventCount: Int, seed: UInt64 = Clickstream.defaultSeed, codec: CompressionCodec = .lz4) {
        self.eventCount = eventCount
        self.seed = seed
        self.codec = codec
    }

    /// Fills `directory`, unless it has the topic already.
    ///
    /// - Returns: whether it was filled.
    package func write(to path: String) throws -> Bool {
        do {
            let directory = try WritableLogDirectory(path: path)
            guard try !directory.directory.topics().contains(where: { $0.name == Clickstream.topic }) else {
                return false
            }
            let id = KafkaUUID(high: seed &* 0x9E37_79B9_7F4A_7C15 | 1, low: UInt64(eventCount))
            var partitions: [Partition] = []
            for number in 0..<Clickstream.partitionCount {
                let name = PartitionName(topic: Clickstream.topic, partition: number)
                try directory.create(name, topicID: id)
                partitions.append(Partition(appender: try directory.appender(name), codec: codec))
            }
            for event in ClickstreamGenerator(seed: seed, eventCount: eventCount) {
                try partitions[Int(event.partition)].append(event)
            }
            for partition in partitions { try partition.close() }
            return true
        } catch let error as LogError {
            throw KFrameError(.logDirectory, error.description)
        }
    }

    private final class Partition {
        private let appender: LogAppender
        private let builder: RecordBatchBuilder

        init(appender: LogAppender, codec: CompressionCodec) {
            self.appender = appender
            builder = RecordBatchBuilder(codec: codec)
        }

        func append(_ event: ClickstreamEvent) throws {
            let size = event.value?.count ?? 0
            if !builder.isEmpty,
                builder.sizeInBytes + size > DemoData.batchBytes || builder.recordCount >= DemoData.batchRecords
            {
                try flush()
            }
            try builder.append(timestamp: event.timestamp, key: event.key, value: event.value)
        }

        func close() throws {
            if !builder.isEmpty { try flush() }
            try appender.close()
        }

        private func flush() throws {
            var buffer = ByteBuffer()
            builder.baseOffset = 0
            try builder.build(into: &buffer)
            _ = try appender.append(buffer)
        }
    }
}
