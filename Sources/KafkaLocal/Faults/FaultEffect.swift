package import KafkaWire
package import NIOCore

/// One thing that goes wrong with a request or its answer.
package enum FaultEffect: Sendable {
    /// An error code in place of the answer, for the partitions that are meant.
    case error(KafkaErrorCode)
    /// The connection is closed when so many bytes of the answer are out.
    case cut(afterBytes: Int)
    /// The answer comes so much later.
    case pause(TimeAmount)
    /// The answer never comes, nor any other on the same connection.
    case silence
    /// The answer comes in drops.
    case drip(bytes: Int, every: TimeAmount)
    /// The answer carries another request's number.
    case wrongCorrelationID
    /// The answer asks the client to wait before its next request (KIP-219). A Fetch is answered without partitions.
    case throttle(milliseconds: Int32)
    /// One bit of the answer's records is flipped: in this byte of the first batch, counted round over what the batch's
    /// checksum covers.
    case flip(byte: Int)
    /// Something happens before the request is looked at.
    case act(@Sendable () -> Void)

    /// One word, for counting.
    package var kind: String {
        switch self {
        case .error(let code): code.name
        case .cut: "cut"
        case .pause: "pause"
        case .silence: "silence"
        case .drip: "drip"
        case .wrongCorrelationID: "wrong-correlation-id"
        case .throttle: "throttle"
        case .flip: "flipped-bit"
        case .act: "act"
        }
    }
}

/// Which requests a fault strikes.
package struct FaultTarget: Sendable {
    /// Nil for every call.
    package var api: ApiKey?
    /// Nil for every broker.
    package var node: Int32?
    /// Only where an answer is about this topic; nil for all. For error codes.
    package var topic: String?
    /// Only this partition of the topic; the others are answered as ever. For error codes.
    package var partition: Int32?

    package init(_ api: ApiKey? = nil, node: Int32? = nil, topic: String? = nil, partition: Int32? = nil) {
        self.api = api
        self.node = node
        self.topic = topic
        self.partition = partition
    }

    func means(_ api: ApiKey, _ node: Int32) -> Bool { self.api ?? api == api && self.node ?? node == node }
}
