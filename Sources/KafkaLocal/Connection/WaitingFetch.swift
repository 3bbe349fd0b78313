import KafkaLog
import KafkaWire
import NIOCore

/// A Fetch that waits for data: until enough has come, or for as long as the client said.
struct WaitingFetch: Sendable {
    let request: FetchRequest
    let header: RequestHeader
    let deadline: NIODeadline
    let delivery: AnswerDelivery
    /// Whose new data wakes it.
    let partitions: [PartitionName]
    /// Taken before the log was looked at.
    let ticket: DataArrival.Ticket
}
