/// Who may do what with which topics.
package struct TopicRights: Sendable {
    package enum Right: String, Sendable, CaseIterable {
        case read
        case write
        case describe
        case create

        /// Kafka lets those who may read or write a topic see it too.
        func includes(_ right: Right) -> Bool {
            self == right || right == .describe && (self == .read || self == .write)
        }
    }

    private struct Entry: Sendable {
        var user: String
        var topic: String
        var rights: [Right]
    }

    private var entries: [Entry] = []

    package init() {}

    /// - Parameter topic: a name, a beginning with `*` behind it, or `*` for all.
    package mutating func allow(_ user: String, _ rights: [Right], on topic: String) {
        entries.append(Entry(user: user, topic: topic, rights: rights))
    }

    func allows(_ user: String, _ right: Right, on topic: String) -> Bool {
        entries.contains { entry in
            let isMeant = entry.topic.hasSuffix("*") ? topic.hasPrefix(entry.topic.dropLast()) : topic == entry.topic
            return entry.user == user && isMeant && entry.rights.contains { $0.includes(right) }
        }
    }
}
