package import KafkaWire

/// A directory of topic-partitions as a Kafka broker keeps it (one of its `log.dirs`), opened for reading.
///
/// The directory may belong to a running broker, to a stopped one, or be a copy. Nothing is written into it.
package struct LogDirectory: Sendable {
    package struct Topic: Sendable, Equatable {
        package let name: String
        /// In ascending order; those of this directory, which need not be all of the topic.
        package let partitions: [Int32]
    }

    static let logStartFile = "log-start-offset-checkpoint"

    /// Without a slash at its end.
    package let path: String
    private let fileTimes: FileTimes

    package init(path: String, fileTimes: FileTimes = .system) throws(LogError) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        guard SystemDirectory.isDirectory(path) else {
            throw LogError(.notFound, "the log directory does not exist", at: LogPlace(file: path))
        }
        self.path = path
        self.fileTimes = fileTimes
    }

    /// Every topic that has a partition here, by name. Partitions on their way out (`…-delete`), on their way in
    /// (`…-future`) and stray ones are left out.
    package func topics() throws(LogError) -> [Topic] {
        var partitions: [String: [Int32]] = [:]
        for name in try SystemDirectory.names(in: path, place: LogPlace()) {
            guard let name = PartitionName(directoryName: name),
                SystemDirectory.isDirectory(directory(of: name))
            else { continue }
            partitions[name.topic, default: []].append(name.partition)
        }
        return partitions.map { Topic(name: $0.key, partitions: $0.value.sorted()) }.sorted { $0.name < $1.name }
    }

    /// One of those topics, without a look at what the directories of the others are; nil where it is not here.
    package func topic(_ topic: String) throws(LogError) -> Topic? {
        let names = try SystemDirectory.names(in: path, place: LogPlace()).filter { $0.hasPrefix(topic) }
        let partitions = names.compactMap(PartitionName.init(directoryName:)).filter {
            $0.topic == topic && SystemDirectory.isDirectory(directory(of: $0))
        }
        return partitions.isEmpty ? nil : Topic(name: topic, partitions: partitions.map(\.partition).sorted())
    }

    /// - Throws: ``LogError/Code/notFound`` where the partition is not in this directory, and what is wrong with its
    ///   files.
    package func partition(_ topic: String, _ partition: Int32) throws(LogError) -> PartitionLog {
        let name = PartitionName(topic: topic, partition: partition)
        let path = directory(of: name)
        guard PartitionName.isTopicName(topic), SystemDirectory.isDirectory(path) else {
            throw LogError(.notFound, "the log directory has no such partition", at: name.place.with(file: path))
        }
        return try PartitionLog(path: path, name: name, fileTimes: fileTimes)
    }

    /// The cluster and broker that the directory belongs to, as far as `meta.properties` says.
    package func properties() throws(LogError) -> DirectoryProperties { try DirectoryProperties(directory: path) }

    /// The log starts that are not a segment's base offset: `log-start-offset-checkpoint`.
    package func logStartOffsets() throws(LogError) -> [PartitionName: Int64] {
        try CheckpointFile.offsets(of: path + "/" + Self.logStartFile)
    }

    /// The topic's id, from `partition.metadata`; nil for partitions that brokers older than 2.8 made.
    package func topicID(of name: PartitionName) throws(LogError) -> KafkaUUID? {
        try PartitionMetadata.topicID(directory: directory(of: name), place: name.place)
    }

    /// The leader epochs of a partition, without opening its log.
    package func leaderEpochs(of name: PartitionName) throws(LogError) -> LeaderEpochs {
        try LeaderEpochs(directory: directory(of: name), place: name.place)
    }

    func directory(of name: PartitionName) -> String { "\(path)/\(name)" }
}
