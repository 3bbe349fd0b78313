package import NIOCore

/// Cuts the stream of bytes of a connection into frames: four bytes of length, then so many bytes of content.
///
/// What it hands on is the content alone. A length that no Kafka peer sends ends the connection with a `WireError`, which
/// says who answered where that can be told.
package struct KafkaFrameDecoder: ByteToMessageDecoder {
    package typealias InboundOut = ByteBuffer

    /// The longest content that is taken if nothing else is said. A Fetch answer is as long as its request allows, or as
    /// long as one record batch if that is longer.
    package static let defaultMaximumLength = 512 << 20

    /// How much room is made on the word of a length alone. It spares the copies that a buffer makes as it grows, and is
    /// no more than a peer that lies may have.
    package static let maximumReservation = 16 << 20

    private let maximumLength: Int
    /// Only the first frame is looked at for other protocols; a peer does not change its language later.
    private var isFirst = true

    package init(maximumLength: Int = Self.defaultMaximumLength) {
        self.maximumLength = maximumLength
    }

    package mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        guard let frame = try nextFrame(from: &buffer) else { return .needMoreData }
        context.fireChannelRead(wrapInboundOut(frame))
        return .continue
    }

    package mutating func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        // What is left of a frame when the connection ends is no frame; the connection's own end is told elsewhere.
        try decode(context: context, buffer: &buffer)
    }

    /// The next frame's content, as a slice without a copy; nil while it has not arrived whole.
    package mutating func nextFrame(from buffer: inout ByteBuffer) throws(WireError) -> ByteBuffer? {
        guard let prefix = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return nil }
        if isFirst {
            switch PeerProtocol.recognise(buffer) {
            case .kafka: isFirst = false
            case .undecided: return nil
            case .other(let peer): throw Self.error(.notKafka(peer))
            }
        }
        let length = Int(Int32(bitPattern: prefix))
        guard (0...max(0, maximumLength)).contains(length) else {
            if let peer = PeerProtocol.ofText(prefix) { throw Self.error(.notKafka(peer)) }
            throw Self.error(
                length < 0 ? .negativeFrameLength(length) : .frameTooLong(length: length, limit: maximumLength))
        }
        let missing = length + 4 - buffer.readableBytes
        guard missing <= 0 else {
            buffer.reserveCapacity(minimumWritableBytes: min(missing, Self.maximumReservation))
            return nil
        }
        buffer.moveReaderIndex(forwardBy: 4)
        return buffer.readSlice(length: length)
    }

    private static func error(_ kind: WireError.Kind) -> WireError {
        WireError(kind, message: "frame", field: "length", byteOffset: 0)
    }
}
