import KafkaSasl
import KafkaWire

/// The sentences of TLS and SASL: what is wrong, and the setting or the person that mends it.
extension KafkaClientError {
    static func tlsSettings(_ message: String) -> KafkaClientError {
        KafkaClientError(.invalidConfiguration, message)
    }

    static func tls(_ cause: ConnectionFailure.TLSCause, _ broker: BrokerAddress) -> KafkaClientError {
        switch cause {
        case .closed:
            KafkaClientError(
                .tlsFailed,
                "\(broker) closed the connection in the middle of TLS's handshake. Perhaps this port speaks plain text "
                    + "(set security.protocol=PLAINTEXT or SASL_PLAINTEXT), or the broker wants a client certificate.",
                broker: broker)
        case .notTLS: .expectsPlaintext(broker, hasSASL: nil)
        case .notTrusted: .untrusted(broker, nil)
        case .wrongHostName: .wrongHostName(broker, nil)
        case .clientCertificateRequired:
            KafkaClientError(
                .tlsFailed,
                "The broker at \(broker) wants a certificate of the client: set ssl.certificate.location and "
                    + "ssl.key.location (or ssl.keystore.location to a PEM file).",
                broker: broker)
        case .clientCertificateRefused(let alert):
            KafkaClientError(
                .tlsFailed,
                "The broker at \(broker) does not take the client's certificate (\(alert)): it must be signed by an "
                    + "authority in the broker's truststore and be of today.",
                broker: broker, underlying: alert)
        case .nothingInCommon(let what):
            KafkaClientError(
                .tlsFailed,
                "The broker at \(broker) and this client have nothing in common in TLS: \(what). "
                    + "Look at ssl.enabled.protocols, ssl.cipher.suites and ssl.client.auth of the broker.",
                broker: broker, underlying: what)
        case .other(let text):
            KafkaClientError(
                .tlsFailed, "TLS with the broker at \(broker) failed: \(text)", broker: broker, underlying: text)
        }
    }

    /// - Parameter facts: of the broker's certificate, where they could be had.
    static func untrusted(_ broker: BrokerAddress, _ facts: CertificateFacts?) -> KafkaClientError {
        if let facts, facts.isExpired() {
            return KafkaClientError(
                .certificateNotTrusted,
                "The certificate of the broker at \(broker) expired on \(facts.notAfter). "
                    + "Whoever runs the broker has to renew it.",
                broker: broker)
        }
        if let facts, facts.isNotYetValid() {
            return KafkaClientError(
                .certificateNotTrusted,
                "The certificate of the broker at \(broker) is valid only from \(facts.notBefore) on. "
                    + "Is this machine's clock right?",
                broker: broker)
        }
        let signer =
            switch facts {
            case let facts? where facts.isSelfSigned: "signed by itself, and is not trusted here"
            case let facts?:
                "signed by an authority that is not trusted here"
                    + (facts.issuer.map { " (\"\($0)\")" } ?? "")
            case nil: "signed by an authority that is not trusted here"
            }
        return KafkaClientError(
            .certificateNotTrusted,
            "The certificate of the broker at \(broker) is \(signer). "
                + "Set ssl.ca.location (or ssl.truststore.location, in PEM) to a file with the certificate of the "
                + "authority that signed it; whoever runs the cluster has it.",
            broker: broker)
    }

    static func wrongHostName(_ broker: BrokerAddress, _ facts: CertificateFacts?) -> KafkaClientError {
        let names = facts.map(\.names) ?? []
        let other = names.isEmpty ? "for other names" : "for \(names.prefix(6).joined(separator: ", "))"
        return KafkaClientError(
            .wrongHostName,
            "The certificate of the broker at \(broker) is not for \(broker.host) but \(other). "
                + "Connect by a name that it has; where that cannot be, "
                + "ssl.endpoint.identification.algorithm=none leaves the name unchecked.",
            broker: broker)
    }

    /// - Parameter hasSASL: whether the listener wants SASL, where that is known.
    static func expectsPlaintext(_ broker: BrokerAddress, hasSASL: Bool?) -> KafkaClientError {
        let mend =
            switch hasSASL {
            case nil: "PLAINTEXT or SASL_PLAINTEXT"
            case true?: "SASL_PLAINTEXT"
            case false?: "PLAINTEXT"
            }
        return KafkaClientError(
            .expectsPlaintext,
            "The port \(broker) speaks plain text, not TLS: set security.protocol=\(mend), "
                + "or use the address of the broker's TLS listener.",
            broker: broker)
    }

    static func expectsTLS(_ broker: BrokerAddress, mechanisms: [String]?) -> KafkaClientError {
        let mend = mechanisms.map { "SASL_SSL (it offers \($0.joined(separator: ", ")))" } ?? "SSL"
        return KafkaClientError(
            .expectsTLS,
            "The port \(broker) expects TLS: set security.protocol=\(mend), "
                + "or use the address of the broker's listener for plain text.",
            broker: broker)
    }

    static func expectsSASL(_ broker: BrokerAddress, usesTLS: Bool, mechanisms: [String]) -> KafkaClientError {
        KafkaClientError(
            .expectsSASL,
            "The broker at \(broker) wants to know who asks (SASL; it offers \(mechanisms.joined(separator: ", "))): "
                + "set security.protocol=\(usesTLS ? "SASL_SSL" : "SASL_PLAINTEXT"), sasl.mechanism, sasl.username and "
                + "sasl.password.",
            broker: broker)
    }

    static func sasl(
        _ failure: SaslFailure, _ broker: BrokerAddress, _ security: ConnectionSecurity
    ) -> KafkaClientError {
        switch failure {
        case .mechanismNotEnabled(let mechanism, let offered):
            let others = offered.isEmpty ? "none" : offered.joined(separator: ", ")
            return KafkaClientError(
                .mechanismNotEnabled,
                "The broker at \(broker) does not offer the SASL mechanism \(mechanism) on this listener; it offers "
                    + "\(others). Set sasl.mechanism to one of these.",
                broker: broker, kafkaError: .unsupportedSaslMechanism)
        case .notExpected:
            return KafkaClientError(
                .authenticationFailed,
                "The listener \(broker) takes no SASL: set security.protocol="
                    + "\(security.securityProtocol.usesTLS ? "SSL" : "PLAINTEXT"), or use the address of a listener with SASL.",
                broker: broker, kafkaError: .illegalSaslState)
        case .refused(let mechanism, let user, let text):
            let isKey = mechanism == SaslMechanism.awsMSKIAM.rawValue
            let who = user.map { "\(isKey ? "the AWS key" : "the user") \"\($0)\"" } ?? "the token"
            let check =
                switch (mechanism, user) {
                case (SaslMechanism.awsMSKIAM.rawValue, _):
                    "Check that the key is active, that its policies allow kafka-cluster:Connect on this cluster, the "
                        + "region, and this machine's clock"
                case (_, nil): "Check that the token is of today and for this cluster"
                default: "Check sasl.username and sasl.password"
                }
            return KafkaClientError(
                .authenticationFailed,
                "The broker at \(broker) refuses \(who) (\(mechanism))\(text.map { ": \($0)" } ?? ""). \(check)"
                    + (mechanism.hasPrefix("SCRAM")
                        ? ", and that the user has credentials for \(mechanism)." : "."),
                broker: broker, kafkaError: .saslAuthenticationFailed, underlying: text)
        case .serverNotVerified:
            return KafkaClientError(
                .authenticationFailed,
                "The broker at \(broker) could not prove that it knows the password of this user, so it may be somebody "
                    + "else who poses as the broker. Nothing more was sent. Check the address.",
                broker: broker)
        case .malformed(let reason):
            return KafkaClientError(
                .authenticationFailed, "SASL with the broker at \(broker) went wrong: \(reason).", broker: broker,
                underlying: reason)
        case .notIssued(let sentences):
            return KafkaClientError(.authenticationFailed, sentences, broker: broker)
        case .credentials(let reason):
            return KafkaClientError(
                .invalidConfiguration, "The client's credentials cannot be used: \(reason).", broker: broker,
                underlying: reason)
        }
    }
}
