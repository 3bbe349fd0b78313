/// What a read looked at and what became of every offset of it: the proof that comes with a frame.
///
/// For each partition `end - start = delivered + outside + filtered + undecodable + control + aborted + missing`
/// (and the rows that a limit cut, where there was one). A read whose receipt does not add up is an error.
package struct Receipt: Sendable, Codable, Equatable {
    /// The first rows that could not be decoded, by place; never their content.
    package struct Sample: Sendable, Codable, Equatable {
        package var partition: Int32
        package var offset: Int64
        package var reason: String

        package init(partition: Int32, offset: Int64, reason: String) {
            self.partition = partition
            self.offset = offset
            self.reason = reason
        }
    }

    /// The kinds that the values of a column of mixed kinds had.
    package struct MixedColumn: Sendable, Codable, Equatable {
        package var column: String
        package var kinds: [String: Int64]

        package init(column: String, kinds: [String: Int64]) {
            self.column = column
            self.kinds = kinds
        }
    }

    package static let currentVersion = 1

    package var version = Receipt.currentVersion
    package var plan: ScanPlan
    /// The filter, in its canonical spelling.
    package var filter: String?
    /// The columns asked for; nil for all.
    package var select: [String]?
    package var limit: Int?
    package var order: String
    package var onError: String
    /// What the values were taken for (json, text, bytes), and whether kframe found that out itself.
    package var values: String
    package var valuesWereDetected: Bool
    package var partitions: [PartitionReceipt]
    package var duplicateKeys: Int64 = 0
    package var mixedColumns: [MixedColumn] = []
    package var undecodableSamples: [Sample] = []
    /// Sentences about names in the filter, or chosen as columns, that no event had.
    package var unknownNames: [String] = []
    package var startedAt: Int64
    package var finishedAt: Int64

    package init(
        plan: ScanPlan, filter: String?, select: [String]?, limit: Int?, order: String, onError: String, values: String,
        valuesWereDetected: Bool, partitions: [PartitionReceipt], startedAt: Int64, finishedAt: Int64
    ) {
        self.plan = plan
        self.filter = filter
        self.select = select
        self.limit = limit
        self.order = order
        self.onError = onError
        self.values = values
        self.valuesWereDetected = valuesWereDetected
        self.partitions = partitions
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }

    /// The sums over all partitions.
    package var total: ScanCounts {
        partitions.reduce(into: ScanCounts()) { $0.add($1.counts) }
    }

    package var offsetCount: Int64 { partitions.reduce(0) { $0 &+ ($1.end &- $1.start) } }
    package var bytesFetched: Int64 { partitions.reduce(0) { $0 &+ $1.bytesFetched } }

    /// Throws where a partition's counts do not add up to its offsets.
    package func check() throws(ScanError) {
        for partition in partitions where partition.counts.accounted != partition.end &- partition.start {
            throw ScanError(
                .receiptDoesNotAddUp,
                "the receipt of \(plan.topic) partition \(partition.partition) does not add up: offsets "
                    + "\(partition.start) to \(partition.end) are \(partition.end &- partition.start), and "
                    + "\(partition.counts.accounted) are accounted for; this is a fault of kframe, please report it",
                topic: plan.topic, partition: partition.partition)
        }
    }

    /// A plan that reads exactly the offsets of this receipt again.
    package func replayPlan() -> ScanPlan {
        var plan = plan
        plan.partitions = zip(plan.partitions, partitions).map { planned, read in
            var again = planned
            again.start = read.start
            again.end = read.end
            again.startReason = .given
            again.endReason = .given
            again.endTime = nil
            again.snapshotEnd = max(read.end, planned.snapshotEnd)
            return again
        }
        return plan
    }
}

/// One partition's part of a ``Receipt``.
package struct PartitionReceipt: Sendable, Codable, Equatable {
    package var partition: Int32
    /// The offsets that were read: `[start, end)`. The end is borne out, or cut by a limit.
    package var start: Int64
    package var end: Int64
    package var timestampTypes: TimestampTypes
    package var counts: ScanCounts
    package var bytesFetched: Int64

    package init(
        partition: Int32, start: Int64, end: Int64, timestampTypes: TimestampTypes, counts: ScanCounts,
        bytesFetched: Int64
    ) {
        self.partition = partition
        self.start = start
        self.end = end
        self.timestampTypes = timestampTypes
        self.counts = counts
        self.bytesFetched = bytesFetched
    }
}
