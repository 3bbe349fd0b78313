import KafkaLog
import KafkaWire
import Synchronization

/// What all brokers of a local cluster share: the log directory, who leads what, and the faults that were asked for.
final class ClusterState: Sendable {
    let options: BrokerOptions
    let topics: TopicRegistry
    let faults: Faults
    let arrivals = DataArrival()
    let scramCredentials: ScramCredentials
    let clusterID: String
    let placement: Placement
    private let nextProducerID: Mutex<Int64>

    /// - Parameter nodes: nil for one broker with the id that the directory names.
    init(
        directory: String, nodes: [LocalCluster.Node]?, options: BrokerOptions, faults: Faults
    ) throws(LogError) {
        self.options = options
        self.faults = faults
        scramCredentials = ScramCredentials(options.security.sasl)
        let store = try LogStore(path: directory, isReadOnly: options.isReadOnly, fileTimes: options.fileTimes)
        var properties = try store.directory.properties()
        let isNew = properties.clusterID == nil
        clusterID = properties.clusterID ?? options.makeID().description
        let nodes = nodes ?? [LocalCluster.Node(properties.nodeID ?? 1)]
        properties.clusterID = clusterID
        properties.nodeID = nodes.first?.id ?? 1
        if isNew { try store.writable?.write(properties) }
        topics = try TopicRegistry(store: store, options: options)
        placement = Placement(nodes)
        // Ids that no earlier run gave out: the log may hold some of them.
        nextProducerID = Mutex(max(0, options.now()) * 1000)
    }

    func newProducerID() -> Int64 {
        nextProducerID.withLock { next in
            defer { next += 1 }
            return next
        }
    }
}
