import KafkaLocal
import KafkaWire
import NIOCore
import TestSupport

/// One fault with its details.
enum SoakFault: Sendable {
    case error(KafkaErrorCode, api: ApiKey)
    case cut(after: Int)
    case pause(milliseconds: Int64)
    case silence
    case drip(bytes: Int)
    case trickle
    case wrongCorrelationID
    case throttle(milliseconds: Int32)
    case flip(byte: Int)
    case moveLeader(partition: Int32, to: Int32)
    case stopNode(Int32, forMilliseconds: Int64?)
    case stale(Int32, partition: Int32, to: Int32)
    case lag(Int32, partition: Int32, by: Int64)
    case logStart(topic: String, partition: Int32, offset: Int64)
    case otherLog(partition: Int32, ledBy: Int32)

    static func draw(
        _ topic: KnownTopic, hasOthers: Bool, _ nodes: [Int32], _ random: inout SplitMix64
    ) -> SoakFault {
        let partition = topic.partitions.isEmpty ? 0 : random.pick(topic.partitions)
        let node = random.pick(nodes)
        switch random.below(hasOthers ? 26 : 23) {
        case 0...4:
            let api = random.pick([ApiKey.fetch, .fetch, .fetch, .listOffsets, .metadata])
            let code = random.pick(FaultKind.codes)
            // Codes that a broker gives to fetches alone.
            let isOfFetch = code == .offsetOutOfRange || code == .corruptMessage
            return .error(code, api: isOfFetch ? .fetch : api)
        case 5...7: return .cut(after: random.pick([0, 1, 3, 4, 9, 30, 70, 200, 2_000]))
        case 8: return .pause(milliseconds: Int64(20 + random.below(150)))
        case 9: return random.chance(50) ? .silence : .pause(milliseconds: Int64(random.below(50)))
        case 10, 11: return .drip(bytes: 200 + random.below(3_000))
        case 12: return random.chance(40) ? .trickle : .drip(bytes: 4_000)
        case 13: return .wrongCorrelationID
        case 14: return .throttle(milliseconds: Int32(10 + random.below(120)))
        case 15, 16: return .flip(byte: random.below(100_000))
        case 17, 18: return .moveLeader(partition: partition, to: node)
        case 19: return .stopNode(node, forMilliseconds: random.chance(70) ? Int64(50 + random.below(300)) : nil)
        case 20: return .stale(node, partition: partition, to: random.pick(nodes))
        case 21: return .lag(node, partition: partition, by: Int64(1 + random.below(500)))
        case 22:
            let offsets = topic.records.filter { $0.partition == partition }.map(\.offset)
            let offset = offsets.isEmpty ? 0 : random.pick(offsets)
            return .logStart(topic: topic.name, partition: partition, offset: offset)
        default: return .otherLog(partition: Int32(random.below(Int(GeneratedTopic.partitionCount))), ledBy: node)
        }
    }

    var kind: FaultKind {
        switch self {
        case .error(let code, _): .error(code)
        case .cut: .cut
        case .pause: .pause
        case .silence: .silence
        case .drip: .drip
        case .trickle: .trickle
        case .wrongCorrelationID: .wrongCorrelationID
        case .throttle: .throttle
        case .flip: .flippedBit
        case .moveLeader: .leaderMoved
        case .stopNode: .nodeDown
        case .stale: .staleNode
        case .lag: .laggingFollower
        case .logStart: .logStartMoved
        case .otherLog: .truncated
        }
    }

    /// What happens to a cluster happens to it once.
    var isOnce: Bool {
        switch self {
        case .moveLeader, .stopNode, .stale, .lag, .logStart, .otherLog: true
        default: false
        }
    }

    func api(_ random: inout SplitMix64) -> ApiKey? {
        switch self {
        case .error(_, let api): api
        case .flip: .fetch
        case .throttle: random.pick([.fetch, .listOffsets, .metadata])
        default: random.pick([.fetch, .fetch, .fetch, .listOffsets, .metadata, nil])
        }
    }

    /// What the cluster is to do with the requests; nil for error codes, which are planned where they are.
    func effect(
        on cluster: LocalCluster, _ others: [Int32: (path: String, records: [KnownRecord])], _ script: FaultScript
    ) -> FaultEffect? {
        switch self {
        case .error(let code, _): return .error(code)
        case .cut(let bytes): return .cut(afterBytes: bytes)
        case .pause(let milliseconds): return .pause(.milliseconds(milliseconds))
        case .silence: return .silence
        case .drip(let bytes): return .drip(bytes: bytes, every: .milliseconds(2))
        case .trickle: return .drip(bytes: 1, every: .milliseconds(100))
        case .wrongCorrelationID: return .wrongCorrelationID
        case .throttle(let milliseconds): return .throttle(milliseconds: milliseconds)
        case .flip(let byte): return .flip(byte: byte)
        case .moveLeader(let partition, let node):
            return .act { for name in script.topics { cluster.moveLeader(of: name, partition, to: node) } }
        case .stopNode(let node, let time):
            return .act {
                cluster.fail(over: node)
                script.run {
                    await cluster.stop(node)
                    guard let time else { return }
                    try? await Task.sleep(for: .milliseconds(time))
                    try? await cluster.restart(node)
                }
            }
        case .stale(let stale, let partition, let node):
            return .act {
                cluster.setStale(stale, true)
                for name in script.topics { cluster.moveLeader(of: name, partition, to: node) }
                script.run {
                    try? await Task.sleep(for: .milliseconds(150))
                    cluster.setStale(stale, false)
                }
            }
        case .lag(let node, let partition, let offsets):
            return .act { for name in script.topics { cluster.lag(node, in: name, partition, by: offsets) } }
        case .logStart(let topic, let partition, let offset):
            return .act {
                script.note(.logStart(partition: partition, offset: offset))
                try? cluster.moveLogStart(of: topic, partition, to: offset)
            }
        case .otherLog(let partition, let node):
            guard let other = others[partition] else { return nil }
            return .act {
                // The other log's last records are of epoch 1: a leader of that epoch that had the first log cannot have been.
                guard cluster.leader(of: GeneratedTopic.name, partition)?.epoch == 0 else { return }
                script.note(.otherLog(partition: partition))
                try? cluster.replaceLog(of: GeneratedTopic.name, partition, with: other.path, ledBy: node)
            }
        }
    }
}
