import KafkaSasl
import NIOSSL

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Makes NIO's TLS context of the options, and says which of them cannot be used.
enum TLSContext {
    static func make(_ options: TLSOptions) throws(KafkaClientError) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        switch (options.verifiesCertificate, options.verifiesHostName) {
        case (false, _): configuration.certificateVerification = .none
        case (true, false): configuration.certificateVerification = .noHostnameVerification
        case (true, true): configuration.certificateVerification = .fullVerification
        }
        if case .authorities(let pem) = options.trust {
            configuration.trustRoots = .certificates(try certificates(pem, of: "the trusted certificates"))
        }
        try setIdentity(&configuration, options)
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            let reason = "\(error)"
            if reason.contains("KEY_VALUES_MISMATCH") || reason.contains("KEY_TYPE_MISMATCH")
                || reason.contains("failedToLoadPrivateKey")
            {
                throw .tlsSettings("The client's key does not belong to the client's certificate.")
            }
            throw .tlsSettings("TLS cannot be set up with these certificates: \(reason)")
        }
    }

    private static func setIdentity(
        _ configuration: inout TLSConfiguration, _ options: TLSOptions
    ) throws(KafkaClientError) {
        guard options.certificate != nil || options.key != nil else { return }
        guard let certificate = options.certificate else {
            throw .tlsSettings(
                "A client key is given without a certificate: set ssl.certificate.location "
                    + "(or ssl.keystore.certificate.chain).")
        }
        // A PEM keystore holds key and certificate in one text.
        let key = options.key ?? certificate
        let chain = try certificates(certificate, of: "the client's certificate")
        configuration.certificateChain = chain.map { .certificate($0) }
        configuration.privateKey = .privateKey(try privateKey(key, password: options.keyPassword))
    }

    private static func certificates(_ pem: TLSOptions.PEM, of what: String) throws(KafkaClientError)
        -> [NIOSSLCertificate]
    {
        let (bytes, place) = try read(pem, what)
        let found: [NIOSSLCertificate]
        do {
            found = try NIOSSLCertificate.fromPEMBytes(bytes)
        } catch {
            throw .tlsSettings("\(place) holds no PEM certificates; \(Self.hint(bytes))")
        }
        guard !found.isEmpty else { throw .tlsSettings("\(place) holds no PEM certificates; \(Self.hint(bytes))") }
        return found
    }

    private static func privateKey(_ pem: TLSOptions.PEM, password: Secret?) throws(KafkaClientError)
        -> NIOSSLPrivateKey
    {
        let (bytes, place) = try read(pem, "the client's key")
        let text = String(decoding: bytes, as: UTF8.self)
        let isEncrypted = text.contains("ENCRYPTED")
        guard text.contains("PRIVATE KEY-----") else {
            throw .tlsSettings("\(place) holds no PEM private key; \(Self.hint(bytes))")
        }
        guard !isEncrypted || password != nil else {
            throw .tlsSettings("The key in \(place) is encrypted: set ssl.key.password.")
        }
        do {
            guard let password else { return try NIOSSLPrivateKey(bytes: bytes, format: .pem) }
            return try NIOSSLPrivateKey(bytes: bytes, format: .pem) { $0(password.utf8) }
        } catch {
            throw .tlsSettings(
                isEncrypted
                    ? "The key in \(place) cannot be decrypted: is ssl.key.password right?"
                    : "The key in \(place) cannot be read as a PEM private key.")
        }
    }

    private static func read(_ pem: TLSOptions.PEM, _ what: String) throws(KafkaClientError) -> ([UInt8], place: String)
    {
        switch pem {
        case .text(let text): return (text.utf8, "the text given for \(what)")
        case .file(let path):
            do {
                return (try SmallFile.read(path), path)
            } catch {
                throw .tlsSettings("\(path), given for \(what), cannot be read: \(error.reason).")
            }
        }
    }

    /// What a file is that is no PEM, told by its first bytes.
    private static func hint(_ bytes: [UInt8]) -> String {
        switch bytes.first {
        case 0xFE: "it looks like a Java keystore (JKS): keytool and openssl turn it into PEM"
        case 0x30: "it looks like DER or PKCS#12: openssl pkcs12 -in FILE -out FILE.pem turns it into PEM"
        default: "it should have lines such as -----BEGIN CERTIFICATE-----"
        }
    }
}
