import KafkaSasl
import KafkaWire
import NIOCore

/// Why a connection cannot be used, or a request on it was not answered. It knows no address and no words;
/// ``KafkaClientError`` makes a sentence of it.
enum ConnectionFailure: Error, Equatable {
    /// How far a connection had come.
    enum Phase: Equatable {
        case connecting
        /// TLS's handshake.
        case securing
        case negotiating
        /// SASL, for the first time or again.
        case authenticating
        case ready
    }

    /// The system could not connect, or an open connection broke.
    case system(SystemCause, Phase)
    /// The broker closed the connection; `partialAnswer` is how much of an answer had arrived.
    case closedByBroker(Phase, partialAnswer: PartialAnswer? = nil)
    /// Not a byte came within the time allowed.
    case timedOut(RequestName, after: TimeAmount, Phase)
    /// Some bytes came, but so few that the answer would never end.
    case tooSlow(RequestName, bytes: Int, in: TimeAmount)
    /// Not a word of TLS within the time allowed.
    case handshakeTimedOut(after: TimeAmount)
    /// TLS could not be set up, or broke.
    case tls(TLSCause, Phase)
    /// The broker and this client did not come to trust each other.
    case sasl(SaslFailure)
    /// Bytes that are no answer of a Kafka broker.
    case wire(WireError, Phase)
    /// An answer longer than its call may have.
    case answerTooLong(RequestName, length: Int, limit: Int)
    /// The answer bears another number than the oldest request that waits.
    case wrongCorrelationID(expected: Int32, received: Int32)
    /// An answer, and no request waits for one.
    case unexpectedAnswer(correlationID: Int32)
    /// The state of the connection does not allow this request.
    case notAllowed(ApiKey, Phase)
    /// The caller lost interest.
    case cancelled
    /// The client closed the connection.
    case shutDown

    /// Bytes that are no answer.
    ///
    /// - Parameter awaited: what an answer is awaited to.
    init(_ error: WireError, _ phase: Phase, awaited: RequestName?) {
        if case .frameTooLong(let length, let limit) = error.kind, phase != .negotiating, let awaited {
            self = .answerTooLong(awaited, length: length, limit: limit)
        } else {
            self = .wire(error, phase)
        }
    }

    /// What the system said.
    enum SystemCause: Equatable {
        case refused
        case unknownHost
        case unreachable
        case timedOut(TimeAmount)
        case reset
        case other(String)
    }

    /// What TLS said.
    enum TLSCause: Equatable {
        /// The peer closed the connection in the middle of the handshake.
        case closed
        /// What came is not TLS.
        case notTLS
        /// The broker's certificate does not lead to a trusted authority, or is out of date.
        case notTrusted
        /// The certificate is for other names.
        case wrongHostName
        /// The broker wants a certificate of the client.
        case clientCertificateRequired
        /// The broker does not take the client's certificate; the alert's name.
        case clientCertificateRefused(String)
        /// No version or cipher in common.
        case nothingInCommon(String)
        case other(String)
    }

    /// Where an answer broke off; `total` is nil while not even its length is known.
    struct PartialAnswer: Equatable {
        var received: Int
        var total: Int?
    }
}

/// An API and its version, for messages about a request.
struct RequestName: Hashable, CustomStringConvertible {
    var api: ApiKey
    var version: Int16

    var description: String { "\(api.name) v\(version)" }
}
