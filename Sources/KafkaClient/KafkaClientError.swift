package import KafkaWire

/// What went wrong between this client and its cluster, where, and what to do about it.
package struct KafkaClientError: Error, Hashable, Sendable {
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// An address, a time or a size in the properties that cannot work.
        case invalidConfiguration
        /// No bootstrap address led to a Kafka broker; the message lists each one's cause.
        case bootstrapFailed
        /// A broker cannot be reached.
        case connectionFailed
        /// The bootstrap address works, but the broker gives an address that does not.
        case advertisedListenerUnreachable
        /// The port speaks TLS and this connection does not.
        case expectsTLS
        /// The port speaks plain text and this connection TLS.
        case expectsPlaintext
        /// The listener wants SASL and this connection offers none.
        case expectsSASL
        /// The broker's certificate does not lead to a trusted authority, or is out of date.
        case certificateNotTrusted
        /// The broker's certificate is for other host names.
        case wrongHostName
        /// TLS could not be set up for another reason.
        case tlsFailed
        /// The listener does not offer the SASL mechanism.
        case mechanismNotEnabled
        /// The broker refuses the credentials, or could not prove itself.
        case authenticationFailed
        /// What answers at the address is no Kafka broker.
        case notKafka
        /// A connection ended while an answer was awaited.
        case connectionClosed
        /// A broker was silent for too long.
        case timedOut
        /// An answer that does not follow the protocol.
        case malformedResponse
        /// Client and broker have no version of a call in common.
        case unsupportedVersion
        /// A request that this read-only client never sends.
        case requestNotAllowed
        case unknownTopic
        case unknownPartition
        case notAuthorized
        /// A partition has no leader, so it can be neither asked nor read.
        case leaderNotAvailable
        /// The cluster's metadata does not name this broker.
        case unknownBroker
        /// The broker answered with another Kafka error code.
        case brokerError
        /// The task that waited was cancelled.
        case cancelled
        /// The client was shut down.
        case shutDown

        /// Whether client and broker met, and one of them does not trust the other or speaks otherwise.
        var isOfSecurity: Bool {
            switch self {
            case .expectsTLS, .expectsPlaintext, .expectsSASL, .certificateNotTrusted, .wrongHostName, .tlsFailed,
                .mechanismNotEnabled, .authenticationFailed:
                true
            default: false
            }
        }
    }

    package var code: Code

    /// What happened and what to do, in plain words.
    package var message: String

    package var broker: BrokerAddress?
    package var node: Int32?
    package var topic: String?
    package var partition: Int32?
    package var offset: Int64?

    /// The error code of the broker's answer, where there was one.
    package var kafkaError: KafkaErrorCode?

    /// The words of the system or the library below.
    package var underlying: String?

    package init(
        _ code: Code, _ message: String, broker: BrokerAddress? = nil, node: Int32? = nil, topic: String? = nil,
        partition: Int32? = nil, offset: Int64? = nil, kafkaError: KafkaErrorCode? = nil, underlying: String? = nil
    ) {
        self.code = code
        self.message = message
        self.broker = broker
        self.node = node
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.kafkaError = kafkaError
        self.underlying = underlying
    }

    /// Whether the same request may succeed a little later, perhaps after the metadata were asked for again.
    package var isRetriable: Bool {
        switch code {
        case .connectionFailed, .connectionClosed, .timedOut, .leaderNotAvailable, .unknownBroker: true
        case .brokerError: kafkaError?.isRetriable ?? false
        case .invalidConfiguration, .bootstrapFailed, .advertisedListenerUnreachable, .expectsTLS, .expectsPlaintext,
            .expectsSASL, .certificateNotTrusted, .wrongHostName, .tlsFailed, .mechanismNotEnabled,
            .authenticationFailed, .notKafka, .malformedResponse, .unsupportedVersion, .requestNotAllowed,
            .unknownTopic, .unknownPartition,
            .notAuthorized, .cancelled, .shutDown:
            false
        }
    }

    /// Whether the connection is to blame rather than the request, so that another broker may answer it.
    var isOfConnection: Bool {
        switch code {
        case .connectionFailed, .advertisedListenerUnreachable, .expectsTLS, .expectsPlaintext, .expectsSASL,
            .certificateNotTrusted, .wrongHostName, .tlsFailed, .mechanismNotEnabled, .authenticationFailed, .notKafka,
            .connectionClosed, .timedOut,
            .unknownBroker, .malformedResponse, .unsupportedVersion:
            true
        default:
            false
        }
    }
}

extension KafkaClientError: CustomStringConvertible {
    package var description: String { message }
}
