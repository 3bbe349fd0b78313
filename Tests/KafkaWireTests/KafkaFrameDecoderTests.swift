import GoldenData
import KafkaWire
import NIOCore
import NIOEmbedded
import NIOTestUtils
import Testing

struct KafkaFrameDecoderTests {
    @Test("frames come out whole, however the bytes arrive")
    func verifier() throws {
        let frames = try WireExchange.of(api: ApiKey.metadata.rawValue).prefix(4).map { ByteBuffer(bytes: $0.response) }
        let pairs: [(ByteBuffer, [ByteBuffer])] =
            frames.map { (framed($0), [$0]) } + [
                (framed(ByteBuffer()), [ByteBuffer()]),
                (framed(ByteBuffer(string: "x")), [ByteBuffer(string: "x")]),
            ]
        try ByteToMessageDecoderVerifier.verifyDecoder(inputOutputPairs: pairs) { KafkaFrameDecoder() }
    }

    @Test("byte by byte")
    func byteByByte() throws {
        let frames = try WireExchange.of(api: ApiKey.listOffsets.rawValue).prefix(5).map {
            ByteBuffer(bytes: $0.response)
        }
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(KafkaFrameDecoder()))
        var received: [ByteBuffer] = []
        for byte in frames.flatMap({ Array(framed($0).readableBytesView) }) {
            try channel.writeInbound(ByteBuffer(bytes: [byte]))
            while let frame = try channel.readInbound(as: ByteBuffer.self) { received.append(frame) }
        }
        #expect(received == frames)
        #expect(try channel.finish().isClean)
    }

    @Test("many frames in one read")
    func manyAtOnce() throws {
        let frames = try WireExchange.all().map { ByteBuffer(bytes: $0.response) }
        var stream = ByteBuffer()
        for frame in frames { stream.writeImmutableBuffer(framed(frame)) }
        var decoder = KafkaFrameDecoder()
        var received: [ByteBuffer] = []
        while let frame = try decoder.nextFrame(from: &stream) { received.append(frame) }
        #expect(received == frames)
        #expect(stream.readableBytes == 0)
    }

    @Test("the start of a frame at the end of a connection is no frame and no error")
    func cutAtTheEnd() throws {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(KafkaFrameDecoder()))
        try channel.writeInbound(ByteBuffer(bytes: [0, 0, 0, 5, 1, 2]))
        #expect(try channel.readInbound(as: ByteBuffer.self) == nil)
        _ = try channel.finish()
    }

    @Test("lengths beyond the limit, and negative ones, are refused", arguments: [-1, .min, 1_001, .max] as [Int32])
    func lengths(length: Int32) throws {
        var buffer = ByteBuffer()
        buffer.writeInteger(length)
        var decoder = KafkaFrameDecoder(maximumLength: 1_000)
        let kind: WireError.Kind =
            length < 0 ? .negativeFrameLength(Int(length)) : .frameTooLong(length: Int(length), limit: 1_000)
        #expect(throws: WireError(kind, message: "frame", field: "length", byteOffset: 0)) {
            try decoder.nextFrame(from: &buffer)
        }
    }

    @Test("room is made for a frame that is under way, but not all that its length claims")
    func reservation() throws {
        var decoder = KafkaFrameDecoder()
        var small = ByteBuffer()
        small.writeInteger(Int32(1_000_000))
        #expect(try decoder.nextFrame(from: &small) == nil)
        #expect(small.writableBytes >= 1_000_000)
        var huge = ByteBuffer()
        huge.writeInteger(Int32(KafkaFrameDecoder.defaultMaximumLength))
        #expect(try decoder.nextFrame(from: &huge) == nil)
        #expect(huge.capacity <= 2 * KafkaFrameDecoder.maximumReservation)
    }

    @Test("a length at the limit is taken")
    func lengthAtTheLimit() throws {
        var buffer = framed(ByteBuffer(repeating: 7, count: 1_000))
        var decoder = KafkaFrameDecoder(maximumLength: 1_000)
        #expect(try decoder.nextFrame(from: &buffer)?.readableBytes == 1_000)
    }

    @Test(
        "P27 a peer that is no Kafka broker is named",
        arguments: [
            // A fatal alert "unexpected message", as OpenSSL and Java answer to plain text.
            ([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x0a], .tlsAlert),
            ([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46], .tlsAlert),
            ([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc], .tlsHandshake),
            (Array("HTTP/1.1 400 Bad Request\r\n".utf8), .http),
            (Array("GET / HTTP/1.1\r\n".utf8), .http),
            (Array("SSH-2.0-OpenSSH_9.2\r\n".utf8), .text("SSH-")),
        ] as [([UInt8], PeerProtocol)])
    func otherProtocols(bytes: [UInt8], peer: PeerProtocol) throws {
        let expected = WireError(.notKafka(peer), message: "frame", field: "length", byteOffset: 0)
        var whole = ByteBuffer(bytes: bytes)
        var decoder = KafkaFrameDecoder()
        #expect(throws: expected) { try decoder.nextFrame(from: &whole) }

        let channel = EmbeddedChannel(handler: ByteToMessageHandler(KafkaFrameDecoder()))
        #expect(throws: expected) {
            for byte in bytes { try channel.writeInbound(ByteBuffer(bytes: [byte])) }
        }
    }

    @Test("a long frame whose length looks like a TLS record is a frame")
    func lengthLikeTLS() throws {
        var buffer = ByteBuffer(bytes: [0x15, 0x03, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01])
        var decoder = KafkaFrameDecoder()
        #expect(try decoder.nextFrame(from: &buffer) == nil)
        #expect(buffer.readableBytes == 8)
    }

    private func framed(_ content: ByteBuffer) -> ByteBuffer {
        var frame = ByteBuffer()
        frame.writeInteger(UInt32(content.readableBytes))
        frame.writeImmutableBuffer(content)
        return frame
    }
}
