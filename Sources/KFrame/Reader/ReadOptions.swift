/// Where the records are read from.
public enum Source: Sendable, Hashable {
    /// A Kafka cluster, by the addresses (`host:port`, `[::1]:9092`) of one or more of its brokers.
    case cluster([String])
    /// A Kafka cluster, by settings that name its addresses and say how to connect: TLS, SASL, time-outs.
    case configured(KafkaConfiguration)
    /// A directory of Kafka's own log directories (`<topic>-<partition>/`): a backup, or a stopped broker's disk.
    case logDirectory(String)
}

/// Which records of transactions are read.
public enum Isolation: String, Sendable, Hashable, CaseIterable {
    /// Those of committed transactions, and those outside of any: up to the last stable offset.
    case committed
    /// All, also those of open and of aborted transactions: up to the high watermark.
    case uncommitted
}

/// The order of the rows of a frame.
public enum RowOrder: String, Sendable, Hashable, CaseIterable {
    /// By partition, then offset.
    case partition
    /// By timestamp, then partition, then offset. Holds all rows in memory before the first is given out.
    case time
}

/// What becomes of a row whose value cannot be decoded.
public enum ErrorPolicy: String, Sendable, Hashable, CaseIterable {
    /// It stays, with the reason in `_error` and its bytes in `_raw`.
    case keep
    /// It is left out and counted.
    case skip
    /// It ends the read with an error that names topic, partition and offset.
    case fail
}

/// What values are.
public enum ValueFormat: String, Sendable, Hashable, CaseIterable {
    /// JSON, unless none of the first 100 values in range is a JSON object or array: then text, or bytes.
    case auto
    /// JSON documents: objects become columns, anything else goes to `_value`.
    case json
    /// UTF-8 text, whole in `_value`.
    case text
    /// Bytes, whole in `_value`.
    case bytes
}

/// How far past the end of the range records are looked for that came late.
public enum Lateness: Sendable, Hashable {
    /// Until the first record this much later than the range's end.
    case allowance(Duration)
    /// To the end of the partition: none can be missed.
    case exact

    /// Ten minutes.
    public static let standard = Lateness.allowance(.seconds(600))
}

/// What is read of a range, and how.
public struct ReadOptions: Sendable {
    /// Nil for all.
    public var partitions: [Int32]?
    /// A filter in the manner of SQL's WHERE: `writeKey = 'x' AND properties.price >= 10`.
    public var filter: String?
    /// The columns wanted, in this order, at least one; nil for all. A name also takes the columns beneath it (`context.page`).
    public var columns: [String]?
    /// At most so many rows, the first in the declared order.
    public var limit: Int?
    /// Which row comes first. For streams of batches only ``RowOrder/partition``.
    public var order = RowOrder.partition
    /// How far past the end of the range records are looked for that came late.
    public var late = Lateness.standard
    /// Which records of transactions are read.
    public var isolation = Isolation.committed
    /// What becomes of rows whose value cannot be decoded.
    public var onError = ErrorPolicy.keep
    /// What values are.
    public var values = ValueFormat.auto
    /// Whether text columns whose every value is a date-time with a zone become timestamps.
    public var detectsTimes = true
    /// The types of columns, by name, instead of those that the rows tell (`["price": .text]`): for streams, whose first
    /// rows may tell wrong. A value that does not fit ends the read with ``KFrameError/Code/typeMismatch``.
    public var types: [String: ColumnType] = [:]
    /// How much time the whole read may take, planning included; nil for as much as it needs. A read that is not done by
    /// then ends with ``KFrameError/Code/deadlinePassed``, which says how far it was: never with a shorter frame.
    public var timeout: Duration?
    /// How many bytes a frame, or the groups of a count, may have before the read ends with
    /// ``KFrameError/Code/frameTooLarge``; nil for as many as the machine, or the container, has left but for a reserve.
    /// Streams of batches take little, and know no limit.
    public var memory: Int?
    /// When the time is over, once it runs.
    package var deadline: ReadDeadline?
    /// Called about ten times a second while reading, and once at the end: from any thread, but never twice at once, and
    /// no count ever goes back.
    public var progress: (@Sendable (ReadProgress) -> Void)?

    /// The defaults.
    public init() {}
}

/// The type of a column of a frame.
public indirect enum ColumnType: Sendable, Hashable {
    /// True or false.
    case bool
    /// Integers of 32 bits: `_partition` and `_schema_id`.
    case int32
    /// Integers of 64 bits.
    case int64
    /// Numbers of 64 bits with a binary exponent (IEEE 754).
    case double
    /// UTF-8.
    case text
    /// Bytes that need not be text.
    case bytes
    /// An instant in UTC, in units of 10^-`digits` seconds (3, 6 or 9).
    case timestamp(digits: Int)
    /// Lists of values of one type.
    case list(ColumnType)
    /// Names and values.
    case headers
}

/// How far a read is.
public struct ReadProgress: Sendable, Equatable {
    /// The offsets that the plan covers: an upper bound of the rows, known before the first is read.
    public var offsetsTotal: Int64
    /// The offsets that are accounted for; at the end of a read as many as ``offsetsTotal``.
    public var offsetsDone: Int64
    /// Rows in the answer so far.
    public var rows: Int64
    /// Bytes of (compressed) records received so far.
    public var bytes: Int64
}
