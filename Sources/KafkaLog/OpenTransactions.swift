/// The transactions that are open at some place of a log: the first offset of each, by producer.
struct OpenTransactions: Sendable, Equatable {
    /// A transaction that an abort marker ended.
    struct Aborted: Sendable, Equatable {
        let producerID: Int64
        /// The offset of its first record.
        let firstOffset: Int64
        /// The offset of its marker.
        let lastOffset: Int64
    }

    private(set) var firstOffsets: [Int64: Int64]

    init(_ firstOffsets: [Int64: Int64] = [:]) {
        self.firstOffsets = firstOffsets
    }

    /// The first offset of the earliest open transaction.
    var earliest: Int64? { firstOffsets.values.min() }

    /// Takes the next event of the log; gives the transaction that it aborted, if it aborted one.
    mutating func apply(_ event: TransactionEvent) -> Aborted? {
        switch event {
        case .data(let producerID, let offset):
            if firstOffsets[producerID] == nil { firstOffsets[producerID] = offset }
            return nil
        case .marker(let producerID, let offset, let marker):
            guard let first = firstOffsets.removeValue(forKey: producerID), marker == .abort else { return nil }
            return Aborted(producerID: producerID, firstOffset: first, lastOffset: offset)
        }
    }
}
