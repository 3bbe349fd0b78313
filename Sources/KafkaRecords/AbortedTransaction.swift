/// A transaction that was aborted, as Fetch answers it and `.txnindex` files keep it.
package struct AbortedTransaction: Sendable, Hashable {
    package var producerID: Int64
    /// The offset of the transaction's first record.
    package var firstOffset: Int64

    package init(producerID: Int64, firstOffset: Int64) {
        self.producerID = producerID
        self.firstOffset = firstOffset
    }
}
