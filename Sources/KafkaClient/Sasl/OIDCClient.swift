package import KafkaSasl
import NIOSSL

/// Who asks an identity provider for tokens, and where: OAuth's client credentials (RFC 6749, section 4.4; KIP-768).
package struct OIDCClient: Sendable {
    let endpoint: WebAddress
    let id: String
    let secret: Secret
    let scope: String?
    /// Whether id and secret are escaped in the header, as the standard has it and few services want it.
    let escapesHeader: Bool
    let limits: WebLimits
    let context: NIOSSLContext?

    /// - Parameter trust: whose certificates the endpoint may have.
    /// - Throws: `.invalidConfiguration` where a file cannot be read.
    package init(
        endpoint: WebAddress, id: String, secret: Secret, scope: String? = nil, escapesHeader: Bool = false,
        trust: TLSOptions.Trust = .system, connectTimeout: Duration = .seconds(10),
        answerTimeout: Duration = .seconds(10)
    ) throws(KafkaClientError) {
        self.endpoint = endpoint
        self.id = id
        self.secret = secret
        self.scope = scope
        self.escapesHeader = escapesHeader
        limits = WebLimits(connectTimeout: connectTimeout, answerTimeout: answerTimeout)
        var options = TLSOptions()
        options.trust = trust
        context = endpoint.usesTLS ? try TLSContext.make(options) : nil
    }

    /// Id and secret as HTTP's basic authentication has them.
    package var login: Secret {
        let pair = escapesHeader ? [SigV4.escaped(id), SigV4.escaped(secret.reveal())] : [id, secret.reveal()]
        return Secret(Base64.encode(Array(pair.joined(separator: ":").utf8)))
    }

    var request: WebRequest {
        let form = "grant_type=client_credentials" + (scope.map { "&scope=\(SigV4.escaped($0))" } ?? "")
        return WebRequest(
            method: .post, address: endpoint,
            headers: [
                ("Authorization", Secret("Basic \(login.reveal())")),
                ("Content-Type", Secret("application/x-www-form-urlencoded")),
            ], body: Secret(form))
    }

    /// Why there is no token.
    package struct Failure: Error {
        package var sentence: String
        /// Whether the next attempt may go better.
        package var isPassing: Bool
    }

    /// A token, fresh from the endpoint.
    func fetch() async throws(Failure) -> OIDCToken {
        let answer: WebAnswer
        do {
            answer = try await WebClient.ask(request, context, limits)
        } catch {
            throw Failure(sentence: sentence(error), isPassing: error.isPassing)
        }
        return try token(in: answer)
    }

    /// The token that the endpoint's answer brings.
    package func token(in answer: WebAnswer) throws(Failure) -> OIDCToken {
        guard answer.isGood, let value = JSONValue(answer.body), let token = value["access_token"]?.text,
            !token.isEmpty
        else { throw Failure(sentence: sentence(answer), isPassing: answer.status >= 500 || answer.status == 429) }
        return OIDCToken(token: Secret(token), lifetime: value["expires_in"]?.integer)
    }
}

/// What an identity provider hands out.
package struct OIDCToken: Sendable, Hashable {
    package let token: Secret
    /// When it ends, in seconds since 1970, where the token itself says it (a JWT); what is in it is believed for that alone.
    package let expiry: Int64?
    /// For how many seconds it is good, where the answer says it.
    package let lifetime: Int64?

    init(token: Secret, lifetime: Int64?) {
        self.token = token
        self.lifetime = lifetime.flatMap { $0 > 0 ? $0 : nil }
        let parts = token.reveal().split(separator: ".", omittingEmptySubsequences: false)
        expiry = parts.count == 3 ? Base64.decodeFromURL(parts[1]).flatMap { JSONValue($0)?["exp"]?.integer } : nil
    }

    /// How many seconds from now it is good; nil where nobody says.
    package func secondsLeft(at now: Int64) -> Int64? {
        lifetime ?? expiry.map { $0 <= now ? 0 : max(0, $0.subtractingReportingOverflow(now).partialValue) }
    }
}
