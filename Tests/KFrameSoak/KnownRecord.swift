/// A record that is in a log, as whoever wrote it knows it.
struct KnownRecord: Sendable {
    var partition: Int32
    var offset: Int64
    /// -1 where it has none.
    var timestamp: Int64
    /// How far behind the largest timestamp before it in its partition, in milliseconds.
    var lateness: Int64 = 0
    var isCommitted = true
    var hasKey: Bool
    var value: [UInt8]?
    /// Of generated records: fields of their JSON.
    var number: Int64?
    var app: String?
}

/// What a read gave of a record.
struct ReadRow: Hashable, Sendable, CustomStringConvertible {
    var partition: Int32
    var offset: Int64
    var timestamp: Int64
    /// The value's bytes, or of generated records their number.
    var content: Content

    enum Content: Hashable, Sendable {
        case null
        case bytes([UInt8])
        case number(Int64)
        case unseen
    }

    var description: String { "\(partition)/\(offset) at \(timestamp)" }
}
