import Foundation
import KFrameScan
import KafkaWire

/// Saved receipts: what is taken can be added up, written, read again and turned into a plan.
enum ReceiptFuzz {
    static let target = FuzzTarget(
        "receipts", maximumLength: 4096,
        words: [
            "null", "-1", "9223372036854775807", "-9223372036854775808", "1e400", "1e18", "0.5", "\"partitions\"", "[]",
            "{}", "\"exact\"", "time-lookup", "read_uncommitted", "\"version\":2", "\\u0000",
        ],
        seeds: { try samples().map { [UInt8](try $0.json()) } }
    ) { bytes in
        let receipt: Receipt
        do throws(ScanError) {
            receipt = try Receipt(json: Data(bytes))
        } catch {
            try hold(error.code == .invalidReceipt, "\(error)")
            return
        }
        let again = try? Receipt(json: try receipt.json())
        try hold(again == receipt, "a receipt is read, written, and read as another one")
        _ = try? receipt.check()
        _ = (receipt.total, receipt.offsetCount, receipt.bytesFetched)
        _ = receipt.notes
        let plan = receipt.replayPlan()
        try hold(
            plan.partitions.count == receipt.partitions.count
                && zip(plan.partitions, receipt.partitions).allSatisfy { $0.start == $1.start && $0.end == $1.end },
            "the plan is not the receipt's")
        _ = plan.offsetCount
    }

    private static func samples() -> [Receipt] {
        [
            (LatePolicy.standard, TimeRange(from: 1_663_840_800_000, to: 1_663_848_000_000)),
            (.exact, .init(from: nil, to: nil)),
        ]
        .map { late, range in
            let planned = (0..<2).map { partition in
                PartitionPlan(
                    partition: Int32(partition), leader: 1, logStart: 0, highWatermark: 100, lastStable: 100,
                    start: 10, end: 60, startReason: .timeLookup, endReason: .timeLookup,
                    endTime: 1_663_848_600_000, snapshotEnd: 100)
            }
            let read = planned.map { plan in
                var counts = ScanCounts()
                counts.delivered = 30
                counts.late = 1
                counts.outside = 15
                counts.missing = 5
                counts.lowestTimestamp = 1_663_840_800_000
                return PartitionReceipt(
                    partition: plan.partition, start: plan.start, end: plan.end, timestampTypes: .create,
                    counts: counts, bytesFetched: 4096)
            }
            var receipt = Receipt(
                plan: ScanPlan(
                    topic: "events", range: range, late: late, isolation: .readCommitted, source: "cluster",
                    plannedAt: 1_663_850_000_000, partitions: planned),
                filter: "a = 'x'", select: ["a"], limit: 10, order: "offset", onError: "keep", values: "json",
                valuesWereDetected: true, partitions: read, startedAt: 1, finishedAt: 2)
            receipt.mixedColumns = [.init(column: "a", kinds: ["string": 1, "int64": 2])]
            receipt.undecodableSamples = [.init(partition: 0, offset: 11, reason: "not JSON")]
            return receipt
        }
    }
}
