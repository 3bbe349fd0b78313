/// How a connection is secured, by Kafka's own name (`security.protocol`).
package enum SecurityProtocol: String, Hashable, Sendable, CaseIterable {
    case plaintext = "PLAINTEXT"
    case ssl = "SSL"
    case saslPlaintext = "SASL_PLAINTEXT"
    case saslSSL = "SASL_SSL"

    package var usesTLS: Bool { self == .ssl || self == .saslSSL }

    package var usesSASL: Bool { self == .saslPlaintext || self == .saslSSL }

    package init(usesTLS: Bool, usesSASL: Bool) {
        self =
            switch (usesTLS, usesSASL) {
            case (false, false): .plaintext
            case (true, false): .ssl
            case (false, true): .saslPlaintext
            case (true, true): .saslSSL
            }
    }
}
