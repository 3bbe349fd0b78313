/// Where in a log directory something is: what an error names.
package struct LogPlace: Sendable, Equatable {
    package var topic: String?
    package var partition: Int32?
    package var file: String?

    package init(topic: String? = nil, partition: Int32? = nil, file: String? = nil) {
        self.topic = topic
        self.partition = partition
        self.file = file
    }

    func with(file: String) -> LogPlace { LogPlace(topic: topic, partition: partition, file: file) }
}
