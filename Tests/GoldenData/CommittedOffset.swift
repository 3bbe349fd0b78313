/// The place of a record that a read_committed consumer gets.
package struct CommittedOffset: Sendable, Hashable {
    package let partition: Int32
    package let offset: Int64

    package init(partition: Int32, offset: Int64) {
        self.partition = partition
        self.offset = offset
    }

    /// The records of a transactional topic that read_committed gets, by partition and offset; nil for other topics,
    /// where they are all records.
    package static func load(topic: String) throws -> [CommittedOffset]? {
        let file = "expected/\(topic).committed.ndjson"
        guard GoldenFiles.exists(file) else { return nil }
        return try GoldenJSON.lines(file: file).map {
            CommittedOffset(partition: try $0.integer("partition"), offset: try $0.integer("offset"))
        }
    }

    /// The records of any topic that read_committed gets.
    package static func expectedRecords(topic: String) throws -> [ExpectedRecord] {
        let records = try ExpectedRecord.load(topic: topic)
        guard let committed = try load(topic: topic).map(Set.init) else { return records }
        return records.filter { committed.contains(CommittedOffset(partition: $0.partition, offset: $0.offset)) }
    }
}
