/// What a server keeps of a password for SCRAM.
package struct ScramCredential: Sendable, Hashable {
    package var salt: [UInt8]
    package var iterations: Int
    package var storedKey: [UInt8]
    package var serverKey: [UInt8]

    package init(_ hash: ScramHash, password: Secret, salt: [UInt8], iterations: Int = 4096) {
        self.salt = salt
        self.iterations = iterations
        let salted = hash.salted(password: password.utf8, salt: salt, iterations: iterations)
        storedKey = hash.hash(hash.hmac(key: salted, Array("Client Key".utf8)))
        serverKey = hash.hmac(key: salted, Array("Server Key".utf8))
    }
}

/// The server's side of SCRAM as a value.
package struct ScramServerExchange: Sendable {
    private enum State {
        case initial
        case sentFirst(username: String, credential: ScramCredential, messages: String, nonce: String)
        case done(username: String)
    }

    private let hash: ScramHash
    private let nonce: String
    private var state = State.initial

    package init(_ hash: ScramHash, nonce: String? = nil) {
        self.hash = hash
        self.nonce = nonce ?? ScramMessage.randomNonce()
    }

    /// Who has proved to know the password; nil before that.
    package var username: String? {
        if case .done(let username) = state { return username }
        return nil
    }

    /// - Parameter credential: what is kept of a user's password; nil for a user who is not known.
    package mutating func received(
        _ message: [UInt8], credential: (String) -> ScramCredential?
    ) throws(SaslFailure) -> [UInt8] {
        let text = try ScramMessage.text(message)
        switch state {
        case .initial: return try answerFirst(text, credential)
        case .sentFirst(let username, let credential, let messages, let nonce):
            let answer = try answerFinal(text, username, credential, messages, nonce)
            state = .done(username: username)
            return answer
        case .done: throw .malformed("SCRAM: the exchange is over")
        }
    }

    private mutating func answerFirst(
        _ text: String, _ credential: (String) -> ScramCredential?
    ) throws(SaslFailure) -> [UInt8] {
        // gs2 header: no channel binding ("n" or "y"), an authorisation id that is not used here.
        let parts = text.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "n" || parts[0] == "y" else {
            throw .malformed("SCRAM: the first message has no header")
        }
        let bare = String(parts[2])
        let attributes = try ScramMessage(bare)
        guard let name = attributes["n"].flatMap(ScramMessage.unescaped), let clientNonce = attributes["r"] else {
            throw .malformed("SCRAM: name or nonce is missing")
        }
        guard let found = credential(name) else {
            throw .refused(mechanism: "SCRAM", user: name, text: "unknown user")
        }
        let both = clientNonce + nonce
        let answer = "r=\(both),s=\(Base64.encode(found.salt)),i=\(found.iterations)"
        state = .sentFirst(username: name, credential: found, messages: "\(bare),\(answer)", nonce: both)
        return Array(answer.utf8)
    }

    private func answerFinal(
        _ text: String, _ username: String, _ credential: ScramCredential, _ messages: String, _ nonce: String
    ) throws(SaslFailure) -> [UInt8] {
        let attributes = try ScramMessage(text)
        // Old versions of librdkafka send their own nonce twice; like Kafka's broker, this one looks at the end only.
        guard attributes["r"]?.hasSuffix(nonce) == true, let end = text.range(of: ",p=")?.lowerBound else {
            throw .malformed("SCRAM: nonce or proof is wrong")
        }
        let authenticated = Array("\(messages),\(text[..<end])".utf8)
        let proof = try attributes.bytes("p")
        let signature = hash.hmac(key: credential.storedKey, authenticated)
        guard proof.count == signature.count,
            hash.hash(zip(proof, signature).map { $0 ^ $1 }) == credential.storedKey
        else { throw .refused(mechanism: "SCRAM", user: username, text: "invalid credentials") }
        return Array("v=\(Base64.encode(hash.hmac(key: credential.serverKey, authenticated)))".utf8)
    }
}

extension String {
    /// The last place of a text in this one.
    fileprivate func range(of text: String) -> Range<Index>? {
        let part = Array(text)
        var start = endIndex
        while start > startIndex {
            start = index(before: start)
            if self[start...].starts(with: part), let end = index(start, offsetBy: part.count, limitedBy: endIndex) {
                return start..<end
            }
        }
        return nil
    }
}
