package import KafkaWire
package import NIOCore

/// Cuts the bytes of a connection into answers, each in one piece of memory that is reserved once.
///
/// The first answer goes through ``KafkaFrameDecoder``, which recognises peers that are no Kafka brokers. Later ones,
/// which may have many megabytes, are filled directly: NIO's own decoding handler would collect them in a buffer that
/// grows by doubling and copies what is left of it for each answer handed on.
package struct ResponseFramer {
    /// The answer to the first request names a few hundred numbers; more than this is no Kafka broker.
    private static let maximumFirstLength = 1 << 20
    /// Announced bytes are not believed beyond this until they come.
    private static let largestReservation = 64 << 20

    private let pool: FrameBufferPool
    private var firstDecoder: KafkaFrameDecoder?
    /// The beginning of a stream, or a length prefix that has not arrived whole.
    private var prefix = ByteBuffer()
    private var frame: ByteBuffer?
    private var missing = 0

    package init(pool: FrameBufferPool) {
        self.pool = pool
        firstDecoder = KafkaFrameDecoder(maximumLength: Self.maximumFirstLength)
    }

    /// How much of an unfinished answer has arrived; nil between two answers.
    var partialAnswer: ConnectionFailure.PartialAnswer? {
        if let frame {
            return .init(received: frame.readableBytes, total: frame.readableBytes + missing)
        }
        return prefix.readableBytes > 0 ? .init(received: prefix.readableBytes, total: nil) : nil
    }

    /// Takes bytes up to the end of the next answer and gives it without its length prefix; nil where it is not
    /// complete, and then all bytes are taken. Bytes behind the answer stay.
    ///
    /// - Parameter limit: how long the answer may be that begins or goes on here.
    package mutating func nextFrame(from bytes: inout ByteBuffer, atMost limit: Int) throws(WireError) -> ByteBuffer? {
        if firstDecoder != nil { return try firstFrame(from: &bytes) }
        if frame == nil {
            guard let length = try nextLength(from: &bytes, atMost: limit) else { return nil }
            frame = pool.buffer(capacity: min(length, Self.largestReservation))
            missing = length
        }
        if var part = bytes.readSlice(length: min(missing, bytes.readableBytes)) {
            missing -= part.readableBytes
            frame?.writeBuffer(&part)
        }
        guard missing == 0, let whole = frame else { return nil }
        frame = nil
        pool.keep(whole)
        return whole
    }

    private mutating func firstFrame(from bytes: inout ByteBuffer) throws(WireError) -> ByteBuffer? {
        prefix.writeBuffer(&bytes)
        guard let first = try firstDecoder?.nextFrame(from: &prefix) else { return nil }
        firstDecoder = nil
        bytes = prefix
        prefix = ByteBuffer()
        return first
    }

    private mutating func nextLength(from bytes: inout ByteBuffer, atMost limit: Int) throws(WireError) -> Int? {
        let length: Int
        if prefix.readableBytes == 0, let whole = bytes.readInteger(as: Int32.self) {
            length = Int(whole)
        } else {
            if var part = bytes.readSlice(length: min(4 - prefix.readableBytes, bytes.readableBytes)) {
                prefix.writeBuffer(&part)
            }
            guard let whole = prefix.readInteger(as: Int32.self) else { return nil }
            prefix.clear()
            length = Int(whole)
        }
        guard length >= 0 else {
            throw WireError(.negativeFrameLength(length), message: "frame", field: "length", byteOffset: 0)
        }
        guard length <= limit else {
            throw WireError(
                .frameTooLong(length: length, limit: limit), message: "frame", field: "length", byteOffset: 0)
        }
        return length
    }
}
