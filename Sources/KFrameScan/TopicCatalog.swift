/// What topics a source has.
package protocol TopicCatalog: Sendable {
    /// All topics, by name.
    func topics() async throws(ScanError) -> [CatalogTopic]
    /// The bytes on disk of a topic's partitions, where the source can tell.
    func sizeInBytes(of topic: String) async throws(ScanError) -> Int64?
}

package struct CatalogTopic: Sendable, Hashable {
    package var name: String
    package var isInternal: Bool
    /// In ascending order.
    package var partitions: [Int32]
    /// Why the topic cannot be read, where it cannot.
    package var problem: String?

    package init(name: String, isInternal: Bool = false, partitions: [Int32], problem: String? = nil) {
        self.name = name
        self.isInternal = isInternal
        self.partitions = partitions
        self.problem = problem
    }
}
