/// A topic and a partition as Kafka spells them in a directory's name: `<topic>-<partition>`.
package struct PartitionName: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let topic: String
    package let partition: Int32

    package init(topic: String, partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    /// Reads a directory's name; nil for anything that is not a live partition, such as `…-delete` and `…-future`.
    package init?(directoryName: String) {
        guard let dash = directoryName.lastIndex(of: "-") else { return nil }
        let topic = directoryName[..<dash]
        let digits = directoryName[directoryName.index(after: dash)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let partition = Int32(digits), String(partition) == digits, Self.isTopicName(topic)
        else { return nil }
        self.init(topic: String(topic), partition: partition)
    }

    package var description: String { "\(topic)-\(partition)" }
    var place: LogPlace { LogPlace(topic: topic, partition: partition) }

    package static func < (left: PartitionName, right: PartitionName) -> Bool {
        left.topic == right.topic ? left.partition < right.partition : left.topic < right.topic
    }

    /// Whether Kafka takes the name: 1 to 249 of the letters, digits, `.`, `_`, `-`; not `.` and not `..`.
    package static func isTopicName(_ name: some StringProtocol) -> Bool {
        guard (1...249).contains(name.utf8.count), name != ".", name != ".." else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }
}
