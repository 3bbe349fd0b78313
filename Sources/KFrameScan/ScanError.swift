/// What went wrong between a question and its bytes, in a sentence that says what to do about it.
package struct ScanError: Error, Sendable, CustomStringConvertible {
    /// Which kind of failure; callers branch on this, people read the message.
    package enum Code: String, Sendable {
        case invalidTime, invalidRange, invalidArgument
        case unknownTopic, unknownPartition, notAuthorized, authenticationFailed
        case noBroker, brokerFailed, timedOut
        case leaderUnavailable, offsetOutOfRange, truncated
        case corruptRecords, unsupported
        case receiptDoesNotAddUp, invalidReceipt
        case logDirectory
        case cancelled
    }

    package var code: Code
    package var message: String
    package var topic: String?
    package var partition: Int32?
    package var offset: Int64?

    package init(
        _ code: Code, _ message: String, topic: String? = nil, partition: Int32? = nil, offset: Int64? = nil
    ) {
        self.code = code
        self.message = message
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }

    package var description: String { message }

    /// The same error, with the place filled in where it was not known deeper down.
    package func at(topic: String, partition: Int32, offset: Int64? = nil) -> ScanError {
        var copy = self
        copy.topic = copy.topic ?? topic
        copy.partition = copy.partition ?? partition
        copy.offset = copy.offset ?? offset
        return copy
    }
}
