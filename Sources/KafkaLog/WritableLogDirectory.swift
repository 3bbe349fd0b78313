package import KafkaWire
import NIOCore

/// A log directory that this process alone writes to, guarded by Kafka's own `.lock` file.
package final class WritableLogDirectory: Sendable {
    package let directory: LogDirectory
    private let lock: SystemFile

    /// Creates the directory where it is missing.
    ///
    /// - Throws: ``LogError/Code/locked`` where a broker runs on it.
    package init(path: String, fileTimes: FileTimes = .system) throws(LogError) {
        try SystemDirectory.create(path, place: LogPlace())
        directory = try LogDirectory(path: path, fileTimes: fileTimes)
        lock = try SystemFile(path: directory.path + "/.lock", place: LogPlace(), mode: .writing)
        guard lock.lockExclusively() else {
            throw LogError(
                .locked, "another broker writes into the log directory; stop it, or use a copy",
                at: LogPlace(file: directory.path))
        }
    }

    /// Lets others write. The appenders must have been closed.
    package func unlock() { lock.unlock() }

    /// Writes `meta.properties`.
    package func write(_ properties: DirectoryProperties) throws(LogError) {
        try SystemDirectory.write(
            properties.fileContents, to: directory.path + "/" + DirectoryProperties.fileName, place: LogPlace())
    }

    /// Makes an empty partition with the files that a broker makes.
    package func create(_ name: PartitionName, topicID: KafkaUUID) throws(LogError) {
        guard PartitionName.isTopicName(name.topic), name.partition >= 0 else {
            throw LogError(.invalidRequest, "a topic cannot have this name", at: name.place)
        }
        let path = directory.directory(of: name)
        guard !SystemDirectory.isDirectory(path) else {
            throw LogError(.invalidRequest, "the partition exists already", at: name.place.with(file: path))
        }
        // The directory gets its name last, so that half a partition is never found.
        let building = path + ".new"
        try SystemDirectory.create(building, place: name.place)
        try SystemDirectory.write(
            PartitionMetadata.fileContents(topicID: topicID), to: building + "/" + PartitionMetadata.fileName,
            place: name.place)
        try SystemDirectory.write(
            LeaderEpochs(entries: [.init(epoch: 0, startOffset: 0)]).fileContents,
            to: building + "/" + LeaderEpochs.fileName, place: name.place)
        for ending in [Segment.fileEnding, OffsetIndex.fileEnding, TimeIndex.fileEnding] {
            try SystemDirectory.write(
                ByteBuffer(), to: building + "/" + Segment.fileName(0, ending), place: name.place)
        }
        try SystemDirectory.rename(building, to: path, place: name.place)
    }

    /// Opens a partition for appending.
    package func appender(
        _ name: PartitionName, options: LogAppender.Options = .init()
    ) throws(LogError) -> LogAppender {
        try LogAppender(directory.partition(name.topic, name.partition), options: options)
    }
}
