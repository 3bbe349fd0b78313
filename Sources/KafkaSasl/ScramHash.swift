import Crypto

/// The hash functions of SCRAM and what it builds of them.
package enum ScramHash: Sendable, Hashable {
    case sha256
    case sha512

    package func hash(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .sha256: Self.hash(bytes, SHA256.self)
        case .sha512: Self.hash(bytes, SHA512.self)
        }
    }

    package func hmac(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .sha256: Self.hmac(key: key, bytes, SHA256.self)
        case .sha512: Self.hmac(key: key, bytes, SHA512.self)
        }
    }

    /// `Hi` of RFC 5802: PBKDF2 with one block. It takes time on purpose: not for event loops.
    package func salted(password: [UInt8], salt: [UInt8], iterations: Int) -> [UInt8] {
        switch self {
        case .sha256: Self.salted(password: password, salt: salt, iterations: iterations, SHA256.self)
        case .sha512: Self.salted(password: password, salt: salt, iterations: iterations, SHA512.self)
        }
    }

    private static func hash<H: HashFunction>(_ bytes: [UInt8], _ type: H.Type) -> [UInt8] {
        var hash = H()
        hash.update(data: bytes)
        return Array(hash.finalize())
    }

    private static func hmac<H: HashFunction>(key: [UInt8], _ bytes: [UInt8], _ type: H.Type) -> [UInt8] {
        var code = HMAC<H>(key: SymmetricKey(data: key))
        code.update(data: bytes)
        return Array(code.finalize())
    }

    private static func salted<H: HashFunction>(
        password: [UInt8], salt: [UInt8], iterations: Int, _ type: H.Type
    ) -> [UInt8] {
        // The key's two blocks are hashed once and copied.
        let keyed = HMAC<H>(key: SymmetricKey(data: password))
        func code(_ bytes: [UInt8]) -> [UInt8] {
            var copy = keyed
            copy.update(data: bytes)
            return Array(copy.finalize())
        }
        var block = code(salt + [0, 0, 0, 1])
        var result = block
        var round = 1
        while round < iterations {
            block = code(block)
            for index in result.indices { result[index] ^= block[index] }
            round += 1
        }
        return result
    }
}
