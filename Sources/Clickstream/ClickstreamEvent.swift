/// One record to append: what a producer would hand to Kafka.
package struct ClickstreamEvent: Sendable, Equatable {
    /// The partition, from 0 to ``Clickstream/partitionCount`` - 1.
    package var partition: Int32
    /// The record's time, in milliseconds since 1970: the event's own `timestamp`.
    package var timestamp: Int64
    /// The user's id where it is known, else the anonymous id; nil for a record without a key.
    package var key: [UInt8]?
    /// The JSON text of the event, or what stands in its place; nil for a tombstone.
    package var value: [UInt8]?
    /// What is special about the event, if anything.
    package var kind: ClickstreamEventKind

    package init(partition: Int32, timestamp: Int64, key: [UInt8]?, value: [UInt8]?, kind: ClickstreamEventKind) {
        self.partition = partition
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.kind = kind
    }
}
