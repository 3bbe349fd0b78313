import Foundation
import KafkaClient
import KafkaLocal
import KafkaSasl
import Testing

/// TLS on loopback: what connects, and what is said where nothing does (P27).
@Suite struct TLSConnectionTests {
    @Test func ownAuthorityFromFileAndFromText() async throws {
        let certificates = try TestCertificates.shared.get()
        try await SecureBroker.with(ListenerSecurity(tls: SecureBroker.tls())) { broker in
            #expect(
                await SecureBroker.failure(broker, try ConnectionSecurity(.ssl, tls: SecureBroker.trusting())) == nil)
            var options = TLSOptions()
            options.trust = .authorities(
                .text(Secret(try String(contentsOfFile: certificates.path("ca.pem"), encoding: .utf8))))
            let security = try ConnectionSecurity(.ssl, tls: options)
            for host in ["127.0.0.1", "localhost"] {
                #expect(await SecureBroker.failure(broker, security, host: host) == nil)
            }
        }
    }

    @Test func p27UnknownAuthority() async throws {
        try await SecureBroker.with(ListenerSecurity(tls: SecureBroker.tls())) { broker in
            for tls in [TLSOptions(), try SecureBroker.trusting("other-ca")] {
                let error = await SecureBroker.failure(broker, try ConnectionSecurity(.ssl, tls: tls))
                #expect(error?.code == .certificateNotTrusted)
                #expect(error?.message.contains("not trusted here (\"Test-ca\")") == true, "\(error?.message ?? "")")
                #expect(error?.message.contains("ssl.ca.location") == true)
            }
        }
    }

    @Test func p27ExpiredCertificate() async throws {
        try await SecureBroker.with(ListenerSecurity(tls: SecureBroker.tls("expired"))) { broker in
            let error = await SecureBroker.failure(broker, try ConnectionSecurity(.ssl, tls: SecureBroker.trusting()))
            #expect(error?.code == .certificateNotTrusted)
            #expect(error?.message.contains("expired on 2024-01-02T00:00:00Z") == true, "\(error?.message ?? "")")
        }
    }

    @Test func p27WrongHostNameAndTheNamesThatItHas() async throws {
        try await SecureBroker.with(ListenerSecurity(tls: SecureBroker.tls("elsewhere"))) { broker in
            for host in ["127.0.0.1", "localhost"] {
                let error = await SecureBroker.failure(
                    broker, try ConnectionSecurity(.ssl, tls: SecureBroker.trusting()), host: host)
                #expect(error?.code == .wrongHostName)
                #expect(
                    error?.message.contains("is not for \(host) but for kafka.example, 10.1.2.3") == true,
                    "\(error?.message ?? "")")
            }
            var unchecked = try SecureBroker.trusting()
            unchecked.verifiesHostName = false
            #expect(await SecureBroker.failure(broker, try ConnectionSecurity(.ssl, tls: unchecked)) == nil)
            // The authority still counts.
            unchecked = try SecureBroker.trusting("other-ca")
            unchecked.verifiesHostName = false
            let error = await SecureBroker.failure(broker, try ConnectionSecurity(.ssl, tls: unchecked))
            #expect(error?.code == .certificateNotTrusted)
            unchecked.verifiesCertificate = false
            #expect(await SecureBroker.failure(broker, try ConnectionSecurity(.ssl, tls: unchecked)) == nil)
        }
    }

    @Test func p27TLSToAPlainPort() async throws {
        try await SecureBroker.with(ListenerSecurity()) { broker in
            let error = await SecureBroker.failure(broker, try ConnectionSecurity(.ssl, tls: SecureBroker.trusting()))
            #expect(error?.code == .expectsPlaintext, "\(error?.message ?? "")")
            #expect(error?.message.contains("security.protocol=PLAINTEXT,") == true, "\(error?.message ?? "")")
        }
    }

    @Test func p27PlainToATLSPort() async throws {
        try await SecureBroker.with(ListenerSecurity(tls: SecureBroker.tls())) { broker in
            let error = await SecureBroker.failure(broker, .plaintext)
            #expect(error?.code == .expectsTLS, "\(error?.message ?? "")")
            #expect(error?.message.contains("security.protocol=SSL") == true, "\(error?.message ?? "")")
        }
        let sasl = ListenerSecurity.SASL(users: SecureBroker.users)
        try await SecureBroker.with(ListenerSecurity(tls: SecureBroker.tls(), sasl: sasl)) { broker in
            let error = await SecureBroker.failure(broker, .plaintext)
            #expect(error?.code == .expectsTLS)
            #expect(
                error?.message.contains("SASL_SSL (it offers PLAIN, SCRAM-SHA-256, SCRAM-SHA-512)") == true,
                "\(error?.message ?? "")")
        }
    }

    @Test func clientCertificates() async throws {
        let certificates = try TestCertificates.shared.get()
        try await SecureBroker.with(ListenerSecurity(tls: SecureBroker.tls(clients: true))) { broker in
            var tls = try SecureBroker.trusting()
            let without = await SecureBroker.failure(broker, try ConnectionSecurity(.ssl, tls: tls))
            #expect(without?.code == .tlsFailed, "\(without?.message ?? "")")
            #expect(without?.message.contains("ssl.certificate.location") == true, "\(without?.message ?? "")")

            tls.certificate = .file(certificates.path("client.pem"))
            tls.key = .file(certificates.path("client.key"))
            #expect(await SecureBroker.failure(broker, try ConnectionSecurity(.ssl, tls: tls)) == nil)

            tls.key = .file(certificates.path("client-encrypted.key"))
            tls.keyPassword = Secret("key-secret")
            #expect(await SecureBroker.failure(broker, try ConnectionSecurity(.ssl, tls: tls)) == nil)

            tls.certificate = .file(certificates.path("stranger.pem"))
            tls.key = .file(certificates.path("stranger.key"))
            tls.keyPassword = nil
            let stranger = await SecureBroker.failure(broker, try ConnectionSecurity(.ssl, tls: tls))
            #expect(stranger?.code == .tlsFailed)
            #expect(
                stranger?.message.contains("does not take the client's certificate") == true,
                "\(stranger?.message ?? "")")
        }
    }

    @Test func filesThatCannotBeUsedAreNamed() throws {
        let certificates = try TestCertificates.shared.get()
        func message(_ change: (inout TLSOptions) -> Void) -> String {
            var options = TLSOptions()
            change(&options)
            do {
                _ = try ConnectionSecurity(.ssl, tls: options)
                return ""
            } catch {
                #expect(error.code == .invalidConfiguration)
                return error.message
            }
        }
        #expect(message { $0.trust = .authorities(.file("/nowhere/ca.pem")) }.contains("/nowhere/ca.pem"))
        #expect(
            message { $0.trust = .authorities(.file(certificates.path("ca.cnf"))) }.contains(
                "holds no PEM certificates"))
        #expect(message { $0.key = .file(certificates.path("client.key")) }.contains("without a certificate"))
        let client = TLSOptions.PEM.file(certificates.path("client.pem"))
        let encrypted = message {
            $0.certificate = client
            $0.key = .file(certificates.path("client-encrypted.key"))
        }
        #expect(encrypted.contains("is encrypted: set ssl.key.password"))
        let wrong = message {
            $0.certificate = client
            $0.key = .file(certificates.path("client-encrypted.key"))
            $0.keyPassword = Secret("not-this-one")
        }
        #expect(wrong.contains("is ssl.key.password right?") && !wrong.contains("not-this-one"))
        let mismatch = message {
            $0.certificate = client
            $0.key = .file(certificates.path("broker.key"))
        }
        #expect(mismatch.contains("does not belong"), "\(mismatch)")
    }
}
