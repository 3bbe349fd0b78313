import KFrameScan
import KafkaWire

/// A topic and what can be told of it without reading it.
public struct TopicSummary: Sendable {
    /// As it is read by.
    public var name: String
    /// One of Kafka's own topics.
    public var isInternal: Bool
    /// How many partitions it has.
    public var partitionCount: Int
    /// Offsets between the log starts and the high watermarks: records, and what compaction and markers left of them.
    public var offsetCount: Int64
    /// The largest timestamp, in milliseconds since 1970; nil where there is none or the broker cannot say.
    public var lastTimestamp: Int64?
    /// The timestamp of the first record after the log start; nil where there is none.
    public var firstTimestamp: Int64?
    /// Bytes on disk, where the source can tell.
    public var sizeInBytes: Int64?
    /// Why it cannot be read, where it cannot.
    public var problem: String?
}

extension Reader {
    /// All topics with their offsets and time spans, by name.
    ///
    /// - Parameter includesInternal: also Kafka's own.
    public func topics(includesInternal: Bool = false) async throws(KFrameError) -> [TopicSummary] {
        do throws(ScanError) {
            let listed = try await catalog.topics().filter { includesInternal || !$0.isInternal }
            var summaries: [TopicSummary] = []
            for topic in listed { summaries.append(await summary(of: topic)) }
            return summaries
        } catch {
            throw KFrameError(error)
        }
    }

    /// A topic that cannot be looked into is listed with its problem: it must not hide the others.
    private func summary(of topic: CatalogTopic) async -> TopicSummary {
        var summary = TopicSummary(
            name: topic.name, isInternal: topic.isInternal, partitionCount: topic.partitions.count, offsetCount: 0,
            problem: topic.problem)
        guard topic.problem == nil, !topic.partitions.isEmpty else { return summary }
        do throws(ScanError) {
            let starts = try await answers(topic, .earliest)
            let ends = try await answers(topic, .latest)
            summary.offsetCount = ends.reduce(0) { $0 + $1.offset } - starts.reduce(0) { $0 + $1.offset }
            summary.sizeInBytes = try await catalog.sizeInBytes(of: topic.name)
            if summary.offsetCount > 0 {
                summary.firstTimestamp = try await answers(topic, .timestamp(0)).map(\.timestamp).filter { $0 >= 0 }
                    .min()
                summary.lastTimestamp = try await largestTimestamp(topic)
            }
        } catch {
            summary.problem = error.message
        }
        return summary
    }

    private func largestTimestamp(_ topic: CatalogTopic) async throws(ScanError) -> Int64? {
        do throws(ScanError) {
            return try await answers(topic, .maxTimestamp).map(\.timestamp).filter { $0 >= 0 }.max()
        } catch {
            guard error.code == .unsupported else { throw error }
            return nil
        }
    }

    private func answers(
        _ topic: CatalogTopic, _ place: OffsetQuery.Place
    ) async throws(ScanError) -> [OffsetAnswer] {
        try await recordSource.offsets(
            topic: topic.name, topic.partitions.map { OffsetQuery($0, place) }, isolation: .readUncommitted)
    }
}
