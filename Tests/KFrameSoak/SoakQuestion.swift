import KFrame
import KFrameScan
import TestSupport

/// What one run asks, and the answer by brute force.
struct SoakQuestion: Sendable, CustomStringConvertible {
    /// By which door the rows come.
    enum Face: String, Sendable, CaseIterable {
        case frame, batches, count
    }

    struct Filter: Sendable {
        var text: String
        var passes: @Sendable (KnownRecord) -> Bool
    }

    var topic: String
    var isGenerated: Bool
    var range: TimeRange
    var isolation: Isolation
    var late: Lateness
    var filter: Filter?
    var face: Face
    var timeout: Duration?

    init(_ topic: KnownTopic, _ random: inout SplitMix64) {
        self.topic = topic.name
        isGenerated = topic.isGenerated
        let times = topic.records.map(\.timestamp).filter { $0 >= 0 }
        func bound(_ random: inout SplitMix64) -> Int64? {
            guard !times.isEmpty, !random.chance(30) else { return nil }
            return max(0, random.pick(times) + Int64(random.below(3)) - 1)
        }
        let (a, b) = (bound(&random), bound(&random))
        if let a, let b { range = TimeRange(from: min(a, b), to: max(a, b)) } else { range = TimeRange(from: a, to: b) }
        isolation = random.pick(Isolation.allCases)
        face = random.pick([.frame, .frame, .batches, .count])
        late = random.chance(50) ? .exact : .standard
        filter = random.chance(40) ? Self.filter(topic, &random) : nil
        // An allowance may rightly miss what comes later than it.
        if topic.records.contains(where: { $0.lateness > 600_000 }) { late = .exact }
    }

    /// The rows that answer it, by partition and offset.
    func answer(_ topic: KnownTopic) -> [ReadRow] {
        topic.records.filter { record in
            guard isolation == .uncommitted || record.isCommitted else { return false }
            if let from = range.from, record.timestamp < from || record.timestamp == -1 { return false }
            if let to = range.to, record.timestamp >= to { return false }
            return filter?.passes(record) ?? true
        }.map { record in
            let content: ReadRow.Content =
                isGenerated
                ? record.number.map { .number($0) } ?? .null : record.value.map { .bytes($0) } ?? .null
            return ReadRow(
                partition: record.partition, offset: record.offset, timestamp: record.timestamp, content: content)
        }
    }

    var options: ReadOptions {
        var options = ReadOptions()
        options.isolation = isolation
        options.late = late
        options.filter = filter?.text
        options.values = isGenerated ? .json : .bytes
        options.columns = ["_partition", "_offset", "_timestamp", isGenerated ? "n" : "_value"]
        options.timeout = timeout
        return options
    }

    var description: String {
        let bounds = "\(range.from.map(String.init) ?? "earliest") to \(range.to.map(String.init) ?? "latest")"
        return "\(face.rawValue) of \(topic), \(bounds), \(isolation), late \(late), where \(filter?.text ?? "all")"
            + (timeout.map { ", timeout \($0)" } ?? "")
    }

    private static func filter(_ topic: KnownTopic, _ random: inout SplitMix64) -> Filter? {
        guard let some = topic.records.isEmpty ? nil : random.pick(topic.records) else { return nil }
        switch random.below(topic.isGenerated ? 5 : 3) {
        case 0: return Filter(text: "_offset >= \(some.offset)") { $0.offset >= some.offset }
        case 1: return Filter(text: "_partition = \(some.partition)") { $0.partition == some.partition }
        case 2: return Filter(text: "_key IS NOT NULL") { $0.hasKey }
        case 3: return Filter(text: "app = '\(some.app ?? "")'") { $0.app == some.app }
        default:
            let number = some.number ?? 0
            return Filter(text: "n < \(number) AND app IN ('app1', 'app3')") {
                ($0.number ?? 0) < number && ["app1", "app3"].contains($0.app)
            }
        }
    }
}
