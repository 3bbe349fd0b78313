import KafkaLog
import KafkaWire
import NIOCore
import Synchronization

/// What the calls of a local broker work on.
final class BrokerState: Sendable {
    let options: BrokerOptions
    let topics: TopicRegistry
    let faults: Faults
    let arrivals = DataArrival()
    let scramCredentials: ScramCredentials
    let clusterID: String
    let nodeID: Int32
    private let endpoint = Mutex<(host: String, port: Int32)>(("", 0))
    private let nextProducerID: Mutex<Int64>

    init(directory: String, options: BrokerOptions, faults: Faults) throws(LogError) {
        self.options = options
        self.faults = faults
        scramCredentials = ScramCredentials(options.security.sasl)
        let store = try LogStore(path: directory, isReadOnly: options.isReadOnly, fileTimes: options.fileTimes)
        var properties = try store.directory.properties()
        let isNew = properties.clusterID == nil
        clusterID = properties.clusterID ?? options.makeID().description
        nodeID = properties.nodeID ?? 1
        properties.clusterID = clusterID
        properties.nodeID = nodeID
        if isNew { try store.writable?.write(properties) }
        topics = try TopicRegistry(store: store, options: options)
        // Ids that no earlier run gave out: the log may hold some of them.
        nextProducerID = Mutex(max(0, options.now()) * 1000)
    }

    /// What clients are told to connect to.
    var address: (host: String, port: Int32) { endpoint.withLock { $0 } }

    func listens(at host: String, port: Int) {
        // Listening everywhere is not an address to connect to.
        let isEverywhere = host == "0.0.0.0" || host == "::"
        let advertised = options.advertisedHost ?? (isEverywhere ? "127.0.0.1" : host)
        endpoint.withLock { $0 = (advertised, Int32(clamping: port)) }
    }

    func newProducerID() -> Int64 {
        nextProducerID.withLock { next in
            defer { next += 1 }
            return next
        }
    }
}
