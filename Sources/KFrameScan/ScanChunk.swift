/// A piece of one partition's log, in offset order within the partition, after its headers were looked at.
package struct ScanChunk: Sendable {
    /// Which partition, by its place in the plan.
    package var partitionIndex: Int
    /// Which piece of the partition, from 0.
    package var sequence: Int
    package var step: PartitionCursor.Step
    /// Bytes of the log that it holds in memory.
    package var byteCount: Int
    /// The offsets it accounts for: `[positionBefore, positionAfter)`.
    package var positionBefore: Int64
    package var positionAfter: Int64
}

/// How far a scan is.
package struct ScanProgress: Sendable, Equatable {
    package var offsetsTotal: Int64 = 0
    package var offsetsSeen: Int64 = 0
    package var bytesFetched: Int64 = 0

    package init() {}
}

/// Where one partition's scan ended.
package struct PartitionOutcome: Sendable, Equatable {
    /// The end, borne out.
    package var end: Int64
    package var position: Int64
    package var timestampTypes: TimestampTypes
    package var bytesFetched: Int64
}
