import Logging

/// Finds out what a port really is, after a connection to it failed: with nothing verified, and nothing secret sent.
struct ListenerProbe: Sendable {
    struct Finding: Sendable {
        var usesTLS: Bool
        var certificate: CertificateFacts?
        /// What SASL offers; nil where the listener wants none.
        var mechanisms: [String]?
    }

    /// A probe must not take long: the real error is known already.
    private static let timeout = Duration.seconds(3)

    let address: BrokerAddress
    let properties: ClientProperties
    let logger: Logger

    /// Nil where it is no Kafka listener of this kind.
    func run(usesTLS: Bool) async -> Finding? {
        var properties = properties
        properties.connectTimeout = min(Self.timeout, properties.connectTimeout)
        guard let security = ConnectionSecurity.probing(usesTLS: usesTLS) else { return nil }
        properties.security = security
        var finding = Finding(usesTLS: usesTLS, certificate: nil, mechanisms: nil)
        do throws(KafkaClientError) {
            let connection = try await BrokerConnection.open(
                to: address, properties: properties, pool: FrameBufferPool(limit: 0), logger: logger,
                upTo: usesTLS ? .secured : .negotiated)
            finding.certificate = await connection.peerCertificate()
            if usesTLS {
                // A broker that wants a client certificate ends the talk here; that it speaks TLS is known already.
                finding.mechanisms = try? await connection.negotiatedMechanisms(timeout: properties.connectTimeout)
            } else {
                finding.mechanisms = try await connection.offeredMechanisms(timeout: properties.connectTimeout)
            }
            await connection.close()
            return finding
        } catch {
            return finding.certificate == nil ? nil : finding
        }
    }
}

extension KafkaClientError {
    /// The same failure with its true cause, where looking at the port again shows it.
    func diagnosed(
        at address: BrokerAddress, _ properties: ClientProperties, _ logger: Logger
    ) async -> KafkaClientError {
        let usesTLS = properties.security.securityProtocol.usesTLS
        let probe = ListenerProbe(address: address, properties: properties, logger: logger)
        switch code {
        case .certificateNotTrusted:
            return .untrusted(address, await probe.run(usesTLS: true)?.certificate)
        case .wrongHostName:
            return .wrongHostName(address, await probe.run(usesTLS: true)?.certificate)
        case .tlsFailed, .expectsPlaintext:
            guard usesTLS, let finding = await probe.run(usesTLS: false) else { return self }
            return .expectsPlaintext(address, hasSASL: finding.mechanisms != nil)
        case .expectsTLS, .connectionClosed, .notKafka:
            if !usesTLS, let finding = await probe.run(usesTLS: true) {
                return .expectsTLS(address, mechanisms: finding.mechanisms)
            }
            guard code == .connectionClosed, !properties.security.securityProtocol.usesSASL,
                let mechanisms = await probe.run(usesTLS: usesTLS)?.mechanisms
            else { return self }
            return .expectsSASL(address, usesTLS: usesTLS, mechanisms: mechanisms)
        default:
            return self
        }
    }
}
