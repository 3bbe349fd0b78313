package import KafkaSasl

/// What a client proves its identity with.
package enum SaslCredentials: Sendable {
    case plain(username: String, password: Secret)
    case scram(ScramHash, username: String, password: Secret)
    case oauthBearer(TokenSource, extensions: [SaslExtension])

    package var mechanism: SaslMechanism {
        switch self {
        case .plain: .plain
        case .scram(.sha256, _, _): .scramSHA256
        case .scram(.sha512, _, _): .scramSHA512
        case .oauthBearer: .oauthBearer
        }
    }

    /// Who claims to be there, for messages.
    package var username: String? {
        switch self {
        case .plain(let username, _), .scram(_, let username, _): username
        case .oauthBearer: nil
        }
    }

    /// What must not be seen in any message.
    package var secrets: [Secret] {
        switch self {
        case .plain(_, let password), .scram(_, _, let password): [password]
        case .oauthBearer(.token(let token), _): [token]
        case .oauthBearer(.file, _): []
        }
    }

    /// A fresh exchange; a token is got anew for each.
    func exchange(with broker: BrokerAddress) throws(SaslFailure) -> any SaslExchange {
        switch self {
        case .plain(let username, let password):
            PlainExchange(username: username, password: password)
        case .scram(let hash, let username, let password):
            ScramExchange(hash, username: username, password: password)
        case .oauthBearer(let source, let extensions):
            OAuthBearerExchange(token: try source.token(), extensions: extensions.map { ($0.name, $0.value) })
        }
    }
}

/// A name and a value that go with a token (KIP-342).
package struct SaslExtension: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// Where a token comes from.
package enum TokenSource: Sendable, Hashable {
    case token(Secret)
    /// A path, read anew for every connection: whoever issues tokens replaces the file.
    case file(String)

    func token() throws(SaslFailure) -> Secret {
        switch self {
        case .token(let token): return token
        case .file(let path):
            let bytes: [UInt8]
            do {
                bytes = try SmallFile.read(path)
            } catch {
                throw .credentials("the token file \(path) cannot be read: \(error.reason)")
            }
            let text = String(decoding: bytes, as: UTF8.self).trimmingBlanks()
            guard !text.isEmpty else { throw .credentials("the token file \(path) is empty") }
            return Secret(String(text))
        }
    }
}
