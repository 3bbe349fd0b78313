import NIOCore

/// Kafka's checkpoint files: a version line (0), a count line, and that many lines of fields between blanks.
enum CheckpointFile {
    /// The lines of a checkpoint, split; nil where the file does not exist.
    static func entries(
        of path: String, fields: Int, place: LogPlace
    ) throws(LogError) -> [[Substring]]? {
        guard let contents = try SystemDirectory.contents(of: path, place: place) else { return nil }
        let lines = String(buffer: contents).split(separator: "\n")
        let place = place.with(file: path)
        // A broker that was stopped hard can leave an empty checkpoint; Kafka takes it as having no entry.
        guard let version = lines.first else { return [] }
        guard version == "0" else {
            throw LogError(.corrupt, "a checkpoint of version \(version.prefix(20)), not 0", at: place)
        }
        guard lines.count >= 2, let count = Int(lines[1]), count == lines.count - 2 else {
            throw LogError(.corrupt, "a checkpoint whose count is not its number of lines", at: place)
        }
        var entries: [[Substring]] = []
        for line in lines.dropFirst(2) {
            let parts = line.split(separator: " ")
            guard parts.count == fields else {
                throw LogError(.corrupt, "a checkpoint line that has not \(fields) fields", at: place)
            }
            entries.append(parts)
        }
        return entries
    }

    /// Offsets by partition: `log-start-offset-checkpoint` and its like.
    static func offsets(of path: String) throws(LogError) -> [PartitionName: Int64] {
        var result: [PartitionName: Int64] = [:]
        for entry in try entries(of: path, fields: 3, place: LogPlace()) ?? [] {
            guard let partition = Int32(entry[1]), let offset = Int64(entry[2]) else {
                throw LogError(
                    .corrupt, "a checkpoint line that is not topic, partition, offset", at: LogPlace(file: path))
            }
            result[PartitionName(topic: String(entry[0]), partition: partition)] = offset
        }
        return result
    }
}
