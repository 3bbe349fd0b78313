import KafkaLog
import KafkaWire
import NIOCore

/// What the calls of one broker work on: what it shares with the others of its cluster, and what it alone is.
final class BrokerState: Sendable {
    let cluster: ClusterState
    let nodeID: Int32

    init(cluster: ClusterState, nodeID: Int32) {
        self.cluster = cluster
        self.nodeID = nodeID
    }

    var options: BrokerOptions { cluster.options }
    var topics: TopicRegistry { cluster.topics }
    var faults: Faults { cluster.faults }
    var arrivals: DataArrival { cluster.arrivals }
    var clusterID: String { cluster.clusterID }
    var scramCredentials: ScramCredentials { cluster.scramCredentials }

    /// Who is up and who leads what, as far as this broker has heard of it.
    var view: Placement.View { cluster.placement.view(of: nodeID) }

    func newProducerID() -> Int64 { cluster.newProducerID() }
}
