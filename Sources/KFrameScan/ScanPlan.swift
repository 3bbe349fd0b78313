package import KafkaWire

/// Which offsets of which partitions answer a question: a plain value that can be printed, saved, split by offset
/// and run elsewhere with the same result.
package struct ScanPlan: Sendable, Codable, Equatable {
    package var topic: String
    package var range: TimeRange
    package var late: LatePolicy
    package var isolation: IsolationLevel
    /// Where the offsets were looked up: a cluster's id, or a log directory.
    package var source: String
    /// The topic's id, where brokers have such (2.8 and later): a topic that was deleted and created anew has another.
    package var topicID: String?
    /// When the ends were snapshotted, in milliseconds since 1970.
    package var plannedAt: Int64
    /// In ascending order of partition.
    package var partitions: [PartitionPlan]

    package init(
        topic: String, range: TimeRange, late: LatePolicy, isolation: IsolationLevel, source: String,
        topicID: String? = nil,
        plannedAt: Int64, partitions: [PartitionPlan]
    ) {
        self.topic = topic
        self.range = range
        self.late = late
        self.isolation = isolation
        self.source = source
        self.topicID = topicID
        self.plannedAt = plannedAt
        self.partitions = partitions
    }

    /// The offsets to be looked at: the measure of progress, and an upper bound of the rows.
    package var offsetCount: Int64 { partitions.reduce(0) { $0 &+ $1.offsetCount } }
}

/// The offsets `[start, end)` to scan in one partition, and why these.
package struct PartitionPlan: Sendable, Codable, Equatable {
    /// Why a partition's scan begins where it does.
    package enum StartReason: String, Sendable, Codable {
        /// The range has no lower bound.
        case logStart = "log-start"
        /// The broker named the first record at or after the range's start: exact, whatever the order of times.
        case timeLookup = "time-lookup"
        /// The broker named none, and the partition's largest timestamp lies before the range.
        case nothingSoLate = "nothing-so-late"
        /// The broker named none, which proves nothing here: scanned by batch headers from the log's start.
        case headerScan = "header-scan"
        /// A receipt's, or a caller's.
        case given
    }

    /// Why a partition's scan ends where it does.
    package enum EndReason: String, Sendable, Codable {
        /// The first record at or after the range's end plus the allowance. Believed once a batch of records there
        /// bears it out: until then the scan goes on.
        case timeLookup = "time-lookup"
        /// The partition's end when the plan was made (high watermark, or last stable offset).
        case snapshot
        /// Nothing is to be read.
        case empty
        /// A receipt's, or a caller's.
        case given
    }

    package var partition: Int32
    package var leader: Int32
    package var leaderEpoch: Int32
    package var logStart: Int64
    package var highWatermark: Int64
    /// Nil where the isolation level does not ask for it.
    package var lastStable: Int64?
    package var start: Int64
    package var end: Int64
    package var startReason: StartReason
    package var endReason: EndReason
    /// With ``EndReason/timeLookup``: the time that a batch of records must reach for the end to be believed.
    package var endTime: Int64?
    /// The snapshot that no scan goes beyond.
    package var snapshotEnd: Int64

    package init(
        partition: Int32, leader: Int32, leaderEpoch: Int32 = -1, logStart: Int64, highWatermark: Int64,
        lastStable: Int64? = nil, start: Int64, end: Int64, startReason: StartReason, endReason: EndReason,
        endTime: Int64? = nil, snapshotEnd: Int64
    ) {
        self.partition = partition
        self.leader = leader
        self.leaderEpoch = leaderEpoch
        self.logStart = logStart
        self.highWatermark = highWatermark
        self.lastStable = lastStable
        self.start = start
        self.end = end
        self.startReason = startReason
        self.endReason = endReason
        self.endTime = endTime
        self.snapshotEnd = snapshotEnd
    }

    /// How many offsets lie in `[start, end)`.
    package var offsetCount: Int64 { max(0, end &- start) }
    /// Nothing is to be read. (A looked-up end equal to the start proves nothing: it may be a marker's offset.)
    package var isEmpty: Bool { start >= end && (endReason != .timeLookup || end >= snapshotEnd) }
}

/// As `read_committed` or `read_uncommitted`, Kafka's own names, in saved plans and receipts.
extension IsolationLevel: Codable {
    package init(from decoder: any Decoder) throws {
        let name = try decoder.singleValueContainer().decode(String.self)
        guard let level = Self.allCases.first(where: { $0.name == name }) else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "no isolation level \(name)"))
        }
        self = level
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }

    package var name: String {
        switch self {
        case .readCommitted: "read_committed"
        case .readUncommitted: "read_uncommitted"
        }
    }
}
