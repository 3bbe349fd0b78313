import KafkaWire
import NIOCore

/// How an answer is brought to its client, where that is not the ordinary way.
struct AnswerDelivery: Sendable {
    struct Drip: Sendable {
        var bytes: Int
        var interval: TimeAmount
    }

    var pause: TimeAmount?
    var cutAfter: Int?
    var drip: Drip?
    var flippedByte: Int?
    var isSilent = false
    var hasWrongCorrelationID = false
    var throttleMs: Int32 = 0

    init(_ effects: [FaultEffect] = []) {
        for effect in effects {
            switch effect {
            case .error, .act: break
            case .cut(let bytes): cutAfter = max(0, bytes)
            case .pause(let time): pause = time
            case .silence: isSilent = true
            case .drip(let bytes, let interval): drip = Drip(bytes: max(1, bytes), interval: interval)
            case .wrongCorrelationID: hasWrongCorrelationID = true
            case .throttle(let milliseconds): throttleMs = milliseconds
            case .flip(let byte): flippedByte = max(0, byte)
            }
        }
    }

    /// Whether the answer's bytes are needed in memory.
    var needsBytes: Bool { drip != nil || flippedByte != nil }

    func correlationID(for header: RequestHeader) -> Int32 {
        hasWrongCorrelationID ? header.correlationId ^ 0x55 : header.correlationId
    }

    /// The pieces as they go out.
    func altered(_ pieces: [FramePiece]) -> [FramePiece] {
        guard let flippedByte else { return pieces }
        var whole = ByteBuffer()
        for case .bytes(let buffer) in pieces { whole.writeImmutableBuffer(buffer) }
        let prefix = 4
        guard whole.readableBytes > prefix else { return pieces }
        let index = whole.readerIndex + prefix + flippedByte % (whole.readableBytes - prefix)
        if let byte = whole.getInteger(at: index, as: UInt8.self) { whole.setInteger(byte ^ 0x10, at: index) }
        return [.bytes(whole)]
    }
}
