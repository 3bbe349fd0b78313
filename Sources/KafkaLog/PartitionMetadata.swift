import KafkaWire
import NIOCore

/// `partition.metadata`: the topic's id.
enum PartitionMetadata {
    static let fileName = "partition.metadata"

    static func topicID(directory: String, place: LogPlace) throws(LogError) -> KafkaUUID? {
        let path = directory + "/" + fileName
        guard let contents = try SystemDirectory.contents(of: path, place: place) else { return nil }
        for line in String(buffer: contents).split(separator: "\n") where line.hasPrefix("topic_id:") {
            let text = line.dropFirst("topic_id:".count).drop { $0 == " " }
            if let id = KafkaUUID(String(text)) { return id }
        }
        throw LogError(.corrupt, "no topic id in the partition's metadata file", at: place.with(file: path))
    }

    static func fileContents(topicID: KafkaUUID) -> ByteBuffer {
        ByteBuffer(string: "version: 0\ntopic_id: \(topicID)")
    }
}
