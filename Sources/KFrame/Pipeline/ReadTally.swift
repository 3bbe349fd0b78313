import KFrameScan

/// Adds up what the jobs of a read came to, for its receipt.
struct ReadTally: Sendable {
    private static let sampleCount = 5

    var counts: [ScanCounts]
    var duplicateKeys: Int64 = 0
    /// Names of the filter and the selection that some event has, or of a field inside such a name.
    var knownNames: Set<String> = []
    /// By job, so that the first ones in plan order can be told whatever order the jobs ended in.
    private var undecodable: [(partition: Int, index: Int, samples: [Receipt.Sample])] = []
    /// Where a limit ended a partition early; nil where it was read to its end.
    var cutEnds: [Int64?]

    init(partitionCount: Int) {
        counts = Array(repeating: ScanCounts(), count: partitionCount)
        cutEnds = Array(repeating: nil, count: partitionCount)
    }

    var rowCount: Int64 { counts.reduce(0) { $0 + $1.delivered } }

    mutating func add<Output>(_ result: JobResult<Output>) {
        counts[result.partitionIndex].add(result.counts)
        duplicateKeys += result.duplicateKeys
        knownNames.formUnion(result.knownNames)
        if !result.undecodable.isEmpty {
            undecodable.append((result.partitionIndex, result.index, result.undecodable))
        }
    }

    /// The first rows, in plan order, that were left out because they could not be decoded.
    var undecodableSamples: [Receipt.Sample] {
        let ordered = undecodable.sorted { ($0.partition, $0.index) < ($1.partition, $1.index) }
        return Array(ordered.flatMap(\.samples).prefix(Self.sampleCount))
    }

    /// The partitions' parts of a receipt.
    func partitions(_ plan: ScanPlan, _ outcomes: [PartitionOutcome]) -> [PartitionReceipt] {
        plan.partitions.indices.map { index in
            let planned = plan.partitions[index]
            let outcome = outcomes[index]
            var counts = counts[index]
            // Of a part only they would say something else than they are meant to.
            if counts.batchesCounted > 0 { (counts.lowestTimestamp, counts.highestTimestamp) = (nil, nil) }
            return PartitionReceipt(
                partition: planned.partition, start: planned.start, end: cutEnds[index] ?? outcome.end,
                timestampTypes: outcome.timestampTypes, counts: counts, bytesFetched: outcome.bytesFetched)
        }
    }
}
