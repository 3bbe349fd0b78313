import Testing

@testable import KafkaClient

@Suite struct WebAddressTests {
    @Test(arguments: [
        ("https://login.example.com/oauth2/token", "login.example.com", 443, "/oauth2/token", "login.example.com"),
        ("HTTP://localhost:8080", "localhost", 8080, "/", "localhost:8080"),
        ("http://10.0.0.1", "10.0.0.1", 80, "/", "10.0.0.1"),
        ("https://a:443/x?y=1#z", "a", 443, "/x?y=1", "a"),
        ("https://a?y=1", "a", 443, "/?y=1", "a"),
        ("https://[::1]/t", "::1", 443, "/t", "[::1]"),
        ("https://[::1]:8443/t", "::1", 8443, "/t", "[::1]:8443"),
    ])
    func addresses(_ text: String, _ host: String, _ port: Int, _ target: String, _ authority: String) throws {
        let address = try #require(WebAddress(text))
        #expect(address.host == BrokerAddress(host: host, port: port))
        #expect(address.target == target)
        #expect(address.authority == authority)
        #expect(!"\(address)".contains("?"))
    }

    @Test(arguments: [
        "", "login.example.com", "https:", "https://", "https:///token", "ftp://a/b", "https://user:password@a/token",
        "https://a:0/", "https://a:70000/", "https://a b/", "https://a/to ken", "https://a/\r\nX: y", "file:///token",
        "https://[::1/t",
    ])
    func textsThatAreNone(_ text: String) {
        #expect(WebAddress(text) == nil)
    }

    @Test func whatStaysHere() throws {
        for text in ["http://localhost:1/", "http://127.0.0.1/", "http://127.1.2.3/", "http://[::1]/"] {
            #expect(try #require(WebAddress(text)).isLoopback)
        }
        for text in ["http://localhost.example/", "http://169.254.169.254/", "http://example.com/"] {
            #expect(try !#require(WebAddress(text)).isLoopback)
        }
    }
}
