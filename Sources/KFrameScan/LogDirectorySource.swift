import KafkaClient
package import KafkaLog
import KafkaRecords
package import KafkaWire
import NIOCore
import Synchronization

/// A directory of Kafka's own log directories as a source of records: a backup, or a stopped broker's disk.
///
/// Each partition's offsets are those of the moment it was opened first, so a read sees one state of the directory.
package final class LogDirectorySource: RecordSource, TopicCatalog {
    private struct Place: Hashable {
        var topic: String
        var partition: Int32
    }

    private let directory: LogDirectory
    private let opened = Mutex<[Place: PartitionLog]>([:])
    private let pool = FrameBufferPool(limit: 64 << 20)
    package let name: String

    package init(path: String) throws(ScanError) {
        do {
            directory = try LogDirectory(path: path)
        } catch {
            throw ScanError(error)
        }
        name = "log directory \(path)"
    }

    package func partitions(of topic: String, isFresh: Bool) async throws(ScanError) -> [SourcePartition] {
        do {
            if let found = try directory.topic(topic) {
                return found.partitions.map { SourcePartition(partition: $0, leader: 0) }
            }
        } catch {
            throw ScanError(error)
        }
        throw ScanError(
            .unknownTopic, Self.unknown(topic, among: try await topics().map(\.name), name), topic: topic)
    }

    package func topicID(of topic: String) async throws(ScanError) -> String? {
        guard let first = try await partitions(of: topic, isFresh: false).first else { return nil }
        do {
            return try directory.topicID(of: PartitionName(topic: topic, partition: first.partition))?.description
        } catch {
            throw ScanError(error)
        }
    }

    package func offsets(
        topic: String, _ queries: [OffsetQuery], isolation: IsolationLevel
    ) async throws(ScanError) -> [OffsetAnswer] {
        await open(topic, Set(queries.map(\.partition)))
        var answers: [OffsetAnswer] = []
        for query in queries {
            do {
                let log = try log(topic, query.partition)
                let found = try log.offset(forTimestamp: Self.timestamp(query.place), isolation: isolation)
                answers.append(
                    OffsetAnswer(partition: query.partition, offset: found.offset, timestamp: found.timestamp))
            } catch {
                throw ScanError(error)
            }
        }
        return answers
    }

    package func fetch(_ request: SourceFetch) async throws(ScanError) -> [SourceFetched] {
        var fetched: [SourceFetched] = []
        var bytes = 0
        for partition in request.partitions {
            guard bytes < request.maxBytes else { break }
            let part = try read(partition, request)
            if case .records(let records, _) = part.outcome { bytes += records.readableBytes }
            fetched.append(part)
        }
        return fetched
    }

    package func topics() async throws(ScanError) -> [CatalogTopic] {
        do {
            return try directory.topics().map {
                CatalogTopic(name: $0.name, isInternal: $0.name.hasPrefix("__"), partitions: $0.partitions)
            }
        } catch {
            throw ScanError(error)
        }
    }

    package func sizeInBytes(of topic: String) async throws(ScanError) -> Int64? {
        do {
            guard let found = try directory.topic(topic) else { return nil }
            var size: Int64 = 0
            for partition in found.partitions { size += try log(topic, partition).sizeInBytes }
            return size
        } catch {
            throw ScanError(error)
        }
    }

    private func read(_ asked: SourceFetch.Partition, _ request: SourceFetch) throws(ScanError) -> SourceFetched {
        do {
            let log = try log(request.topic, asked.partition)
            let read = try log.read(from: asked.offset, maxBytes: asked.maxBytes) { pool.buffer(capacity: $0) }
            pool.keep(read.records)
            let isCommitted = request.isolation == .readCommitted
            var aborted: [AbortedTransaction] = []
            if isCommitted, read.records.readableBytes > 0 {
                aborted = try log.abortedTransactions(from: asked.offset, to: Self.end(of: read))
            }
            return SourceFetched(
                partition: asked.partition, outcome: .records(read.records, AbortedTransactions(aborted)),
                readableEnd: isCommitted ? read.lastStableOffset : read.highWatermark,
                isEndOfLog: read.records.readableBytes == 0)
        } catch {
            throw ScanError(error)
        }
    }

    /// The offset after the last whole batch, by headers; where one is damaged, the scan will say so.
    private static func end(of read: LogRead) -> Int64 {
        var iterator = RecordBatchIterator(read.records)
        var end: Int64 = 0
        while let batch = try? iterator.next() { end = max(end, batch.header.nextOffset) }
        return end
    }

    /// Opens logs several at a time: all headers of each one's newest segment are looked at for its end. What fails here
    /// fails again, and is told, where the log is needed.
    private func open(_ topic: String, _ partitions: Set<Int32>) async {
        let closed = opened.withLock { opened in
            partitions.filter { opened[Place(topic: topic, partition: $0)] == nil }
        }
        guard closed.count > 1 else { return }
        await withDiscardingTaskGroup { group in
            for partition in closed { group.addTask { _ = try? self.log(topic, partition) } }
        }
    }

    private func log(_ topic: String, _ partition: Int32) throws(LogError) -> PartitionLog {
        let place = Place(topic: topic, partition: partition)
        if let log = opened.withLock({ $0[place] }) { return log }
        let log = try directory.partition(topic, partition)
        return opened.withLock { opened in
            if let first = opened[place] { return first }
            opened[place] = log
            return log
        }
    }

    private static func timestamp(_ place: OffsetQuery.Place) -> Int64 {
        switch place {
        case .latest: SpecialTimestamp.latest
        case .earliest: SpecialTimestamp.earliest
        case .maxTimestamp: SpecialTimestamp.maxTimestamp
        case .earliestLocal: SpecialTimestamp.earliestLocal
        case .timestamp(let time): time
        }
    }

    private static func unknown(_ topic: String, among names: [String], _ source: String) -> String {
        guard !names.isEmpty else { return "\(source) holds no topic" }
        let near = NearestNames.of(topic, among: names)
        return "\(source) has no topic \(topic)"
            + (near.isEmpty
                ? "; it has \(names.prefix(5).joined(separator: ", "))\(names.count > 5 ? ", …" : "")"
                : "; did you mean \(near.joined(separator: " or "))?")
    }
}

extension ScanError {
    /// A log directory's error in the words of a scan.
    package init(_ error: LogError) {
        let code: Code =
            switch error.code {
            case .offsetOutOfRange: .offsetOutOfRange
            case .corrupt: .corruptRecords
            default: .logDirectory
            }
        self.init(
            code, error.description, topic: error.place.topic, partition: error.place.partition, offset: error.offset)
    }
}
