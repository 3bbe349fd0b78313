import GoldenData
import KafkaWire
import NIOCore
import Testing

@testable import KafkaSasl

@Suite struct ScramTests {
    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static func text(_ step: SaslStep) -> String? {
        guard case .send(let bytes) = step else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The example of RFC 7677, section 3.
    @Test func exampleOfRFC7677() throws {
        var client = ScramExchange(
            .sha256, username: "user", password: Secret("pencil"), nonce: "rOprNGfwEbeRWgbNEkqO")
        #expect(try client.begin() == Self.bytes("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"))
        let final = try client.received(
            Self.bytes("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"))
        #expect(
            Self.text(final)
                == "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
        )
        #expect(try client.received(Self.bytes("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")) == .done)
    }

    /// What a real broker answered, and the proofs that it took.
    @Test func recordedExchangesOfARealBroker() throws {
        let exchanges = try WireExchange.of(api: ApiKey.saslAuthenticate.rawValue).filter { $0.client == "raw" }
        var checked = 0
        for (first, final) in zip(exchanges, exchanges.dropFirst()) {
            guard let name = first.caseName, name.hasPrefix("SCRAM"), name.hasSuffix("first") else { continue }
            let hash: ScramHash = name.contains("512") ? .sha512 : .sha256
            let isRight = !name.contains("wrong")
            var client = ScramExchange(
                hash, username: "alice", password: Secret(isRight ? "alice-secret" : "nope"),
                nonce: hash == .sha512 ? "rawnoncesha512" : "rawnoncesha256")
            #expect(try client.begin() == message(of: first), "\(first)")
            let step = try client.received(answer(to: first).bytes)
            #expect(step == .send(try message(of: final)), "\(final)")
            let (code, bytes) = try answer(to: final)
            #expect((code == .noError) == isRight)
            if isRight { #expect(try client.received(bytes) == .done) }
            checked += 1
        }
        #expect(checked == 9)
    }

    private func message(of exchange: WireExchange) throws -> [UInt8] {
        var reader = WireReader(ByteBuffer(bytes: exchange.request))
        _ = try RequestHeader(reading: &reader)
        return Array(
            try SaslAuthenticateRequest(reading: &reader, version: exchange.apiVersion).authBytes.readableBytesView)
    }

    private func answer(to exchange: WireExchange) throws -> (code: KafkaErrorCode, bytes: [UInt8]) {
        let response = try decodeResponse(
            SaslAuthenticateResponse.self, from: ByteBuffer(bytes: exchange.response), version: exchange.apiVersion
        ).response
        return (response.errorCode, Array(response.authBytes.readableBytesView))
    }

    @Test(arguments: [ScramHash.sha256, .sha512]) func clientAndServerAgree(_ hash: ScramHash) throws {
        for name in ["alice", "a=b,c", "Ä"] {
            let credential = ScramCredential(hash, password: Secret("päss,=word"), salt: [1, 2, 3])
            var client = ScramExchange(hash, username: name, password: Secret("päss,=word"))
            var server = ScramServerExchange(hash)
            let first = try server.received(try client.begin()) { $0 == name ? credential : nil }
            guard case .send(let proof) = try client.received(first) else { throw SaslFailure.notExpected }
            let last = try server.received(proof) { _ in nil }
            #expect(server.username == name)
            #expect(try client.received(last) == .done)
        }
    }

    @Test func aWrongPasswordIsRefusedByTheServer() throws {
        let credential = ScramCredential(.sha256, password: Secret("right"), salt: [1, 2, 3])
        var client = ScramExchange(.sha256, username: "alice", password: Secret("wrong"))
        var server = ScramServerExchange(.sha256)
        let first = try server.received(try client.begin()) { _ in credential }
        guard case .send(let proof) = try client.received(first) else { throw SaslFailure.notExpected }
        #expect(throws: SaslFailure.refused(mechanism: "SCRAM", user: "alice", text: "invalid credentials")) {
            try server.received(proof) { _ in nil }
        }
        #expect(server.username == nil)
    }

    /// Somebody who has seen no password cannot pose as the broker.
    @Test(arguments: ["v=AAAA", "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G8=", "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5n"])
    func aServerThatDoesNotKnowThePasswordIsFoundOut(_ final: String) throws {
        var client = ScramExchange(
            .sha256, username: "user", password: Secret("pencil"), nonce: "rOprNGfwEbeRWgbNEkqO")
        _ = try client.begin()
        _ = try client.received(
            Self.bytes("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"))
        #expect(throws: SaslFailure.serverNotVerified) { try client.received(Self.bytes(final)) }
    }

    @Test(arguments: [
        "", "x", ",", "r=", "r=nonce", "r=other,s=AAAA,i=4096", "r=nonce,s=AAAA,i=4096", "r=nonceX,s=AAAA,i=4095",
        "r=nonceX,s=AAAA,i=2000000000", "r=nonceX,s=AAAA,i=-1", "r=nonceX,s=AAAA", "r=nonceX,s=***,i=4096",
        "r=nonceX,s=,i=4096", "m=ext,r=nonceX,s=AAAA,i=4096", "e=other-error", "s=AAAA,r=nonceX,i=4096", "v=AAAA",
        "r=nonceX,s=AAAA,i=99999999999999999999", "\u{0}",
    ])
    func hostileFirstMessagesOnlyThrow(_ text: String) throws {
        var client = ScramExchange(.sha256, username: "user", password: Secret("pencil"), nonce: "nonce")
        _ = try client.begin()
        #expect(throws: SaslFailure.self) { try client.received(Self.bytes(text)) }
        var again = ScramExchange(.sha256, username: "user", password: Secret("pencil"), nonce: "nonce")
        _ = try again.begin()
        #expect(throws: SaslFailure.self) { try again.received([0xFF, 0xFE]) }
    }
}
