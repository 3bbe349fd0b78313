import GoldenData
import KafkaClient
import KafkaWire
import NIOCore

/// A connection's bytes, cut into frames: the same whether they come at once or in pieces, and by the client's framer as
/// by the decoder of the local broker.
enum FrameFuzz {
    private static let limit = 1 << 20

    static let target = FuzzTarget(
        "frames", maximumLength: 1024, words: ["HTTP/1.1 400 Bad Request\r\n"],
        binaryWords: [[0x15, 3, 3, 0, 2, 2, 40], [0x16, 3, 1, 0, 200, 1], [0x7F, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF]],
        seeds: {
            let answers = try WireExchange.all().map(\.response).filter { $0.count < 400 }
            let framed = answers.map { Array(ByteBuffer(integer: UInt32($0.count)).readableBytesView) + $0 }
            return framed.map { [3] + $0 } + [[1] + framed.prefix(3).flatMap { $0 }, [7] + Array("HTTP/1.1 400".utf8)]
        }
    ) { bytes in
        var input = FuzzInput(bytes)
        let step = Int(input.byte()) + 1
        let whole = cut(input.rest, by: max(1, input.rest.count))
        let pieces = cut(input.rest, by: step)
        try hold(whole == pieces, "at once \(whole), in pieces of \(step) \(pieces)")
        let framed = framed(input.rest, by: step)
        try hold(framed.frames == whole.frames, "frames \(whole.frames), by the client's framer \(framed.frames)")
        // Of a later length that cannot be one decoder says more.
        try hold((framed.error == nil) == (whole.error == nil), "\(whole), by the client's framer \(framed)")
        let taken = whole.frames.reduce(0) { $0 + $1.readableBytes + 4 }
        try hold(taken <= input.rest.count, "frames of \(taken) bytes from \(input.rest.count)")
    }

    private struct Outcome: Equatable {
        var frames: [ByteBuffer] = []
        var error: WireError?
    }

    private static let pool = FrameBufferPool(limit: limit)

    private static func framed(_ bytes: UnsafeRawBufferPointer, by step: Int) -> Outcome {
        var outcome = Outcome()
        var framer = ResponseFramer(pool: pool)
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + step)
            var part = ByteBuffer(bytes: bytes[start..<end])
            start = end
            do throws(WireError) {
                while let frame = try framer.nextFrame(from: &part, atMost: limit) { outcome.frames.append(frame) }
            } catch {
                outcome.error = error
                return outcome
            }
        }
        return outcome
    }

    private static func cut(_ bytes: UnsafeRawBufferPointer, by step: Int) -> Outcome {
        var outcome = Outcome()
        var decoder = KafkaFrameDecoder(maximumLength: limit)
        var buffer = ByteBuffer()
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + step)
            buffer.writeBytes(bytes[start..<end])
            start = end
            do throws(WireError) {
                while let frame = try decoder.nextFrame(from: &buffer) { outcome.frames.append(frame) }
            } catch {
                outcome.error = error
                return outcome
            }
        }
        return outcome
    }
}
