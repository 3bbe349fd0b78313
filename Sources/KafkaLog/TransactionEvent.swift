/// What a log says about the transactions of its producers, in order of offset.
enum TransactionEvent: Sendable, Equatable {
    /// The first transactional batch of a producer in this segment since its last marker there.
    case data(producerID: Int64, offset: Int64)
    /// A marker that ends a producer's transaction.
    case marker(producerID: Int64, offset: Int64, TransactionMarker)

    var offset: Int64 {
        switch self {
        case .data(_, let offset): offset
        case .marker(_, let offset, _): offset
        }
    }
}
