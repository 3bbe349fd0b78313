package import KFrameScan

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a read looked at and what became of every offset of it.
///
/// For each partition `end - start` is the sum of all counts but `late` and `withError`, which are parts of
/// `delivered`. kframe checks that before it hands a receipt out.
public struct ReadReceipt: Sendable {
    /// One partition's part.
    public struct Partition: Sendable {
        let plan: PartitionPlan
        let read: PartitionReceipt

        /// Its number.
        public var partition: Int { Int(read.partition) }
        /// The first offset that was looked at.
        public var start: Int64 { read.start }
        /// The offset after the last that was looked at.
        public var end: Int64 { read.end }
        /// The first offset that the partition still had when the read was planned.
        public var logStart: Int64 { plan.logStart }
        /// The offset after the last record that every replica had when the read was planned.
        public var highWatermark: Int64 { plan.highWatermark }
        /// Nil where uncommitted records were read too.
        public var lastStableOffset: Int64? { plan.lastStable }
        /// What became of the offsets from ``start`` to ``end``.
        public var counts: Counts { Counts(read.counts) }
        /// Bytes of record batches received, compressed as they came.
        public var bytesFetched: Int64 { read.bytesFetched }
    }

    /// What became of offsets.
    public struct Counts: Sendable, Equatable {
        let counts: ScanCounts

        init(_ counts: ScanCounts) { self.counts = counts }

        /// Rows in the answer.
        public var delivered: Int64 { counts.delivered }
        /// Of these: rows that carry `_error`.
        public var withError: Int64 { counts.withError }
        /// Of these: rows that came after a record past the range's end.
        public var late: Int64 { counts.late }
        /// Records whose timestamp is not in the range.
        public var outside: Int64 { counts.outside }
        /// Records that the filter left out.
        public var filtered: Int64 { counts.filtered }
        /// Records left out because their value could not be decoded.
        public var undecodable: Int64 { counts.undecodable }
        /// Rows that a limit on rows in time order cut.
        public var limited: Int64 { counts.limited }
        /// Transaction markers.
        public var control: Int64 { counts.control }
        /// Records of aborted transactions.
        public var aborted: Int64 { counts.aborted }
        /// Offsets that hold no record.
        public var missing: Int64 { counts.missing }
        /// Batches left unread because their header proved that nothing in them was wanted.
        public var batchesPruned: Int64 { counts.batchesPruned }
        /// Batches whose records were looked at.
        public var batchesRead: Int64 { counts.batchesRead }
        /// Batches of which every record was counted by the header alone, which proved that all of them were wanted.
        public var batchesCounted: Int64 { counts.batchesCounted }
        /// Milliseconds since 1970; nil where no row has a timestamp, or ``batchesCounted`` is not 0.
        public var lowestTimestamp: Int64? { counts.lowestTimestamp }
        /// As ``lowestTimestamp``.
        public var highestTimestamp: Int64? { counts.highestTimestamp }
        /// How far behind the largest timestamp before it the latest of the late rows came.
        public var greatestLateness: Duration? { counts.greatestLateness.map { .milliseconds($0) } }
    }

    package let receipt: Receipt

    package init(_ receipt: Receipt) { self.receipt = receipt }

    /// What was read.
    public var topic: String { receipt.plan.topic }
    /// By partition number.
    public var partitions: [Partition] {
        zip(receipt.plan.partitions, receipt.partitions).map { Partition(plan: $0, read: $1) }
    }
    /// The sums over all partitions.
    public var total: Counts { Counts(receipt.total) }
    /// What a careful reader has to know, one sentence each.
    public var notes: [String] { receipt.notes }

    /// The receipt as JSON, for a file; ``init(json:)`` reads it back, and ``Reader/replay(_:progress:)`` reads again.
    public func json() throws(KFrameError) -> String {
        do {
            return String(decoding: try receipt.json(), as: UTF8.self)
        } catch {
            throw KFrameError(.invalidReceipt, "the receipt cannot be written as JSON: \(error)")
        }
    }

    /// Reads a receipt that was saved.
    public init(json: String) throws(KFrameError) {
        do {
            receipt = try Receipt(json: Data(json.utf8))
        } catch {
            throw KFrameError(error)
        }
    }
}
