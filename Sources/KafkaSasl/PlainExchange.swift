/// PLAIN (RFC 4616): user and password as they are. Only TLS keeps them from being read on the way.
package struct PlainExchange: SaslExchange {
    private let username: String
    private let password: Secret

    package init(username: String, password: Secret) {
        self.username = username
        self.password = password
    }

    package var user: String? { username }
    package var secrets: [Secret] { [password] }

    package mutating func begin() throws(SaslFailure) -> [UInt8] {
        guard !username.utf8.contains(0), !password.utf8.contains(0) else {
            throw .credentials("a user name or password with a zero byte cannot be sent by PLAIN")
        }
        return [0] + Array(username.utf8) + [0] + password.utf8
    }

    package mutating func received(_ message: [UInt8]) throws(SaslFailure) -> SaslStep { .done }

    /// What a client sent: user and password. Nil where the message is no PLAIN message.
    package static func parse(_ message: [UInt8]) -> (username: String, password: Secret)? {
        let parts = message.split(separator: 0, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        return (String(decoding: parts[1], as: UTF8.self), Secret(String(decoding: parts[2], as: UTF8.self)))
    }
}
