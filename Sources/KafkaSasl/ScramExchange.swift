/// SCRAM (RFC 5802, RFC 7677): the password is never sent, and the broker has to prove that it knows it too.
///
/// Like Kafka's own client, it uses names and passwords as they are (no SASLprep) and binds no channel.
package struct ScramExchange: SaslExchange {
    /// Fewer are not safe (and Kafka's clients refuse them); many more would hold up whoever believed them.
    package static let iterationLimits = 4096...1_000_000

    private enum State {
        case initial
        case sentFirst
        case sentFinal(serverSignature: [UInt8])
        case done
    }

    private let hash: ScramHash
    private let username: String
    private let password: Secret
    private let nonce: String
    private var state = State.initial

    /// - Parameter nonce: letters and digits that were never used before; chance where nil.
    package init(_ hash: ScramHash, username: String, password: Secret, nonce: String? = nil) {
        self.hash = hash
        self.username = username
        self.password = password
        self.nonce = nonce ?? ScramMessage.randomNonce()
    }

    package var user: String? { username }
    package var secrets: [Secret] { [password] }

    private var firstMessageBare: String { "n=\(ScramMessage.escaped(username)),r=\(nonce)" }

    package mutating func begin() throws(SaslFailure) -> [UInt8] {
        guard !username.isEmpty else { throw .credentials("the user name is empty") }
        state = .sentFirst
        return Array("n,,\(firstMessageBare)".utf8)
    }

    package mutating func received(_ message: [UInt8]) throws(SaslFailure) -> SaslStep {
        switch state {
        case .sentFirst:
            return .send(try answerFirst(try ScramMessage.text(message)))
        case .sentFinal(let serverSignature):
            try checkFinal(try ScramMessage.text(message), serverSignature)
            state = .done
            return .done
        case .initial, .done:
            throw .malformed("SCRAM: a message came that was not asked for")
        }
    }

    private mutating func answerFirst(_ serverFirst: String) throws(SaslFailure) -> [UInt8] {
        let message = try ScramMessage(serverFirst)
        if let error = message["e"] { throw .refused(mechanism: mechanism, user: username, text: error) }
        guard message["m"] == nil else { throw .malformed("SCRAM: the broker asks for an extension that is not known") }
        guard message.first == "r", let serverNonce = message["r"], serverNonce.hasPrefix(nonce),
            serverNonce.utf8.count > nonce.utf8.count
        else { throw .malformed("SCRAM: the broker's nonce does not continue the client's") }
        let salt = try message.bytes("s")
        guard let iterations = message["i"].flatMap({ Int($0) }), Self.iterationLimits.contains(iterations) else {
            throw .malformed(
                "SCRAM: the number of iterations must be from \(Self.iterationLimits.lowerBound) to "
                    + "\(Self.iterationLimits.upperBound)")
        }
        // "biws" is the header "n,," in Base64: no channel is bound.
        let withoutProof = "c=biws,r=\(serverNonce)"
        let authenticated = Array("\(firstMessageBare),\(serverFirst),\(withoutProof)".utf8)
        let salted = hash.salted(password: password.utf8, salt: salt, iterations: iterations)
        let clientKey = hash.hmac(key: salted, Array("Client Key".utf8))
        let signature = hash.hmac(key: hash.hash(clientKey), authenticated)
        let proof = zip(clientKey, signature).map { $0 ^ $1 }
        let serverKey = hash.hmac(key: salted, Array("Server Key".utf8))
        state = .sentFinal(serverSignature: hash.hmac(key: serverKey, authenticated))
        return Array("\(withoutProof),p=\(Base64.encode(proof))".utf8)
    }

    private func checkFinal(_ serverFinal: String, _ expected: [UInt8]) throws(SaslFailure) {
        let message = try ScramMessage(serverFinal)
        if let error = message["e"] { throw .refused(mechanism: mechanism, user: username, text: error) }
        guard message.first == "v", try message.bytes("v") == expected else { throw .serverNotVerified }
    }

    private var mechanism: String {
        switch hash {
        case .sha256: SaslMechanism.scramSHA256.rawValue
        case .sha512: SaslMechanism.scramSHA512.rawValue
        }
    }
}
