package import KafkaRecords
package import NIOCore

/// Walks one partition's record batches from the planned start to the planned end by their headers alone, and says
/// what is to become of each. It is pure: bytes go in, decisions come out.
///
/// A partition is finished when its position reaches the end. The position after a batch is
/// base offset + last offset delta + 1, whatever records are left in the batch; it never depends on a last message,
/// a time-out or an empty answer.
package struct PartitionCursor: Sendable {
    /// A batch whose records have to be looked at.
    package struct SelectedBatch: Sendable {
        package var raw: RawRecordBatch
        /// The offsets that this batch accounts for, the gap before it included: `[spanStart, spanEnd)`.
        package var spanStart: Int64
        package var spanEnd: Int64
        /// The largest timestamp of any record of the partition before this batch, as far as the scan saw.
        package var maxTimestampBefore: Int64
        package var fate: Fate = .select
        /// What the headers alone decided between the selected batch before this one and this one.
        package var countsBefore = ScanCounts()
    }

    /// What one piece of a partition's log came to.
    package struct Step: Sendable {
        package var batches: [SelectedBatch] = []
        /// What the headers alone decided after the last selected batch.
        package var counts = ScanCounts()
    }

    package let plan: PartitionPlan
    package let range: TimeRange
    /// The next offset to be seen.
    package private(set) var position: Int64
    /// Where the scan ends; moves on while the planned end is not borne out.
    package private(set) var end: Int64
    package private(set) var endIsConfirmed: Bool
    package private(set) var timestampTypes: TimestampTypes = []
    /// The bytes of the batches up to the position.
    package private(set) var bytesTaken = 0
    /// The leader epoch of the last batch passed; -1 for none, and in the old formats.
    package private(set) var lastEpoch: Int32 = -1
    private var maxTimestamp: Int64 = -1

    package init(plan: PartitionPlan, range: TimeRange) {
        self.plan = plan
        self.range = range
        position = plan.start
        end = max(plan.start, plan.end)
        endIsConfirmed = plan.endReason != .timeLookup || plan.end >= plan.snapshotEnd
    }

    package var isFinished: Bool { position >= end && endIsConfirmed }

    /// How many offsets may still have to be looked at.
    package var remaining: Int64 { max(0, end &- position) }

    /// Takes the batches of `records`, which were asked for at ``position``, as far as the end.
    ///
    /// - Returns: nil where not one whole batch was there: the fetch has to be larger.
    package mutating func advance(
        over records: ByteBuffer, dropping aborted: inout AbortedTransactions
    ) throws(RecordError) -> Step? {
        var step = Step()
        var iterator = RecordBatchIterator(records)
        var sawBatch = false
        while !isFinished, let batch = try iterator.next() {
            sawBatch = true
            let header = batch.header
            // A batch may lie wholly below the offset asked for; its markers still close aborted transactions.
            let isAborted = aborted.shouldDrop(header)
            guard header.nextOffset > position else {
                // A damaged header must not make a batch look as if it had been read.
                try BatchDecoder.verifyChecksum(of: batch)
                continue
            }
            try confirmEnd(before: batch)
            if isFinished { break }
            if firstOffset(of: header) >= end, endIsConfirmed {
                account(missing: end &- position, in: &step)
                position = end
                break
            }
            try take(batch, isAborted: isAborted, into: &step)
        }
        guard sawBatch || iterator.trailingByteCount == 0 else { return nil }
        return step
    }

    /// The first batch of `records` that took the place of one the plan was made for: of a later leader epoch than the
    /// plan, and below the end that the partition had by then. An unclean leader election does that.
    ///
    /// - Parameter current: the leader's epoch. Batches of epochs beyond it are from elsewhere (a restored copy), and say
    ///   nothing.
    package func firstReplaced(in records: ByteBuffer, current: Int32) throws(RecordError) -> RecordBatchHeader? {
        guard plan.leaderEpoch >= 0, current > plan.leaderEpoch else { return nil }
        var iterator = RecordBatchIterator(records)
        while let batch = try iterator.next() {
            let header = batch.header
            let isLater = header.partitionLeaderEpoch > plan.leaderEpoch && header.partitionLeaderEpoch <= current
            if isLater, header.nextOffset > position, header.baseOffset < plan.snapshotEnd { return header }
        }
        return nil
    }

    /// Says that the source has nothing at or after the position: what is left of the range was deleted or compacted.
    package mutating func finishWithoutRecords() -> Step {
        var step = Step()
        endIsConfirmed = true
        account(missing: max(0, end &- position), in: &step)
        position = max(position, end)
        return step
    }

    /// The planned end came from a look-up by time, which may answer a transaction marker: it carries the broker's
    /// clock and can hide every later record. The end is believed only when a batch of records is there; otherwise
    /// the scan goes on until a batch of records reaches the end's time.
    private mutating func confirmEnd(before batch: RawRecordBatch) throws(RecordError) {
        let header = batch.header
        guard !endIsConfirmed, header.nextOffset > end || header.baseOffset >= end else { return }
        try BatchDecoder.verifyChecksum(of: batch)
        let holdsRecords = !header.isControl && header.recordCount != 0
        // A wrapper of the old format proves nothing by its own timestamp: then the scan just goes on.
        let reachesTime = plan.endTime.map { (header.provenMaxTimestamp ?? .min) >= $0 } ?? true
        if holdsRecords, reachesTime {
            endIsConfirmed = true
            // A batch that begins past the planned end is the first to bear a later one out: all of it is looked at.
            if header.baseOffset > plan.end || end > plan.end { end = header.nextOffset }
        } else {
            end = header.nextOffset
        }
        if end >= plan.snapshotEnd {
            end = plan.snapshotEnd
            endIsConfirmed = true
        }
    }

    private mutating func take(
        _ batch: RawRecordBatch, isAborted: Bool, into step: inout Step
    ) throws(RecordError) {
        let header = batch.header
        let spanStart = position
        let spanEnd = min(header.nextOffset, end)
        position = spanEnd
        bytesTaken &+= header.sizeInBytes
        lastEpoch = header.partitionLeaderEpoch
        defer { if !header.isControl { maxTimestamp = max(maxTimestamp, header.provenMaxTimestamp ?? -1) } }
        if header.isControl || isAborted || isOutside(header) {
            // Left unread where the header alone tells how many records lie in the span.
            if let count = header.recordCount(from: spanStart, to: spanEnd) {
                // What is decided by a header alone is only as good as the header: its checksum covers all but the place.
                try BatchDecoder.verifyChecksum(of: batch)
                if header.isControl {
                    step.counts.control &+= count
                } else if isAborted {
                    step.counts.aborted &+= count
                } else {
                    step.counts.outside &+= count
                    step.counts.batchesPruned &+= header.recordCount == 0 ? 0 : 1
                }
                account(missing: spanEnd &- spanStart &- count, in: &step)
                if !header.isControl { timestampTypes.insert(TimestampTypes(header.timestampType)) }
                return
            }
        }
        if !header.isControl { timestampTypes.insert(TimestampTypes(header.timestampType)) }
        var selected = SelectedBatch(
            raw: batch, spanStart: spanStart, spanEnd: spanEnd, maxTimestampBefore: maxTimestamp)
        selected.fate = header.isControl ? .control : isAborted ? .aborted : .select
        selected.countsBefore = step.counts
        step.counts = ScanCounts()
        step.batches.append(selected)
    }

    /// Nothing of the batch can be inside. Only the largest timestamp can tell so: the base timestamp is not the
    /// smallest, and with the delete-horizon bit it is no record's at all. With LogAppendTime the largest is all.
    private func isOutside(_ header: RecordBatchHeader) -> Bool {
        if header.recordCount == 0 || range.isEmpty { return true }
        if let from = range.from, let largest = header.provenMaxTimestamp, largest < from { return true }
        if let to = range.to, header.timestampType == .logAppend, header.maxTimestamp >= to { return true }
        return false
    }

    /// Where a batch begins, or may begin: a compressed wrapper of the old formats says only where it ends.
    private func firstOffset(of header: RecordBatchHeader) -> Int64 {
        header.recordCount < 0 ? position : header.baseOffset
    }

    private func account(missing: Int64, in step: inout Step) {
        step.counts.missing &+= missing
    }
}

extension PartitionCursor.SelectedBatch {
    /// What becomes of the records of a batch that could not be accounted for by its header.
    package enum Fate: Sendable { case select, control, aborted }
}

/// The timestamp types that the batches of a scan carried.
package struct TimestampTypes: OptionSet, Sendable, Codable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package init(_ type: TimestampType) { self = type == .logAppend ? .logAppend : .create }

    package static let create = TimestampTypes(rawValue: 1)
    package static let logAppend = TimestampTypes(rawValue: 2)
}
