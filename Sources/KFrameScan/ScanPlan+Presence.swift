import KafkaWire

extension ScanPlan {
    /// Makes sure, before anything is read, that the offsets of a plan of another day still are what they were: a topic
    /// may have been deleted since and created anew under the same name, with other records at the same offsets.
    ///
    /// By the topic's id where it was known then and is known now; by the leader epochs, which only grow; and by the ends.
    /// Offsets that retention deleted meanwhile are found out when they are fetched.
    ///
    /// - Throws: ``ScanError/Code/truncated``, ``ScanError/Code/unknownPartition``, and what the source throws.
    package func checkPresence(in source: any RecordSource) async throws(ScanError) {
        let known = Set(try await source.partitions(of: topic, isFresh: true).map(\.partition))
        let isElsewhere = source.name != self.source
        let elsewhere = "The receipt is of \(self.source), and this is \(source.name); read it there, or the range anew"
        if let topicID, let now = try await source.topicID(of: topic), now != topicID {
            throw ScanError(
                .truncated,
                "topic \(topic) is not the one that the receipt is of: that had the id \(topicID), and this one has "
                    + "\(now). "
                    + (isElsewhere
                        ? elsewhere : "It was deleted and created anew, and its records are gone; read the range anew"),
                topic: topic)
        }
        let asked = partitions.filter { $0.start < $0.end }
        for planned in asked where !known.contains(planned.partition) {
            throw ScanError(
                .unknownPartition,
                "topic \(topic) has no partition \(planned.partition), of which the receipt has offsets "
                    + "\(planned.start) to \(planned.end). "
                    + (isElsewhere ? elsewhere : "It is another topic of that name; read the range anew"),
                topic: topic, partition: planned.partition)
        }
        let queries = asked.map { OffsetQuery($0.partition, .latest) }
        let ends = Dictionary(
            try await source.offsets(topic: topic, queries, isolation: .readUncommitted).map { ($0.partition, $0) },
            uniquingKeysWith: { first, _ in first })
        for planned in asked {
            guard let end = ends[planned.partition], end.offset >= 0 else { continue }
            let why: String
            if end.offset < planned.end {
                why = "ends at offset \(end.offset), and the receipt goes to \(planned.end)"
            } else if end.leaderEpoch >= 0, end.leaderEpoch < planned.leaderEpoch {
                why =
                    "is in leader epoch \(end.leaderEpoch), and was in \(planned.leaderEpoch) when the receipt was written"
            } else {
                continue
            }
            throw ScanError(
                .truncated,
                "partition \(planned.partition) of \(topic) \(why). "
                    + (isElsewhere
                        ? elsewhere
                        : "The topic was deleted and created anew, or records were lost on the brokers; read the range anew"),
                topic: topic, partition: planned.partition, offset: end.offset)
        }
    }
}
