/// Which records of transactions a reader sees.
package enum IsolationLevel: Int8, Sendable, CaseIterable {
    /// All records, also those of open and of aborted transactions.
    case readUncommitted = 0
    /// Records below the last stable offset, and with them the list of the aborted transactions to leave out.
    case readCommitted = 1
}
