import KafkaWire
import NIOCore
import Testing

@testable import KafkaClient

@Suite struct ResponseFramerTests {
    private static let limit = 1 << 24

    private static func framer() -> ResponseFramer { ResponseFramer(pool: FrameBufferPool(limit: limit)) }

    /// A frame of so many bytes, each the number of the frame.
    private static func frame(_ number: UInt8, count: Int) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeInteger(Int32(count))
        buffer.writeRepeatingByte(number, count: count)
        return buffer
    }

    private static func frames(in stream: ByteBuffer, chunk: Int) throws -> [ByteBuffer] {
        var framer = framer()
        var stream = stream
        var found: [ByteBuffer] = []
        while stream.readableBytes > 0 {
            var part = stream.readSlice(length: min(chunk, stream.readableBytes)) ?? ByteBuffer()
            while let frame = try framer.nextFrame(from: &part, atMost: Self.limit) { found.append(frame) }
            #expect(part.readableBytes == 0)
        }
        #expect(framer.partialAnswer == nil)
        return found
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 64, 1000, 1_000_000])
    func framesComeWholeHoweverTheBytesAreCut(_ chunk: Int) throws {
        let counts = [1, 0, 4, 3, 5, 200, 0, 0, 7, 1024]
        var stream = ByteBuffer()
        for (number, count) in counts.enumerated() {
            var frame = Self.frame(UInt8(number), count: count)
            stream.writeBuffer(&frame)
        }
        let found = try Self.frames(in: stream, chunk: chunk)
        #expect(found.map(\.readableBytes) == counts)
        for (number, frame) in found.enumerated() {
            #expect(frame.readableBytesView.allSatisfy { $0 == UInt8(number) })
        }
    }

    @Test func largeFramesAreReservedOnce() throws {
        var stream = Self.frame(1, count: 10)
        for number in 2...4 as ClosedRange<UInt8> {
            var frame = Self.frame(number, count: 3_000_000)
            stream.writeBuffer(&frame)
        }
        let found = try Self.frames(in: stream, chunk: 65_536)
        #expect(found.map(\.readableBytes) == [10, 3_000_000, 3_000_000, 3_000_000])
        #expect(found.dropFirst().allSatisfy { $0.storageCapacity == 4_194_304 })
    }

    @Test func aPartialAnswerIsKnown() throws {
        var framer = Self.framer()
        var bytes = Self.frame(1, count: 3)
        #expect(try framer.nextFrame(from: &bytes, atMost: Self.limit) != nil)
        #expect(framer.partialAnswer == nil)
        bytes = ByteBuffer(bytes: [0, 0])
        #expect(try framer.nextFrame(from: &bytes, atMost: Self.limit) == nil)
        #expect(framer.partialAnswer == .init(received: 2, total: nil))
        bytes = ByteBuffer(bytes: [0, 9, 1, 2, 3])
        #expect(try framer.nextFrame(from: &bytes, atMost: Self.limit) == nil)
        #expect(framer.partialAnswer == .init(received: 3, total: 9))
    }

    private static let otherProtocols: [([UInt8], PeerProtocol)] = [
        ([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x46], .tlsAlert),
        ([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x0a], .tlsAlert),
        ([UInt8]("HTTP/1.1 400 Bad Request\r\n".utf8), .http),
        ([UInt8]("SSH-2.0-OpenSSH_9.6\r\n".utf8), .text("SSH-")),
        ([UInt8]("220 mail.example.com ESMTP".utf8), .text("220 ")),
    ]

    @Test(arguments: Self.otherProtocols)
    func otherProtocolsAreRecognised(_ bytes: [UInt8], _ peer: PeerProtocol) throws {
        for chunk in 1...bytes.count {
            var framer = Self.framer()
            var failure: WireError?
            var stream = ByteBuffer(bytes: bytes)
            while failure == nil, stream.readableBytes > 0 {
                var part = stream.readSlice(length: min(chunk, stream.readableBytes)) ?? ByteBuffer()
                do throws(WireError) {
                    #expect(try framer.nextFrame(from: &part, atMost: Self.limit) == nil)
                } catch {
                    failure = error
                }
            }
            #expect(failure?.kind == .notKafka(peer))
        }
    }

    @Test func aFirstAnswerOfManyMegabytesIsNoKafka() throws {
        var framer = Self.framer()
        var bytes = ByteBuffer(bytes: [0, 0x20, 0, 0])
        #expect(throws: WireError.self) { try framer.nextFrame(from: &bytes, atMost: Self.limit) }
    }

    @Test(arguments: [-1, Int32.min, (1 << 24) + 1, Int32.max] as [Int32])
    func impossibleLengthsAreErrors(_ length: Int32) throws {
        for chunk in [1, 4] {
            var framer = Self.framer()
            var bytes = Self.frame(1, count: 3)
            #expect(try framer.nextFrame(from: &bytes, atMost: Self.limit) != nil)
            var stream = ByteBuffer(integer: length)
            #expect(throws: WireError.self) {
                while stream.readableBytes > 0 {
                    var part = stream.readSlice(length: chunk) ?? ByteBuffer()
                    _ = try framer.nextFrame(from: &part, atMost: Self.limit)
                }
            }
        }
    }

    /// A length is only an announcement: memory is reserved as the bytes come.
    @Test func anAnnouncedLengthIsNotBelieved() throws {
        var framer = Self.framer()
        var bytes = Self.frame(1, count: 3)
        bytes.writeInteger(Int32.max)
        bytes.writeInteger(UInt8(7))
        #expect(try framer.nextFrame(from: &bytes, atMost: .max) != nil)
        #expect(try framer.nextFrame(from: &bytes, atMost: .max) == nil)
        #expect(framer.partialAnswer == .init(received: 1, total: Int(Int32.max)))
    }

    /// Each answer has the limit of its own call, also where its length comes in pieces.
    @Test(arguments: [1, 2, 4])
    func theLimitIsThatOfTheAnswerWhoseLengthComes(_ chunk: Int) throws {
        var framer = Self.framer()
        var bytes = Self.frame(1, count: 3)
        #expect(try framer.nextFrame(from: &bytes, atMost: 8) != nil)
        for (length, limit) in [(9, 9), (8, 9), (10, 9)] {
            var stream = Self.frame(2, count: length)
            var result = Result { () throws(WireError) -> ByteBuffer? in nil }
            while stream.readableBytes > 0, case .success(nil) = result {
                var part = stream.readSlice(length: min(chunk, stream.readableBytes)) ?? ByteBuffer()
                result = Result { () throws(WireError) in try framer.nextFrame(from: &part, atMost: limit) }
            }
            switch result {
            case .success(let frame): #expect(length <= limit && frame?.readableBytes == length)
            case .failure(let error): #expect(error.kind == .frameTooLong(length: length, limit: limit))
            }
        }
    }
}

@Suite struct FrameBufferPoolTests {
    private static let size = 1 << 20

    private static func address(_ buffer: ByteBuffer) -> UInt {
        buffer.withVeryUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
    }

    /// A buffer that is filled, kept and let go; where its memory lay.
    private static func use(_ pool: FrameBufferPool) -> UInt {
        var buffer = pool.buffer(capacity: size)
        buffer.writeRepeatingByte(1, count: size)
        pool.keep(buffer)
        return address(buffer)
    }

    @Test func memoryComesBackWhenNobodyHoldsIt() {
        let pool = FrameBufferPool(limit: 4 * Self.size)
        let first = Self.use(pool)
        let again = pool.buffer(capacity: Self.size)
        #expect(Self.address(again) == first)
        #expect(again.readableBytes == 0)
    }

    @Test func memoryThatIsInUseIsNotGivenOut() {
        let pool = FrameBufferPool(limit: 4 * Self.size)
        var held = pool.buffer(capacity: Self.size)
        held.writeRepeatingByte(7, count: Self.size)
        pool.keep(held)
        let slice = held.getSlice(at: 100, length: 10)
        held = ByteBuffer()
        var other = pool.buffer(capacity: Self.size)
        other.writeRepeatingByte(8, count: Self.size)
        #expect(slice == ByteBuffer(repeating: 7, count: 10))
        #expect(slice.map(Self.address) != Self.address(other))
    }

    @Test func noMoreThanTheLimitIsKept() {
        let pool = FrameBufferPool(limit: 2 * Self.size)
        var buffers = (0..<5).map { _ in pool.buffer(capacity: Self.size) }
        let addresses = buffers.map(Self.address)
        for index in buffers.indices {
            buffers[index].writeInteger(UInt8(1))
            pool.keep(buffers[index])
        }
        buffers = []
        let again = [pool.buffer(capacity: Self.size), pool.buffer(capacity: Self.size)]
        #expect(Set(again.map(Self.address)) == Set(addresses.suffix(2)))
    }

    @Test func aBufferThatIsTooSmallIsNotTaken() {
        let pool = FrameBufferPool(limit: 8 * Self.size)
        let first = Self.use(pool)
        let larger = pool.buffer(capacity: 2 * Self.size)
        #expect(larger.storageCapacity >= 2 * Self.size)
        #expect(Self.address(larger) != first)
    }

    @Test func nothingIsKeptWithoutALimit() {
        let pool = FrameBufferPool(limit: 0)
        _ = Self.use(pool)
        #expect(pool.buffer(capacity: Self.size).storageCapacity >= Self.size)
    }
}
