import Foundation
import KafkaWire
import NIOCore
import NIOEmbedded
import Testing

@testable import KafkaClient

/// The handler in an embedded channel, with a clock that only the test moves.
@Suite struct BrokerConnectionHandlerTests {
    private struct Fixture {
        let channel: EmbeddedChannel
        let handler: BrokerConnectionHandler
        let pool = FrameBufferPool(limit: 1 << 20)

        init(isReady: Bool = true) throws {
            channel = EmbeddedChannel()
            handler = BrokerConnectionHandler(
                eventLoop: channel.eventLoop, framer: ResponseFramer(pool: pool),
                limits: AnswerLimits(fetch: 1 << 20))
            try channel.pipeline.syncOperations.addHandler(handler)
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 9092)).wait()
            if isReady { try handler.advance(to: .ready) }
        }

        func send(_ id: Int32, api: ApiKey = .fetch, timeout: TimeAmount = .seconds(10)) -> Answer {
            let promise = channel.eventLoop.makePromise(of: ByteBuffer.self)
            let answer = Answer()
            promise.futureResult.whenComplete { answer.result = $0 }
            handler.send(
                ByteBuffer(string: "request \(id)"), RequestName(api: api, version: 12), correlationID: id,
                timeout: timeout, promise: promise)
            return answer
        }

        func written() throws -> [String] {
            var texts: [String] = []
            while let buffer = try channel.readOutbound(as: ByteBuffer.self) { texts.append(String(buffer: buffer)) }
            return texts
        }
    }

    /// What came of a request. The embedded event loop is the test's own thread.
    private final class Answer: @unchecked Sendable {
        var result: Result<ByteBuffer, any Error>?

        var text: String? {
            guard case .success(var buffer)? = result else { return nil }
            buffer.moveReaderIndex(forwardBy: 4)
            return String(buffer: buffer)
        }

        var failure: ConnectionFailure? {
            guard case .failure(let error)? = result else { return nil }
            return error as? ConnectionFailure
        }
    }

    private static func frame(_ id: Int32, _ text: String) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeInteger(Int32(4 + text.utf8.count))
        buffer.writeInteger(id)
        buffer.writeString(text)
        return buffer
    }

    @Test func answersGoToTheirRequestsInOrder() throws {
        let fixture = try Fixture()
        let answers = (1...3).map { fixture.send(Int32($0)) }
        #expect(try fixture.written() == ["request 1", "request 2", "request 3"])
        var stream = ByteBuffer()
        for id in 1...3 as ClosedRange<Int32> { stream.writeImmutableBuffer(Self.frame(id, "answer \(id)")) }
        try fixture.channel.writeInbound(stream)
        #expect(answers.map(\.text) == ["answer 1", "answer 2", "answer 3"])
        #expect(fixture.channel.isActive)
        _ = try fixture.channel.finish()
    }

    @Test func answersMayComeByteByByte() throws {
        let fixture = try Fixture()
        let answers = (1...2).map { fixture.send(Int32($0)) }
        var stream = Self.frame(1, "first")
        stream.writeImmutableBuffer(Self.frame(2, ""))
        while let byte = stream.readSlice(length: 1) {
            #expect(answers[1].result == nil)
            try fixture.channel.writeInbound(byte)
        }
        #expect(answers.map(\.text) == ["first", ""])
        _ = try fixture.channel.finish()
    }

    @Test func aWrongCorrelationIDFailsAllAndCloses() throws {
        let fixture = try Fixture()
        let answers = (1...2).map { fixture.send(Int32($0)) }
        try fixture.channel.writeInbound(Self.frame(2, "the second first"))
        let failure = ConnectionFailure.wrongCorrelationID(expected: 1, received: 2)
        #expect(answers.map(\.failure) == [failure, failure])
        #expect(!fixture.channel.isActive)
        #expect(fixture.send(3).failure == failure)
    }

    @Test func bytesBehindABrokenAnswerAreNotRead() throws {
        let fixture = try Fixture()
        let answers = (1...2).map { fixture.send(Int32($0)) }
        var stream = Self.frame(9, "wrong")
        stream.writeImmutableBuffer(Self.frame(1, "right"))
        try fixture.channel.writeInbound(stream)
        #expect(answers.allSatisfy { $0.failure == .wrongCorrelationID(expected: 1, received: 9) })
    }

    @Test func anAnswerThatNobodyAskedForCloses() throws {
        let fixture = try Fixture()
        try fixture.channel.writeInbound(Self.frame(1, "surprise"))
        #expect(!fixture.channel.isActive)
        #expect(fixture.send(1).failure == .unexpectedAnswer(correlationID: 1))
    }

    @Test func anAnswerWithoutACorrelationIDCloses() throws {
        let fixture = try Fixture()
        let answer = fixture.send(1)
        try fixture.channel.writeInbound(ByteBuffer(bytes: [0, 0, 0, 2, 0, 0]))
        guard case .wire? = answer.failure else {
            Issue.record("\(String(describing: answer.result))")
            return
        }
        #expect(!fixture.channel.isActive)
    }

    @Test func theBrokerClosesInTheMiddleOfAnAnswer() throws {
        let fixture = try Fixture()
        let answers = (1...3).map { fixture.send(Int32($0)) }
        var stream = Self.frame(1, "whole")
        stream.writeImmutableBuffer(Self.frame(2, "cut in the middle"))
        try fixture.channel.writeInbound(stream.getSlice(at: 0, length: 22) ?? ByteBuffer())
        try fixture.channel.close().wait()
        #expect(answers[0].text == "whole")
        let failure = ConnectionFailure.closedByBroker(.ready, partialAnswer: .init(received: 5, total: 21))
        #expect(answers[1].failure == failure)
        #expect(answers[2].failure == failure)
    }

    @Test func aSystemErrorFailsAll() throws {
        let fixture = try Fixture()
        let answers = (1...2).map { fixture.send(Int32($0)) }
        fixture.channel.pipeline.fireErrorCaught(IOError(errnoCode: ECONNRESET, reason: "read"))
        #expect(answers.allSatisfy { $0.failure == .system(.reset, .ready) })
        #expect(!fixture.channel.isActive)
    }

    @Test func silenceTimesOut() throws {
        let fixture = try Fixture()
        let answers = [fixture.send(1), fixture.send(2, timeout: .seconds(60))]
        fixture.channel.embeddedEventLoop.advanceTime(by: .seconds(9))
        #expect(answers[0].result == nil)
        fixture.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        let failure = ConnectionFailure.timedOut(
            RequestName(api: .fetch, version: 12), after: .seconds(10), .ready)
        #expect(answers.map(\.failure) == [failure, failure])
        #expect(!fixture.channel.isActive)
    }

    @Test func aSlowAnswerDoesNotTimeOut() throws {
        let fixture = try Fixture()
        let answer = fixture.send(1)
        let text = String(repeating: "slow", count: 2_000)
        var stream = Self.frame(1, text)
        while let bytes = stream.readSlice(length: min(1_024, stream.readableBytes)), bytes.readableBytes > 0 {
            fixture.channel.embeddedEventLoop.advanceTime(by: .seconds(9))
            try fixture.channel.writeInbound(bytes)
        }
        #expect(answer.text == text)
        // Idle time is no request's time.
        fixture.channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(fixture.channel.isActive)
        _ = try fixture.channel.finish()
    }

    @Test func dropsThatWouldNeverEndAreTooSlow() throws {
        let fixture = try Fixture()
        let answer = fixture.send(1)
        var stream = Self.frame(1, String(repeating: "slow", count: 2_000))
        for _ in 0..<3 {
            fixture.channel.embeddedEventLoop.advanceTime(by: .seconds(3))
            let drop = stream.readSlice(length: 10)
            try fixture.channel.writeInbound(try #require(drop))
        }
        #expect(answer.result == nil)
        fixture.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        let request = RequestName(api: .fetch, version: 12)
        #expect(answer.failure == .tooSlow(request, bytes: 30, in: .seconds(10)))
        #expect(!fixture.channel.isActive)
    }

    @Test func silenceIsTold() throws {
        let fixture = try Fixture()
        #expect(fixture.handler.silence == nil)
        let answer = fixture.send(1)
        fixture.channel.embeddedEventLoop.advanceTime(by: .seconds(4))
        #expect(fixture.handler.silence?.time == .seconds(4))
        try fixture.channel.writeInbound(ByteBuffer(bytes: [0, 0]))
        #expect(fixture.handler.silence?.time == .seconds(0))
        fixture.handler.cancel(correlationID: 1)
        #expect(fixture.handler.silence == nil)
        #expect(answer.failure == .cancelled)
        _ = try? fixture.channel.finish()
    }

    @Test func aCancelledRequestKeepsItsPlace() throws {
        let fixture = try Fixture()
        let answers = (1...3).map { fixture.send(Int32($0)) }
        fixture.handler.cancel(correlationID: 2)
        #expect(answers[1].failure == .cancelled)
        for id in 1...3 as ClosedRange<Int32> { try fixture.channel.writeInbound(Self.frame(id, "\(id)")) }
        #expect(answers[0].text == "1")
        #expect(answers[2].text == "3")
        fixture.handler.cancel(correlationID: 3)
        #expect(fixture.channel.isActive)
        _ = try fixture.channel.finish()
    }

    @Test func closingFailsWhatIsUnderWay() throws {
        let fixture = try Fixture()
        let answer = fixture.send(1)
        fixture.handler.close()
        #expect(answer.failure == .shutDown)
        #expect(!fixture.channel.isActive)
        #expect(fixture.send(2).failure == .shutDown)
    }

    @Test func nothingButApiVersionsGoesOutBeforeItIsReady() throws {
        let fixture = try Fixture(isReady: false)
        #expect(fixture.send(1, api: .fetch).failure == .notAllowed(.fetch, .negotiating))
        let answer = fixture.send(2, api: .apiVersions)
        #expect(try fixture.written() == ["request 2"])
        try fixture.channel.writeInbound(Self.frame(2, "versions"))
        #expect(answer.text == "versions")
        try fixture.handler.advance(to: .ready)
        #expect(fixture.send(3, api: .produce).failure == .notAllowed(.produce, .ready))
        #expect(fixture.send(4, api: .createTopics).failure == .notAllowed(.createTopics, .ready))
        #expect(try fixture.written() == [])
        _ = try fixture.channel.finish()
    }

    @Test(arguments: [[0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x46], Array("HTTP/1.1 400 Bad".utf8)] as [[UInt8]])
    func anotherProtocolFailsTheNegotiation(_ bytes: [UInt8]) throws {
        let fixture = try Fixture(isReady: false)
        let answer = fixture.send(1, api: .apiVersions)
        try fixture.channel.writeInbound(ByteBuffer(bytes: bytes))
        guard case .wire(let error, .negotiating)? = answer.failure, case .notKafka = error.kind else {
            Issue.record("\(String(describing: answer.result))")
            return
        }
        #expect(!fixture.channel.isActive)
    }
}
