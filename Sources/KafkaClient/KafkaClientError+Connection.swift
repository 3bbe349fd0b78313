import KafkaWire
import NIOCore

extension KafkaClientError {
    /// The sentence for a failure of the connection to this broker.
    init(_ failure: ConnectionFailure, broker: BrokerAddress, security: ConnectionSecurity = .plaintext) {
        let usesTLS = security.securityProtocol.usesTLS
        let perhapsTLS =
            usesTLS ? "Perhaps " : "Perhaps this port expects TLS (set security.protocol=SSL or SASL_SSL), or "
        switch failure {
        case .closedByBroker(.securing, _): self = .tls(.closed, broker)

        case .tls(let cause, _): self = .tls(cause, broker)

        case .sasl(let failure): self = .sasl(failure, broker, security)

        case .handshakeTimedOut(let time):
            self.init(
                .timedOut,
                "\(broker) accepted the connection but did not answer TLS's handshake for \(time.inWords). "
                    + "Perhaps this port speaks plain text (set security.protocol=PLAINTEXT or SASL_PLAINTEXT), "
                    + "or it is no Kafka broker.",
                broker: broker)

        case .closedByBroker(.connecting, _), .closedByBroker(.negotiating, nil), .system(.reset, .negotiating):
            self.init(
                .connectionClosed,
                "\(broker) closed the connection before it answered the first request. "
                    + "\(perhapsTLS)it is no Kafka broker, or one older than 0.10.",
                broker: broker)

        case .closedByBroker(.authenticating, nil), .system(.reset, .authenticating):
            self.init(
                .connectionClosed,
                "The broker at \(broker) closed the connection in the middle of SASL. "
                    + "It may be restarting; or its log says why it does not like this client.",
                broker: broker)

        case .system(let cause, let phase):
            self = .system(cause, phase, broker)

        case .closedByBroker(_, let partial?):
            let total = partial.total.map { " of \($0)" } ?? ""
            self.init(
                .connectionClosed,
                "The broker at \(broker) closed the connection in the middle of an answer, "
                    + "after \(partial.received)\(total) bytes.", broker: broker)

        case .closedByBroker(.ready, nil):
            self.init(
                .connectionClosed,
                "The broker at \(broker) closed the connection without an answer; it may be restarting.",
                broker: broker)

        case .timedOut(let request, let time, .ready):
            self.init(
                .timedOut,
                "The broker at \(broker) sent nothing for \(time.inWords) while \(request) waited for its answer.",
                broker: broker)

        case .tooSlow(let request, let bytes, let time):
            self.init(
                .timedOut,
                "The broker at \(broker) sent only \(bytes) byte\(bytes == 1 ? "" : "s") within \(time.inWords) while "
                    + "\(request) waited for its answer: too slow to ever end.", broker: broker)

        case .timedOut(_, let time, _):
            self.init(
                .timedOut,
                "\(broker) accepted the connection but was silent for \(time.inWords). "
                    + "\(perhapsTLS)it is no Kafka broker.",
                broker: broker)

        case .wire(let error, let phase):
            self = .wire(error, phase, broker)

        case .answerTooLong(let request, let length, let limit):
            let mend =
                request.api == .fetch
                ? "Where record batches are that large, set receive.message.max.bytes to more"
                : "No cluster needs that much: perhaps something between here and the broker changes bytes"
            self.init(
                .malformedResponse,
                "The broker at \(broker) announces \(length) bytes as the answer to \(request); the limit is \(limit). "
                    + "\(mend).", broker: broker)

        case .wrongCorrelationID(let expected, let received):
            self.init(
                .malformedResponse,
                "What answers at \(broker) does not keep to Kafka's protocol: request \(expected) was answered with "
                    + "the number \(received). Is this a Kafka port?", broker: broker)

        case .unexpectedAnswer(let id):
            self.init(
                .malformedResponse,
                "What answers at \(broker) does not keep to Kafka's protocol: an answer with the number \(id) came "
                    + "though nothing was asked. Is this a Kafka port?", broker: broker)

        case .notAllowed(let api, .ready):
            self = .requestNotAllowed(api, why: "this client only reads")

        case .notAllowed(let api, _):
            self = .requestNotAllowed(api, why: "the connection to \(broker) is not ready")

        case .cancelled:
            self = .cancelled

        case .shutDown:
            self = .shutDown
        }
    }

    private static func system(
        _ cause: ConnectionFailure.SystemCause, _ phase: ConnectionFailure.Phase, _ broker: BrokerAddress
    ) -> KafkaClientError {
        guard phase == .connecting else {
            return KafkaClientError(
                .connectionClosed, "The connection to the broker at \(broker) broke: \(cause.inWords).",
                broker: broker, underlying: cause.inWords)
        }
        let advice =
            switch cause {
            case .refused: "Nothing listens there: check host and port, and that the broker runs."
            case .unknownHost: "Check the spelling of \"\(broker.host)\" and the name server."
            case .unreachable: "Check the network or the VPN."
            case .timedOut: "A firewall may drop the packets, or the host may be down."
            case .reset, .other: "Check host and port, and that the broker runs."
            }
        return KafkaClientError(
            .connectionFailed, "\(broker) cannot be reached: \(cause.inWords). \(advice)", broker: broker,
            underlying: cause.inWords + ".")
    }

    private static func wire(
        _ error: WireError, _ phase: ConnectionFailure.Phase, _ broker: BrokerAddress
    ) -> KafkaClientError {
        switch error.kind {
        case .notKafka(.tlsAlert), .notKafka(.tlsHandshake):
            KafkaClientError(
                .expectsTLS,
                "The broker at \(broker) seems to expect TLS: it answered plain text with a TLS message. "
                    + "Set security.protocol=SSL (or SASL_SSL), or use the address of the broker's PLAINTEXT listener.",
                broker: broker, underlying: "\(error)")
        case .notKafka(.http):
            KafkaClientError(
                .notKafka,
                "\(broker) is a web server, not a Kafka broker: it answered in HTTP. "
                    + "Give the port of the broker itself (usually 9092), not of a REST proxy or a console.",
                broker: broker, underlying: "\(error)")
        case .notKafka(.text(let text)):
            KafkaClientError(
                .notKafka, "\(broker) is not a Kafka broker: its answer begins with the text \"\(text)\".",
                broker: broker, underlying: "\(error)")
        case .frameTooLong, .negativeFrameLength:
            KafkaClientError(
                phase == .ready ? .malformedResponse : .notKafka, "\(broker): \(error)", broker: broker,
                underlying: "\(error)")
        default:
            .malformedResponse(error, from: broker)
        }
    }
}

extension ConnectionFailure.SystemCause {
    /// Half a sentence, without a full stop.
    var inWords: String {
        switch self {
        case .refused: "the connection was refused"
        case .unknownHost: "the host name is not known"
        case .unreachable: "there is no route to the host"
        case .timedOut(let time): "no answer within \(time.inWords)"
        case .reset: "the connection was reset"
        case .other(let text): text
        }
    }
}

extension TimeAmount {
    var inWords: String { Duration(self).inWords }
}
