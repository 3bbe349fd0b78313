import KafkaLocal
import KafkaLog
import KafkaWire
import NIOCore
import Synchronization
import TestSupport

/// The faults of one run, drawn by its seed, and which of them were met.
final class FaultScript: Sendable {
    /// Something that changes what the right answer is.
    enum Change: Sendable, Hashable {
        case logStart(partition: Int32, offset: Int64)
        case otherLog(partition: Int32)
    }

    private struct Met {
        var kinds: [FaultKind: Int] = [:]
        var changes: [Change] = []
        var tasks: [Task<Void, Never>] = []
    }

    let planned: [String]
    /// What is read.
    let topics: [String]
    private let state: Mutex<Met>

    /// Plans the faults in a cluster.
    init(
        _ count: Int, of cluster: LocalCluster, topic: KnownTopic,
        others: [Int32: (path: String, records: [KnownRecord])], _ random: inout SplitMix64
    ) {
        state = Mutex(Met())
        topics = [topic.name]
        var planned: [String] = []
        var drawn: [(SoakFault, FaultTarget, Int, Int)] = []
        for _ in 0..<count {
            let fault = SoakFault.draw(topic, hasOthers: !others.isEmpty, cluster.nodeIDs, &random)
            let target = FaultTarget(fault.api(&random))
            let skipped = random.pick([0, 0, 0, 1, 1, 2, 3, 5, 8])
            let times = fault.isOnce ? 1 : random.pick([1, 1, 1, 1, 2, 3, 10_000])
            let call = target.api?.name ?? "any call"
            planned.append("\(fault) on \(call), after \(skipped), \(times) times")
            drawn.append((fault, target, skipped, times))
        }
        self.planned = planned
        for (fault, target, skipped, times) in drawn {
            // Noted and done by the same request: first the note, since the effect may be an answer that never comes.
            let kind = fault.kind
            cluster.faults.plan(.act { [self] in note(kind) }, on: target, after: skipped, times: times)
            if let effect = fault.effect(on: cluster, others, self) {
                cluster.faults.plan(effect, on: target, after: skipped, times: times)
            }
        }
    }

    var met: [FaultKind: Int] { state.withLock { $0.kinds } }
    var changes: [Change] { state.withLock { $0.changes } }

    func note(_ kind: FaultKind) { state.withLock { $0.kinds[kind, default: 0] += 1 } }

    func note(_ change: Change) { state.withLock { $0.changes.append(change) } }

    /// Does something beside the requests; ``end()`` waits for it.
    func run(_ body: @escaping @Sendable () async -> Void) {
        let task = Task { await body() }
        state.withLock { $0.tasks.append(task) }
    }

    func end() async {
        for task in state.withLock({ $0.tasks }) { await task.value }
    }
}
