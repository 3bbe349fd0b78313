import Testing

@testable import KafkaSasl

@Suite struct JSONValueTests {
    private static func parse(_ text: String) -> JSONValue? { JSONValue(Array(text.utf8)) }

    @Test func answersOfTokenServices() {
        let value = Self.parse(
            " {\"access_token\" : \"a.b-c\", \"expires_in\":3600, \"token_type\":\"Bearer\",\n\"scope\":[\"x\",null,true,-1.5e3]} "
        )
        #expect(value?["access_token"]?.text == "a.b-c")
        #expect(value?["expires_in"]?.integer == 3600)
        #expect(value?["scope"] == .array([.string("x"), .null, .bool(true), .number("-1.5e3")]))
        #expect(value?["nothing"] == nil)
        #expect(Self.parse("{\"expires_in\":\"3599\"}")?["expires_in"]?.integer == 3599)
        #expect(Self.parse("{\"expires_in\":3599.9}")?["expires_in"]?.integer == 3600)
        #expect(Self.parse("{\"expires_in\":1e300}")?["expires_in"]?.integer == nil)
        #expect(Self.parse("{\"a\":1,\"a\":2}")?["a"]?.integer == 2)
    }

    @Test(arguments: [
        ("\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\u{8}\u{C}\n\r\t"), ("\\u00e9", "é"), ("\\ud83d\\ude00", "😀"),
        ("é😀", "é😀"),
    ])
    func escapes(_ written: String, _ meant: String) {
        #expect(Self.parse("\"\(written)\"")?.text == meant)
        #expect(Self.parse(JSONValue.quoted(meant))?.text == meant)
    }

    @Test(arguments: [
        "", " ", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "[1,]", "[1", "\"a", "\"\\u12\"", "\"\\ud800\"",
        "\"\\x\"",
        "nul", "+1", "01x", "1 2", "\"a\nb\"", "{a:1}", "<html>", "\\", "-", "--1", "\"\\",
        "-inf", "0x1p3", "01", "1.", ".5", "1e", "-nan", "1e+",
    ])
    func textsThatAreNoJSON(_ text: String) {
        #expect(Self.parse(text) == nil)
    }

    @Test func hostileBytes() {
        #expect(JSONValue(Array(repeating: UInt8(ascii: "["), count: 100_000)) == nil)
        #expect(Self.parse(String(repeating: "[", count: 31) + String(repeating: "]", count: 31)) != nil)
        #expect(JSONValue([0x22, 0xFF, 0x22]) == nil)
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("{}[]\":,\\u0123456789abdeflnrst -+.E".utf8)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...24)).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            _ = JSONValue(bytes)
        }
    }

    /// RFC 7515 shows the alphabet without padding (appendix C).
    @Test func base64OfURLs() {
        let bytes: [UInt8] = [3, 236, 255, 224, 193]
        #expect(Base64.encodeForURL(bytes) == "A-z_4ME")
        #expect(Base64.decodeFromURL("A-z_4ME") == bytes)
        #expect(Base64.decodeFromURL("A-z_4ME=") == bytes)
        #expect(Base64.decodeFromURL("A+z/4ME") == nil)
        #expect(Base64.decodeFromURL("A") == nil)
    }
}
