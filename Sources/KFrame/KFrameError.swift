import KFrameColumns
package import KFrameScan
import KafkaClient
package import KafkaRecords

/// Why a read failed: what, where, and what to do about it.
public struct KFrameError: Error, Sendable, CustomStringConvertible {
    /// Which kind of failure; programs branch on this, people read the message.
    public enum Code: String, Sendable, CaseIterable {
        /// A time, a duration or a range that cannot be meant.
        case invalidTime
        /// An option that cannot be taken: a partition list, a limit, a column name.
        case invalidArgument
        /// A filter that does not parse, or names or types that are wrong.
        case invalidFilter
        /// No topic has that name; the message has the nearest names.
        case unknownTopic
        /// The topic has no partition of that number.
        case unknownPartition
        /// The user lacks a right: Read and Describe on the topic are all that is needed.
        case notAuthorized
        /// The broker refuses the credentials.
        case authenticationFailed
        /// No address led to a Kafka broker.
        case noBroker
        /// A broker failed, or was silent for too long.
        case brokerFailed
        /// A broker did not answer in time.
        case timedOut
        /// The read took longer than ``ReadOptions/timeout``.
        case deadlinePassed
        /// The frame, or the groups of a count, would not fit into memory, or into ``ReadOptions/memory``.
        case frameTooLarge
        /// A partition has no leader, so it cannot be read.
        case leaderUnavailable
        /// Records of the plan were deleted before they were read.
        case offsetOutOfRange
        /// Records of the plan were lost on the broker.
        case truncated
        /// Bytes that are not the records they claim to be.
        case corruptRecords
        /// A value that could not be decoded, where the caller asked for that to be an error.
        case undecodableValue
        /// A later value of a stream does not fit its column.
        case typeMismatch
        /// What the broker or kframe itself cannot do.
        case unsupported
        /// The counts of a receipt do not sum up to its offsets: a fault of kframe, to be reported.
        case receiptDoesNotAddUp
        /// What was to be repeated is no receipt, or one of another version.
        case invalidReceipt
        /// A log directory that cannot be read.
        case logDirectory
        /// The task that read was cancelled, or the reader closed.
        case cancelled
    }

    /// Which kind of failure.
    public var code: Code
    /// One to three lines for people.
    public var message: String
    /// Where it happened, as far as that is known.
    public var topic: String?
    /// Where it happened, as far as that is known.
    public var partition: Int32?
    /// Of the record, or the first of the record batch; nil where no place is known.
    public var offset: Int64?

    /// Makes an error.
    public init(_ code: Code, _ message: String, topic: String? = nil, partition: Int32? = nil, offset: Int64? = nil) {
        self.code = code
        self.message = message
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }

    /// The message.
    public var description: String { message }

    package init(_ error: ScanError) {
        let code: Code =
            switch error.code {
            case .invalidTime, .invalidRange: .invalidTime
            case .invalidArgument: .invalidArgument
            case .unknownTopic: .unknownTopic
            case .unknownPartition: .unknownPartition
            case .notAuthorized: .notAuthorized
            case .authenticationFailed: .authenticationFailed
            case .noBroker: .noBroker
            case .brokerFailed: .brokerFailed
            case .timedOut: .timedOut
            case .leaderUnavailable: .leaderUnavailable
            case .offsetOutOfRange: .offsetOutOfRange
            case .truncated: .truncated
            case .corruptRecords: .corruptRecords
            case .unsupported: .unsupported
            case .receiptDoesNotAddUp: .receiptDoesNotAddUp
            case .invalidReceipt: .invalidReceipt
            case .logDirectory: .logDirectory
            case .cancelled: .cancelled
            }
        self.init(code, error.message, topic: error.topic, partition: error.partition, offset: error.offset)
    }

    /// Records that are not what they claim to be.
    package init(_ error: RecordError, topic: String, partition: Int32) {
        self.init(
            .corruptRecords, "\(topic) partition \(partition), \(error.description)", topic: topic,
            partition: partition,
            offset: error.offset)
    }

    /// Any error as one of this family.
    package init(wrapping error: any Error) {
        switch error {
        case let error as KFrameError: self = error
        case let error as ScanError: self.init(error)
        case let error as KafkaClientError: self.init(ScanError(error))
        case is CancellationError: self = .interrupted
        default: self.init(.brokerFailed, "\(error)")
        }
    }

    /// The error that ends a read which failed with `error`: where its task was cancelled, that is why.
    static func ending(_ error: any Error) -> KFrameError {
        Task.isCancelled ? .interrupted : KFrameError(wrapping: error)
    }

    static var interrupted: KFrameError { KFrameError(.cancelled, "the read was interrupted") }

    /// A value that does not fit the type that its column has to have, and the option that mends it.
    init(_ error: ColumnError, topic: String, partition: Int32, offset: Int64?) {
        let place = "\(topic) partition \(partition)" + (offset.map { " offset \($0)" } ?? "")
        switch error.code {
        case .doesNotFit(let expected, let found):
            // Text takes anything but bytes that are none.
            let mend = found == ValueKind.bytes.phrase ? DataType.binary : .utf8
            self.init(
                .typeMismatch,
                "column \(error.column) is \(expected), and at \(place) it holds \(found)\n"
                    + "--types \(error.column):\(mend) reads it as \(mend == .utf8 ? "text" : "bytes")",
                topic: topic, partition: partition, offset: offset)
        case .tooLong(let limit):
            self.init(
                .unsupported,
                "the value of column \(error.column) at \(place) is larger than the \(limit) bytes that a column can hold; "
                    + "leave the column out with --select",
                topic: topic, partition: partition, offset: offset)
        }
    }
}
