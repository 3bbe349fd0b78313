import KFrameScan
import KafkaWire
import TestSupport

/// A receipt in which every field says something.
enum ReceiptFixture {
    static func counts(_ random: inout SplitMix64) -> ScanCounts {
        var counts = ScanCounts()
        func some() -> Int64 { Int64(random.below(1_000)) }
        counts.delivered = some()
        counts.withError = some()
        counts.late = some()
        counts.outside = some()
        counts.filtered = some()
        counts.filteredUnparsed = some()
        counts.undecodable = some()
        counts.limited = some()
        counts.control = some()
        counts.aborted = some()
        counts.missing = some()
        counts.batchesPruned = some()
        counts.batchesRead = some()
        counts.batchesCounted = some()
        // Each side may have none of these.
        if random.below(3) > 0 { counts.lowestTimestamp = some() }
        if random.below(3) > 0 { counts.highestTimestamp = some() }
        if random.below(3) > 0 { counts.greatestLateness = some() }
        if random.below(3) > 0 { counts.greatestDisorder = some() }
        return counts
    }

    static func receipt(
        late: LatePolicy = .allowance(milliseconds: 600_000), range: TimeRange = TimeRange(from: 1_000, to: 2_000)
    ) -> Receipt {
        var random = SplitMix64(seed: 11)
        let plans = [
            PartitionPlan(
                partition: 0, leader: 3, leaderEpoch: 9, logStart: 5, highWatermark: 90_000, lastStable: 80_000,
                start: 100,
                end: 7_000, startReason: .timeLookup, endReason: .timeLookup, endTime: 602_000, snapshotEnd: 80_000),
            PartitionPlan(
                partition: 4, leader: 1, logStart: 0, highWatermark: 60_000, start: 0, end: 60_000,
                startReason: .headerScan, endReason: .snapshot, snapshotEnd: 60_000),
        ]
        let plan = ScanPlan(
            topic: "events", range: range, late: late, isolation: .readCommitted, source: "cluster abc",
            plannedAt: 1_663_848_000_000, partitions: plans)
        let partitions = plans.map { plan in
            let counts = counts(&random)
            return PartitionReceipt(
                partition: plan.partition, start: plan.start, end: plan.start + counts.accounted,
                timestampTypes: [.create, .logAppend], counts: counts, bytesFetched: 12_345)
        }
        var receipt = Receipt(
            plan: plan, filter: "a = 'x'", select: ["a", "b.c"], limit: 10, order: "time", onError: "skip",
            values: "json",
            valuesWereDetected: true, partitions: partitions, startedAt: 1, finishedAt: 2)
        receipt.duplicateKeys = 3
        receipt.mixedColumns = [Receipt.MixedColumn(column: "a", kinds: ["int": 2, "string": 1])]
        receipt.undecodableSamples = [Receipt.Sample(partition: 4, offset: 77, reason: "not JSON")]
        receipt.unknownNames = ["no event has a field b.d"]
        return receipt
    }

    /// One that has nothing to remark.
    static func plain(end: Int64 = 10, snapshot: Int64 = 10) -> Receipt {
        let plan = ScanPlan(
            topic: "events", range: TimeRange(from: 0, to: 1_000), late: .standard, isolation: .readUncommitted,
            source: "here", plannedAt: 5_000,
            partitions: [
                PartitionPlan(
                    partition: 0, leader: 0, logStart: 0, highWatermark: snapshot, start: 0, end: end,
                    startReason: .timeLookup, endReason: .snapshot, snapshotEnd: snapshot)
            ])
        var counts = ScanCounts()
        counts.delivered = end
        return Receipt(
            plan: plan, filter: nil, select: nil, limit: nil, order: "offset", onError: "keep", values: "json",
            valuesWereDetected: false,
            partitions: [
                PartitionReceipt(
                    partition: 0, start: 0, end: end, timestampTypes: .create, counts: counts, bytesFetched: 1)
            ], startedAt: 0, finishedAt: 0)
    }
}
