/// The answer to one look-up of an offset.
package struct ListedOffset: Sendable, Hashable {
    package var partition: Int32
    /// -1 where the broker names none.
    package var offset: Int64
    /// The timestamp of the record at the offset, in milliseconds; -1 where the broker names none, as it does for the
    /// special timestamps -1 and -2.
    package var timestamp: Int64
    /// -1 where the broker names none.
    package var leaderEpoch: Int32

    package init(partition: Int32, offset: Int64, timestamp: Int64, leaderEpoch: Int32) {
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.leaderEpoch = leaderEpoch
    }
}
