/// What went wrong with a log directory, and where.
package struct LogError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        /// The directory, topic, partition or file does not exist.
        case notFound
        /// A file was there a moment ago: a running broker has removed it (retention, compaction).
        case vanished
        /// The system refused to open, read or write.
        case inputOutput
        /// Bytes that are no Kafka log: never skipped, never guessed at.
        case corrupt
        /// An offset below the log start or beyond the log end.
        case offsetOutOfRange
        /// A batch that a broker does not take from a producer.
        case invalidBatch
        /// A batch whose checksum is wrong.
        case corruptBatch
        /// A batch larger than the log takes.
        case batchTooLarge
        /// Another process writes into the directory.
        case locked
        /// Something that cannot be done here, such as creating a topic twice.
        case invalidRequest
    }

    package let code: Code
    /// One sentence, without the place.
    package let message: String
    package let place: LogPlace
    package let offset: Int64?

    package init(_ code: Code, _ message: String, at place: LogPlace, offset: Int64? = nil) {
        self.code = code
        self.message = message
        self.place = place
        self.offset = offset
    }

    package var file: String? { place.file }

    package var description: String {
        var parts: [String] = []
        if let topic = place.topic {
            parts.append(place.partition.map { "topic \(topic), partition \($0)" } ?? "topic \(topic)")
        }
        if let offset { parts.append("offset \(offset)") }
        if let file = place.file { parts.append("file \(file)") }
        return parts.isEmpty ? message : "\(message) (\(parts.joined(separator: ", ")))"
    }
}
