/// Whose clock a record's timestamp is: attribute bit 3 (KIP-32).
package enum TimestampType: Int8, Sendable {
    /// The producer's, one timestamp a record.
    case create = 0
    /// The broker's at the time of the append, one timestamp a batch.
    case logAppend = 1
}
