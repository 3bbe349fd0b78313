import GoldenData
import KFrame
import KFrameScan
import Testing

/// What a consumer of one golden topic may see, and the brute-force answer to any range.
struct GoldenTopic: Sendable {
    struct Place: Hashable, Comparable, Sendable, CustomStringConvertible {
        var partition: Int32
        var offset: Int64
        var description: String { "\(partition)/\(offset)" }

        static func < (left: Place, right: Place) -> Bool {
            (left.partition, left.offset) < (right.partition, right.offset)
        }
    }

    struct Visible: Sendable {
        var place: Place
        var timestamp: Int64
        /// How far behind the largest timestamp before it in its partition, in milliseconds.
        var lateness: Int64
    }

    let name: String
    let isolation: Isolation
    let records: [Visible]

    static let names = [
        "append-time", "clickstream", "compacted", "compacted-tail", "compacted-tombstones", "compacted-txn",
        "edge-values",
        "empty", "late-events", "mixed-time", "multiblock", "open-transaction", "recompressed", "retained",
        "retained-stale", "timestamps-odd", "transactions", "unclosed",
    ]

    init(_ name: String, _ isolation: Isolation) throws {
        self.name = name
        self.isolation = isolation
        var visible: [Visible] = []
        var largest: [Int32: Int64] = [:]
        let all = try ExpectedRecord.load(topic: name).sorted { ($0.partition, $0.offset) < ($1.partition, $1.offset) }
        var committed: Set<Place>?
        if isolation == .committed, let places = try CommittedOffset.load(topic: name) {
            committed = Set(places.map { Place(partition: $0.partition, offset: $0.offset) })
        }
        for record in all {
            let before = largest[record.partition, default: .min]
            largest[record.partition] = max(before, record.timestamp)
            let place = Place(partition: record.partition, offset: record.offset)
            guard committed?.contains(place) ?? true else { continue }
            visible.append(
                Visible(
                    place: place, timestamp: record.timestamp, lateness: before == .min ? 0 : before - record.timestamp)
            )
        }
        records = visible
    }

    func inside(_ range: TimeRange) -> [Visible] {
        records.filter { record in
            if let from = range.from, record.timestamp < from || record.timestamp == -1 { return false }
            if let to = range.to, record.timestamp >= to { return false }
            return true
        }
    }

    /// Bounds that matter: every timestamp and its neighbours where there are few, a seeded sample of them elsewhere.
    func ranges(pairs: Int) -> [TimeRange] {
        let times = Array(Set(records.map(\.timestamp).filter { $0 >= 0 })).sorted()
        var ranges = [TimeRange(from: nil, to: nil), TimeRange(from: 0, to: nil), TimeRange(from: nil, to: 0)]
        guard let first = times.first, let last = times.last else { return ranges + [TimeRange(from: 0, to: 1)] }
        ranges += [
            TimeRange(from: last + 1, to: nil), TimeRange(from: first, to: last), TimeRange(from: first, to: last + 1),
        ]
        var random = SplitMix(state: 7)
        let bounds = times.count <= 160 ? times : (0..<40).map { _ in times[random.below(times.count)] }
        for time in bounds {
            ranges.append(TimeRange(from: time, to: time + 1))
            ranges.append(TimeRange(from: time, to: nil))
            ranges.append(TimeRange(from: nil, to: time))
        }
        for _ in 0..<pairs {
            let a = times[random.below(times.count)] + Int64(random.below(3)) - 1
            let b = times[random.below(times.count)] + Int64(random.below(3)) - 1
            ranges.append(TimeRange(from: max(0, min(a, b)), to: max(0, max(a, b))))
        }
        return ranges
    }
}

/// A small generator of numbers that are the same in every run.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

extension Frame {
    /// The places of the rows, in their order.
    var places: [GoldenTopic.Place] {
        let partitions = self["_partition"]?.ints ?? []
        let offsets = self["_offset"]?.ints ?? []
        return zip(partitions, offsets).map { GoldenTopic.Place(partition: Int32($0 ?? -1), offset: $1 ?? -1) }
    }
}
