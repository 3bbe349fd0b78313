package import KafkaSasl

/// What TLS is to trust, and how this client shows who it is.
package struct TLSOptions: Sendable, Hashable {
    /// Certificates or a key in PEM form.
    package enum PEM: Sendable, Hashable {
        /// A path.
        case file(String)
        /// The text itself; a key among it is a secret.
        case text(Secret)
    }

    /// A file with a key and its certificates: PKCS#12, or PEM.
    package struct Keystore: Sendable, Hashable {
        package var path: String
        package var password: Secret?
    }

    package enum Trust: Sendable, Hashable {
        /// The authorities that the system trusts.
        case system
        /// These alone.
        case authorities(PEM)
    }

    package var trust = Trust.system

    /// Whether the name that was connected to must be one of the certificate's.
    package var verifiesHostName = true

    /// Whether the certificate is looked at all. Without, anybody in between can pose as the broker.
    package var verifiesCertificate = true

    /// The client's own certificate, and those between it and its authority.
    package var certificate: PEM?

    package var key: PEM?

    package var keyPassword: Secret?

    /// Where certificate and key come from, if it turns out to be PKCS#12.
    package var keystore: Keystore?

    package init() {}
}
