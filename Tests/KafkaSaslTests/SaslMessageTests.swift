import Testing

@testable import KafkaSasl

@Suite struct SaslMessageTests {
    /// The vectors of RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func base64(_ plain: String, _ coded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == coded)
        #expect(Base64.decode(coded) == Array(plain.utf8))
    }

    @Test(arguments: ["Z", "Zg", "Zg=", "Zh==", "Z===", "====", "Zm8=Zm8=", "Zm9v\n", "Zm9-"])
    func textsThatAreNoBase64(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func everyByteSurvivesBase64() {
        let bytes = (0...255).map { UInt8($0) }
        for count in 0...bytes.count {
            #expect(Base64.decode(Base64.encode(Array(bytes[..<count]))) == Array(bytes[..<count]))
        }
    }

    @Test func plain() throws {
        var client = PlainExchange(username: "alice", password: Secret("alice-secret"))
        #expect(try client.begin() == Array("\u{0}alice\u{0}alice-secret".utf8))
        #expect(try client.received([]) == .done)
        var odd = PlainExchange(username: "a\u{0}b", password: Secret("x"))
        #expect(throws: SaslFailure.self) { try odd.begin() }
    }

    /// The form of RFC 7628, section 3.1, and what follows a refusal (section 3.2.3).
    @Test func oauthBearer() throws {
        var client = OAuthBearerExchange(token: Secret("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="))
        #expect(
            try client.begin() == Array("n,,\u{1}auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\u{1}\u{1}".utf8)
        )
        #expect(try client.received([]) == .done)

        var refused = OAuthBearerExchange(
            token: Secret("abc.def"), extensions: [(name: "logicalCluster", value: "lkc-1")])
        #expect(try refused.begin() == Array("n,,\u{1}auth=Bearer abc.def\u{1}logicalCluster=lkc-1\u{1}\u{1}".utf8))
        let refusal = "{\"status\":\"invalid_token\",\"token\":\"abc.def\"}"
        #expect(try refused.received(Array(refusal.utf8)) == .send([1]))
        #expect(refused.complaint == "{\"status\":\"invalid_token\",\"token\":\"[secret]\"}")
        #expect(throws: SaslFailure.self) { try refused.received(Array(refusal.utf8)) }

        // Of a secret that lies across the cut not even the beginning is left.
        var long = OAuthBearerExchange(token: Secret("abcdefgh.ijklmnop"))
        _ = try long.begin()
        _ = try long.received(Array((String(repeating: "x", count: 390) + "abcdefgh.ijklmnop").utf8))
        #expect(long.complaint == String(repeating: "x", count: 390) + "[secret]")

        for token in ["", "a b", "a\nb", "a\u{1}b"] {
            var broken = OAuthBearerExchange(token: Secret(token))
            #expect(throws: SaslFailure.self) { try broken.begin() }
        }
    }

    @Test func secretsNeverPrintThemselves() {
        let secret = Secret("hunter2-hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        dump([secret], to: &dumped)
        dump(PlainExchange(username: "alice", password: secret), to: &dumped)
        dump(ScramExchange(.sha256, username: "alice", password: secret), to: &dumped)
        dumped += "\(secret) \(Optional(secret) as Any) \(String(reflecting: secret)) \([secret]) \(["k": secret])"
        #expect(!dumped.contains("hunter2"))
        #expect(secret.covered(in: "wrong: hunter2-hunter2, hunter2-hunter2!") == "wrong: [secret], [secret]!")
        #expect(secret.reveal() == "hunter2-hunter2")
    }
}
