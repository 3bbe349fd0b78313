/// Finds the aborted transactions of a log by reading all of it, for logs that have no `.txnindex`.
///
/// It is shown every batch in ascending order, and the control records of the control batches.
package struct AbortedTransactionScan: Sendable {
    /// A transaction with the place of its marker, as a `.txnindex` entry has it.
    package struct Finished: Sendable, Equatable {
        package var transaction: AbortedTransaction
        /// The offset of the abort marker.
        package var lastOffset: Int64

        package init(transaction: AbortedTransaction, lastOffset: Int64) {
            self.transaction = transaction
            self.lastOffset = lastOffset
        }
    }

    /// In the order of their markers.
    package private(set) var aborted: [Finished] = []
    private var firstOffsets: [Int64: Int64] = [:]

    package init() {}

    /// The first offset of the earliest transaction that has no marker yet, or nil where all are finished. The last
    /// stable offset is this, or the high watermark.
    package var firstOpenOffset: Int64? { firstOffsets.values.min() }

    /// Takes note of a batch. `controlRecords` are those of a control batch, and empty for any other.
    package mutating func observe(_ header: RecordBatchHeader, controlRecords: [ControlRecord]) {
        guard header.isTransactional, header.hasProducerID else { return }
        guard header.isControl else {
            if firstOffsets[header.producerID] == nil { firstOffsets[header.producerID] = header.baseOffset }
            return
        }
        guard let firstOffset = firstOffsets.removeValue(forKey: header.producerID) else { return }
        guard let marker = controlRecords.first(where: { $0.kind == .abort }) else { return }
        aborted.append(
            Finished(
                transaction: AbortedTransaction(producerID: header.producerID, firstOffset: firstOffset),
                lastOffset: marker.offset))
    }
}
