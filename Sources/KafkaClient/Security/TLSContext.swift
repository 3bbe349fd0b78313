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

    /// For a web service with a certificate that the system trusts; nil where it has no TLS.
    static func system(for address: WebAddress) throws(KafkaClientError) -> NIOSSLContext? {
        address.usesTLS ? try make(TLSOptions()) : nil
    }

    private static func setIdentity(
        _ configuration: inout TLSConfiguration, _ options: TLSOptions
    ) throws(KafkaClientError) {
        guard options.certificate != nil || options.key != nil else { return }
        if let keystore = options.keystore, let bundle = try bundle(keystore) {
            configuration.certificateChain = bundle.certificateChain.map { .certificate($0) }
            configuration.privateKey = .privateKey(bundle.privateKey)
            return
        }
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

    /// Nil where the file is no PKCS#12.
    private static func bundle(_ keystore: TLSOptions.Keystore) throws(KafkaClientError) -> NIOSSLPKCS12Bundle? {
        let (bytes, place) = try read(.file(keystore.path), "the client's key and certificate")
        guard bytes.first == 0x30 else { return nil }
        do {
            return try NIOSSLPKCS12Bundle(buffer: bytes, passphrase: keystore.password?.utf8)
        } catch {
            throw .tlsSettings(
                keystore.password == nil
                    ? "The keystore \(place) cannot be opened without a password: set ssl.keystore.password."
                    : "The keystore \(place) cannot be opened: is ssl.keystore.password right, and has it a key?")
        }
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
        case 0xFE:
            "it looks like a Java keystore (JKS): keytool -list -rfc -keystore FILE > ca.pem writes its certificates as PEM, "
                + "keytool -importkeystore with -deststoretype PKCS12 makes a keystore that can be read here"
        case 0x30:
            "it looks like PKCS#12 or DER: openssl pkcs12 -in FILE -nokeys -out ca.pem (or openssl x509 -inform DER "
                + "-in FILE -out ca.pem) turns it into PEM"
        default: "it should have lines such as -----BEGIN CERTIFICATE-----"
        }
    }
}
