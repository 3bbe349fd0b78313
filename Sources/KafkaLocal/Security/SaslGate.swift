import KafkaSasl
import KafkaWire
import NIOCore

/// Where a connection stands with SASL, as a value without I/O.
struct SaslGate: Sendable {
    private enum State: Sendable {
        case expectsHandshake
        case exchanging(SaslMechanism, ScramServerExchange?, hadRefusal: Bool)
        case authenticated(expires: NIODeadline?)
        case failed
    }

    private let settings: ListenerSecurity.SASL
    private let credentials: ScramCredentials
    private var state = State.expectsHandshake
    /// Who is there; nil until that is proved.
    private(set) var user: String?

    init(_ settings: ListenerSecurity.SASL, _ credentials: ScramCredentials) {
        self.settings = settings
        self.credentials = credentials
    }

    /// Whether a call may be made now.
    func allows(_ api: ApiKey, now: NIODeadline) -> Bool {
        switch (state, api) {
        case (.expectsHandshake, .apiVersions), (.expectsHandshake, .saslHandshake): true
        case (.exchanging, .saslAuthenticate): true
        case (.authenticated, .saslHandshake): true
        case (.authenticated(let expires?), _): now < expires && api != .saslAuthenticate
        case (.authenticated(nil), _): api != .saslAuthenticate
        default: false
        }
    }

    mutating func handshake(_ request: SaslHandshakeRequest) -> (response: SaslHandshakeResponse, closes: Bool) {
        let offered = settings.mechanisms.map(\.rawValue)
        guard let mechanism = SaslMechanism(rawValue: request.mechanism), settings.mechanisms.contains(mechanism) else {
            state = .failed
            return (SaslHandshakeResponse(errorCode: .unsupportedSaslMechanism, mechanisms: offered), true)
        }
        state = .exchanging(mechanism, mechanism.scramHash.map { ScramServerExchange($0) }, hadRefusal: false)
        return (SaslHandshakeResponse(mechanisms: offered), false)
    }

    mutating func authenticate(
        _ request: SaslAuthenticateRequest, now: NIODeadline
    ) -> (response: SaslAuthenticateResponse, closes: Bool) {
        guard case .exchanging(let mechanism, let scram, let hadRefusal) = state else { return refuse("not now") }
        let message = Array(request.authBytes.readableBytesView)
        switch mechanism {
        case .plain:
            guard let (name, password) = PlainExchange.parse(message), settings.users[name] == password else {
                return refuse("Authentication failed: Invalid username or password")
            }
            return accept(name, [], now: now)
        case .scramSHA256, .scramSHA512:
            return answerScram(message, mechanism, scram, now: now)
        case .oauthBearer:
            if let token = OAuthBearerExchange.parse(message),
                let name = settings.tokens[token] ?? MSKToken.parse(token).flatMap(awsUser)
            {
                return accept(name, [], now: now)
            }
            if hadRefusal { return refuse("{\"status\":\"invalid_token\"}") }
            state = .exchanging(mechanism, nil, hadRefusal: true)
            let refusal = ByteBuffer(string: "{\"status\":\"invalid_token\"}")
            return (SaslAuthenticateResponse(authBytes: refusal), false)
        case .awsMSKIAM:
            guard let name = AWSMSKIAMExchange.parse(message).flatMap(awsUser) else {
                return refuse("[request-1]: Access denied")
            }
            return accept(name, AWSMSKIAMExchange.welcome(requestID: "request-1"), now: now)
        }
    }

    /// Whose key made a signature; nil where none did, or its time is over.
    private func awsUser(_ signature: MSKSignature) -> String? {
        guard let key = settings.awsKeys[signature.accessKeyID],
            signature.isGenuine(by: key.credentials, at: settings.awsTime())
        else { return nil }
        return key.user
    }

    private mutating func answerScram(
        _ message: [UInt8], _ mechanism: SaslMechanism, _ scram: ScramServerExchange?, now: NIODeadline
    ) -> (response: SaslAuthenticateResponse, closes: Bool) {
        guard var scram, let hash = mechanism.scramHash else { return refuse("not now") }
        do throws(SaslFailure) {
            let answer = try scram.received(message) { credentials.of($0, hash) }
            if let name = scram.username { return accept(name, answer, now: now) }
            state = .exchanging(mechanism, scram, hadRefusal: false)
            return (SaslAuthenticateResponse(authBytes: ByteBuffer(bytes: answer)), false)
        } catch {
            return refuse(
                "Authentication failed during authentication due to invalid credentials with SASL mechanism "
                    + mechanism.rawValue)
        }
    }

    private mutating func accept(
        _ name: String, _ answer: [UInt8], now: NIODeadline
    ) -> (response: SaslAuthenticateResponse, closes: Bool) {
        // Whoever authenticates anew must be who it was.
        guard user == nil || user == name else { return refuse("Cannot change principals during re-authentication") }
        user = name
        let lifetime = settings.sessionLifetimeMs
        state = .authenticated(expires: lifetime.map { now + .milliseconds($0) })
        return (
            SaslAuthenticateResponse(authBytes: ByteBuffer(bytes: answer), sessionLifetimeMs: lifetime ?? 0), false
        )
    }

    private mutating func refuse(_ text: String) -> (response: SaslAuthenticateResponse, closes: Bool) {
        state = .failed
        return (SaslAuthenticateResponse(errorCode: .saslAuthenticationFailed, errorMessage: text), true)
    }
}

/// What SCRAM needs of every user's password, made once.
struct ScramCredentials: Sendable {
    private var byHash: [ScramHash: [String: ScramCredential]] = [:]

    init(_ settings: ListenerSecurity.SASL?) {
        guard let settings else { return }
        for hash in settings.mechanisms.compactMap(\.scramHash) {
            byHash[hash] = settings.users.mapValues { password in
                ScramCredential(hash, password: password, salt: (0..<16).map { _ in UInt8.random(in: .min ... .max) })
            }
        }
    }

    func of(_ user: String, _ hash: ScramHash) -> ScramCredential? { byHash[hash]?[user] }
}
