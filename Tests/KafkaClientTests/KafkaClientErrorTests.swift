import Foundation
import KafkaSasl
import KafkaWire
import NIOCore
import NIOPosix
import Testing

@testable import KafkaClient

@Suite struct KafkaClientErrorTests {
    private static let broker = BrokerAddress(host: "kafka", port: 9092)

    /// One of each kind of failure, in each phase where it can occur.
    private static let failures: [(ConnectionFailure, KafkaClientError.Code)] = [
        (.system(.refused, .connecting), .connectionFailed),
        (.system(.unknownHost, .connecting), .connectionFailed),
        (.system(.unreachable, .connecting), .connectionFailed),
        (.system(.timedOut(.seconds(10)), .connecting), .connectionFailed),
        (.system(.other("no more files"), .connecting), .connectionFailed),
        (.system(.reset, .negotiating), .connectionClosed),
        (.system(.reset, .ready), .connectionClosed),
        (.closedByBroker(.connecting), .connectionClosed),
        (.closedByBroker(.negotiating), .connectionClosed),
        (.closedByBroker(.negotiating, partialAnswer: .init(received: 2, total: nil)), .connectionClosed),
        (.closedByBroker(.ready), .connectionClosed),
        (.closedByBroker(.ready, partialAnswer: .init(received: 20, total: 100)), .connectionClosed),
        (.timedOut(RequestName(api: .apiVersions, version: 3), after: .seconds(10), .negotiating), .timedOut),
        (.timedOut(RequestName(api: .fetch, version: 12), after: .milliseconds(2500), .ready), .timedOut),
        (.wire(wire(.notKafka(.tlsAlert)), .negotiating), .expectsTLS),
        (.wire(wire(.notKafka(.tlsHandshake)), .negotiating), .expectsTLS),
        (.wire(wire(.notKafka(.http)), .negotiating), .notKafka),
        (.wire(wire(.notKafka(.text("SSH-"))), .negotiating), .notKafka),
        (.wire(wire(.frameTooLong(length: 1 << 30, limit: 1 << 20)), .negotiating), .notKafka),
        (.answerTooLong(RequestName(api: .metadata, version: 12), length: 9, limit: 8), .malformedResponse),
        (.answerTooLong(RequestName(api: .fetch, version: 12), length: 9, limit: 8), .malformedResponse),
        (.wire(wire(.truncated(needed: 4, available: 2)), .ready), .malformedResponse),
        (.closedByBroker(.securing), .tlsFailed),
        (.closedByBroker(.authenticating), .connectionClosed),
        (.handshakeTimedOut(after: .seconds(3)), .timedOut),
        (.tls(.notTLS, .securing), .expectsPlaintext),
        (.tls(.notTrusted, .securing), .certificateNotTrusted),
        (.tls(.wrongHostName, .securing), .wrongHostName),
        (.tls(.clientCertificateRequired, .negotiating), .tlsFailed),
        (.tls(.clientCertificateRefused("expired"), .negotiating), .tlsFailed),
        (.tls(.nothingInCommon("no cipher"), .securing), .tlsFailed),
        (.sasl(.mechanismNotEnabled("PLAIN", offered: ["SCRAM-SHA-256"])), .mechanismNotEnabled),
        (.sasl(.notExpected), .authenticationFailed),
        (.sasl(.refused(mechanism: "PLAIN", user: "alice", text: nil)), .authenticationFailed),
        (.sasl(.serverNotVerified), .authenticationFailed),
        (.sasl(.malformed("SCRAM: no nonce")), .authenticationFailed),
        (.wrongCorrelationID(expected: 3, received: 4), .malformedResponse),
        (.unexpectedAnswer(correlationID: 4), .malformedResponse),
        (.notAllowed(.produce, .ready), .requestNotAllowed),
        (.notAllowed(.fetch, .negotiating), .requestNotAllowed),
        (.cancelled, .cancelled),
        (.shutDown, .shutDown),
    ]

    private static func wire(_ kind: WireError.Kind) -> WireError {
        WireError(kind, message: "frame", field: "length", byteOffset: 0)
    }

    @Test func everyFailureIsASentenceWithItsPlace() {
        var sentences: Set<String> = []
        for (failure, code) in Self.failures {
            let error = KafkaClientError(failure, broker: Self.broker)
            #expect(error.code == code, "\(failure)")
            #expect(error.message.hasSuffix(".") || error.message.hasSuffix("?"), "\(error)")
            #expect(error.message.first?.isUppercase == true || error.message.hasPrefix("kafka:9092"), "\(error)")
            #expect("\(error)" == error.message)
            if ![.cancelled, .shutDown, .requestNotAllowed].contains(code) {
                #expect(error.broker == Self.broker)
                #expect(error.message.contains("kafka:9092"))
            }
            sentences.insert(error.message)
        }
        // Only a TLS alert and a TLS handshake say the same, and so do three ways to be closed before the first answer.
        #expect(sentences.count == Self.failures.count - 3)
    }

    @Test(arguments: KafkaClientError.Code.allCases)
    func retriableIsWhatMayPass(_ code: KafkaClientError.Code) {
        let error = KafkaClientError(code, "Text.")
        let passing: Set<KafkaClientError.Code> = [
            .connectionFailed, .connectionClosed, .timedOut, .leaderNotAvailable, .unknownBroker,
        ]
        #expect(error.isRetriable == passing.contains(code))
    }

    @Test func brokerErrorsFollowKafkasTable() {
        for raw in -1...130 as ClosedRange<Int16> {
            let kafka = KafkaErrorCode(rawValue: raw)
            let error = KafkaClientError.broker(kafka, api: .fetch, topic: "t", partition: 3, node: 1)
            #expect(error.isRetriable == kafka.isRetriable)
            #expect(error.message.contains(kafka.name))
            #expect(error.message.contains("partition 3 of the topic \"t\""))
        }
    }

    @Test func theSystemsErrorsAreUnderstood() {
        typealias Cause = ConnectionFailure.SystemCause
        #expect(Cause(IOError(errnoCode: ECONNREFUSED, reason: "connect")) == .refused)
        #expect(Cause(IOError(errnoCode: ECONNRESET, reason: "read")) == .reset)
        #expect(Cause(IOError(errnoCode: EHOSTUNREACH, reason: "connect")) == .unreachable)
        #expect(Cause(ChannelError.connectTimeout(.seconds(3))) == .timedOut(.seconds(3)))
        #expect(Cause(ChannelError.ioOnClosedChannel) == .reset)
        guard case .other = Cause(ChannelError.operationUnsupported) else {
            Issue.record("not kept as it is")
            return
        }
    }

    @Test(arguments: [
        (Duration.seconds(10), "10 s"), (.milliseconds(100), "0.1 s"), (.milliseconds(2500), "2.5 s"),
        (.milliseconds(1), "0.001 s"), (.zero, "0 s"), (.seconds(3600), "3600 s"),
    ])
    func durationsInWords(_ duration: Duration, _ text: String) {
        #expect(duration.inWords == text)
    }
}
