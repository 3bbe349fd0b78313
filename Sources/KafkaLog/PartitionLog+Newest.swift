package import KafkaRecords

extension PartitionLog {
    /// Whose clock the newest batch was stamped by: how the topic was configured then. Nil where the log has no batch.
    package func newestTimestampType() throws(LogError) -> TimestampType? {
        let segments = segments
        for (index, segment) in segments.enumerated().reversed() {
            let next = index + 1 < segments.count ? segments[index + 1].baseOffset : nil
            guard let block = try segment.withMap(.everything, next: next, { $0.blocks.last }) else { continue }
            var newest: TimestampType?
            _ = try segment.firstBatch(in: block) { batch in
                newest = batch.header.timestampType
                return false
            }
            return newest
        }
        return nil
    }
}
