/// Tells the batches of aborted transactions from the others, for a reader that wants only committed records.
///
/// It is asked about every batch in ascending order, control batches included. A producer's batches are dropped from the
/// first offset of its aborted transaction on, up to its next control batch: within one producer nothing but the marker
/// of that very transaction can come there. Going by the header alone also ends a transaction whose marker was compacted
/// to an empty batch. The list of a Fetch response covers that response's records: make a new index for each.
package struct AbortedTransactions: Sendable {
    /// By descending first offset: the next one to begin is the last.
    private var upcoming: [AbortedTransaction]
    private var open: Set<Int64> = []

    package init(_ transactions: [AbortedTransaction]) {
        upcoming = transactions.sorted { ($0.firstOffset, $0.producerID) > ($1.firstOffset, $1.producerID) }
    }

    /// True for a batch whose records belong to an aborted transaction. False for control batches, which are no
    /// records of anyone's.
    package mutating func shouldDrop(_ header: RecordBatchHeader) -> Bool {
        while let next = upcoming.last, next.firstOffset <= header.lastOffset {
            open.insert(next.producerID)
            upcoming.removeLast()
        }
        guard !open.isEmpty, header.hasProducerID else { return false }
        if header.isControl {
            open.remove(header.producerID)
            return false
        }
        return header.isTransactional && open.contains(header.producerID)
    }
}
