/// The answer to a look-up of an offset by time, as ListOffsets gives it.
package struct ListedOffset: Sendable, Equatable {
    /// Nothing found.
    package static let none = ListedOffset(offset: -1, timestamp: -1, leaderEpoch: -1)

    /// -1 for none.
    package let offset: Int64
    /// The timestamp found, in milliseconds since 1970; -1 for none, and with the log's start and end.
    package let timestamp: Int64
    /// -1 where it is not known.
    package let leaderEpoch: Int32

    package init(offset: Int64, timestamp: Int64, leaderEpoch: Int32) {
        self.offset = offset
        self.timestamp = timestamp
        self.leaderEpoch = leaderEpoch
    }
}
