import KafkaSasl
import NIOSSL

/// How connections are secured: made and checked once, used by all of a cluster's connections.
package struct ConnectionSecurity: Sendable {
    package static let plaintext = ConnectionSecurity()

    package let securityProtocol: SecurityProtocol
    package let credentials: SaslCredentials?
    /// Whether a broker's certificate is looked at.
    package let verifiesCertificate: Bool
    let context: NIOSSLContext?

    private init() {
        securityProtocol = .plaintext
        credentials = nil
        verifiesCertificate = true
        context = nil
    }

    /// - Throws: `.invalidConfiguration` where a file cannot be read, a key not be decrypted, or credentials are missing.
    package init(
        _ securityProtocol: SecurityProtocol, tls: TLSOptions = TLSOptions(), credentials: SaslCredentials? = nil
    ) throws(KafkaClientError) {
        self.securityProtocol = securityProtocol
        if securityProtocol.usesSASL, credentials == nil {
            throw KafkaClientError(
                .invalidConfiguration,
                "security.protocol is \(securityProtocol.rawValue), but no credentials are given: set sasl.mechanism, "
                    + "sasl.username and sasl.password (or sasl.jaas.config).")
        }
        self.credentials = securityProtocol.usesSASL ? credentials : nil
        verifiesCertificate = tls.verifiesCertificate
        context = securityProtocol.usesTLS ? try TLSContext.make(tls) : nil
    }

    /// The same transport, with nothing verified and nothing shown: to find out what a port is.
    static func probing(usesTLS: Bool) -> ConnectionSecurity? {
        guard usesTLS else { return .plaintext }
        var options = TLSOptions()
        options.verifiesCertificate = false
        return try? ConnectionSecurity(.ssl, tls: options)
    }
}
