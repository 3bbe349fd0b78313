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
        guard let flippedByte,
            let largest = pieces.indices.max(by: { pieces[$0].count < pieces[$1].count }),
            case .bytes(var records) = pieces[largest]
        else { return pieces }
        // What comes before: base offset, length, leader epoch, magic and the checksum itself.
        let start = records.readerIndex
        let header = 21
        guard let length = records.getInteger(at: start + 8, as: Int32.self), length > 49,
            records.readableBytes >= Int(length) + 12
        else { return pieces }
        let index = start + header + flippedByte % (Int(length) + 12 - header)
        if let byte = records.getInteger(at: index, as: UInt8.self) { records.setInteger(byte ^ 0x10, at: index) }
        var altered = pieces
        altered[largest] = .bytes(records)
        return altered
    }
}
