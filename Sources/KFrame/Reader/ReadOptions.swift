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
    /// The columns wanted, in this order; nil for all. A name also takes the columns beneath it (`context.page`).
    public var columns: [String]?
    /// At most so many rows, the first in the declared order.
    public var limit: Int?
    public var order = RowOrder.partition
    public var late = Lateness.standard
    public var isolation = Isolation.committed
    public var onError = ErrorPolicy.keep
    public var values = ValueFormat.auto
    /// Whether text columns whose every value is a date-time with a zone become timestamps.
    public var detectsTimes = true
    /// For streams: the types of columns that the first rows would get wrong (`price: .text`).
    public var types: [String: ColumnType] = [:]
    /// Called about ten times a second while reading, from any thread.
    public var progress: (@Sendable (ReadProgress) -> Void)?

    /// The defaults.
    public init() {}
}

/// The type of a column of a frame.
public indirect enum ColumnType: Sendable, Hashable {
    case bool
    case int32
    case int64
    case double
    /// UTF-8.
    case text
    case bytes
    /// An instant in UTC, in units of 10^-`digits` seconds (3, 6 or 9).
    case timestamp(digits: Int)
    case list(ColumnType)
    /// Names and values.
    case headers
}

/// How far a read is.
public struct ReadProgress: Sendable, Equatable {
    /// The offsets that the plan covers: an upper bound of the rows, known before the first is read.
    public var offsetsTotal: Int64
    public var offsetsDone: Int64
    /// Rows in the answer so far.
    public var rows: Int64
    /// Bytes of (compressed) records received so far.
    public var bytes: Int64
}
