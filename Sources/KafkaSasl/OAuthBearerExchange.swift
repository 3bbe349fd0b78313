/// OAUTHBEARER (RFC 7628, KIP-255): a token that somebody else has issued.
///
/// A refusal comes as a text first, which is to be answered by a single byte; only then does the broker say no.
package struct OAuthBearerExchange: SaslExchange {
    private static let separator: UInt8 = 1

    private let token: Secret
    private let extensions: [(name: String, value: String)]
    package private(set) var complaint: String?

    /// - Parameter extensions: names and values that are sent along (KIP-342), such as `logicalCluster`.
    package init(token: Secret, extensions: [(name: String, value: String)] = []) {
        self.token = token
        self.extensions = extensions
    }

    package var secrets: [Secret] { [token] }

    package mutating func begin() throws(SaslFailure) -> [UInt8] {
        guard !token.isEmpty else { throw .credentials("the token is empty") }
        guard token.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw .credentials("the token holds characters that a token cannot have (a line break or a blank?)")
        }
        var message = "n,,\u{1}auth=Bearer \(token.reveal())\u{1}"
        for (name, value) in extensions { message += "\(name)=\(value)\u{1}" }
        message += "\u{1}"
        return Array(message.utf8)
    }

    package mutating func received(_ message: [UInt8]) throws(SaslFailure) -> SaslStep {
        guard !message.isEmpty else { return .done }
        guard complaint == nil else { throw .malformed("OAUTHBEARER: the broker goes on after its refusal") }
        complaint = String(token.covered(in: String(decoding: message.prefix(64 << 10), as: UTF8.self)).prefix(400))
        return .send([Self.separator])
    }

    /// The token that a client sent; nil where the message is not of this mechanism.
    package static func parse(_ message: [UInt8]) -> Secret? {
        let parts = message.split(separator: separator)
        guard parts.first?.starts(with: Array("n,".utf8)) == true else { return nil }
        let prefix = Array("auth=Bearer ".utf8)
        let lowered = Array("auth=bearer ".utf8)
        guard let part = parts.first(where: { $0.starts(with: prefix) || $0.starts(with: lowered) }) else { return nil }
        return Secret(String(decoding: part.dropFirst(prefix.count), as: UTF8.self))
    }
}
