/// How a connection is secured, by Kafka's own name (`security.protocol`).
///
/// This is the place where TLS and SASL join: a case here, a channel handler in
/// ``BrokerConnection``'s pipeline (TLS), and the authenticating state between negotiating and ready (SASL).
package enum SecurityProtocol: String, Hashable, Sendable {
    case plaintext = "PLAINTEXT"
}
