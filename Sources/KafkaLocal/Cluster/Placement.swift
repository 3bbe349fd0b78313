import KafkaLog
import Synchronization

/// Which brokers of a local cluster are up and who leads each partition: what a controller decides, and what each broker
/// has heard of it.
///
/// Nothing of it is kept: a partition is led by one of the brokers in turn, in the epoch that its log shows, until it is
/// moved.
final class Placement: Sendable {
    struct Node: Sendable {
        let id: Int32
        let rack: String?
        /// What clients are told to connect to.
        var host = ""
        var port: Int32 = 0
        var isUp = true
    }

    /// One partition's leader and replicas.
    struct Assignment: Sendable {
        /// Nil while none leads it.
        var leader: Int32?
        var epoch: Int32
        var replicas: [Int32]
        /// By how many offsets a follower's high watermark is behind.
        var lags: [Int32: Int64] = [:]
    }

    /// What one broker knows.
    struct View: Sendable {
        fileprivate(set) var nodes: [Int32: Node]
        fileprivate var moved: [PartitionName: Assignment] = [:]

        /// Those that are up, by id.
        var liveNodes: [Node] { nodes.values.filter(\.isUp).sorted { $0.id < $1.id } }

        func isUp(_ node: Int32) -> Bool { nodes[node]?.isUp ?? false }

        func assignment(of partition: LocalPartition) -> Assignment {
            if let known = moved[partition.name] { return known }
            let ids = nodes.keys.sorted()
            let first = Int(partition.name.partition) % max(1, ids.count)
            let replicas = (0..<min(3, ids.count)).map { ids[(first + $0) % ids.count] }
            return Assignment(leader: replicas.first, epoch: partition.leaderEpoch, replicas: replicas)
        }
    }

    private struct State {
        var now: View
        /// What brokers know that hear of no changes.
        var stale: [Int32: View] = [:]
    }

    private let initial: View
    private let state: Mutex<State>

    init(_ nodes: [LocalCluster.Node]) {
        let known = nodes.map { ($0.id, Node(id: $0.id, rack: $0.rack)) }
        initial = View(nodes: Dictionary(known, uniquingKeysWith: { first, _ in first }))
        state = Mutex(State(now: initial))
    }

    var now: View { state.withLock { $0.now } }

    func view(of node: Int32) -> View { state.withLock { $0.stale[node] ?? $0.now } }

    func listens(_ node: Int32, at host: String, port: Int32) {
        state.withLock { state in
            state.now.nodes[node]?.host = host
            state.now.nodes[node]?.port = port
        }
    }

    func setUp(_ node: Int32, _ isUp: Bool) {
        state.withLock { $0.now.nodes[node]?.isUp = isUp }
    }

    /// The broker goes on with what it knows now.
    func setStale(_ node: Int32, _ isStale: Bool) {
        state.withLock { state in state.stale[node] = isStale ? state.stale[node] ?? state.now : nil }
    }

    /// - Parameter leader: nil for none.
    func move(_ partition: LocalPartition, to leader: Int32?) {
        change(partition) { assignment in
            assignment.leader = leader
            assignment.epoch += 1
        }
    }

    func setLag(_ partition: LocalPartition, of node: Int32, _ offsets: Int64) {
        change(partition) { $0.lags[node] = offsets }
    }

    /// Everything as in the beginning; the ports stay.
    func reset() {
        state.withLock { state in
            state.stale = [:]
            state.now.moved = [:]
            for id in state.now.nodes.keys { state.now.nodes[id]?.isUp = true }
        }
    }

    private func change(_ partition: LocalPartition, _ body: (inout Assignment) -> Void) {
        state.withLock { state in
            var assignment = state.now.assignment(of: partition)
            body(&assignment)
            state.now.moved[partition.name] = assignment
        }
    }
}
