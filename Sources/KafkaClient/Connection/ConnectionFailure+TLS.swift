import NIOSSL

extension ConnectionFailure {
    /// An error of the channel: TLS's, or the system's.
    ///
    /// - Parameter partialAnswer: how much of an answer had arrived.
    init(_ error: any Error, _ phase: Phase, partialAnswer: PartialAnswer? = nil) {
        if case NIOSSLError.uncleanShutdown = error {
            // Closed without TLS's farewell: common, and no worse than a plain connection's end.
            self = .closedByBroker(phase, partialAnswer: partialAnswer)
        } else if let cause = TLSCause(error) {
            self = .tls(cause, phase)
        } else if phase == .securing, case let cause = SystemCause(error), cause == .reset {
            self = .tls(.closed, phase)
        } else {
            self = .system(.init(error), phase)
        }
    }
}

extension ConnectionFailure.TLSCause {
    /// Nil where the error is not TLS's.
    init?(_ error: any Error) {
        switch error {
        case NIOSSLError.handshakeFailed(.sslError([.eofDuringHandshake])): self = .closed
        case NIOSSLError.handshakeFailed(let error): self.init(text: "\(error)")
        case NIOSSLError.unableToValidateCertificate: self = .wrongHostName
        case let error as NIOSSLExtraError
        where error == .failedToValidateHostname || error == .serverHostnameImpossibleToMatch:
            self = .wrongHostName
        case let error as NIOSSLError: self = .other("\(error)")
        case let error as BoringSSLError: self.init(text: "\(error)")
        default: return nil
        }
    }

    /// TLS's library names its errors only in texts.
    private init(text: String) {
        func says(_ names: String...) -> Bool { names.contains { text.contains($0) } }
        if says("CERTIFICATE_VERIFY_FAILED") {
            self = .notTrusted
        } else if says("CERTIFICATE_REQUIRED") {
            self = .clientCertificateRequired
        } else if says("ALERT_UNKNOWN_CA") {
            self = .clientCertificateRefused("unknown authority")
        } else if says("ALERT_BAD_CERTIFICATE", "ALERT_UNSUPPORTED_CERTIFICATE", "ALERT_CERTIFICATE_UNKNOWN") {
            self = .clientCertificateRefused("bad certificate")
        } else if says("ALERT_CERTIFICATE_EXPIRED") {
            self = .clientCertificateRefused("expired")
        } else if says("ALERT_CERTIFICATE_REVOKED") {
            self = .clientCertificateRefused("revoked")
        } else if says("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST", "UNKNOWN_PROTOCOL") {
            self = .notTLS
        } else if says("ALERT_PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL") {
            self = .nothingInCommon("no version of TLS from 1.2 on")
        } else if says("ALERT_HANDSHAKE_FAILURE", "NO_SHARED_CIPHER", "INSUFFICIENT_SECURITY") {
            self = .nothingInCommon("no cipher, or the broker wants a client certificate")
        } else {
            self = .other(text)
        }
    }
}
