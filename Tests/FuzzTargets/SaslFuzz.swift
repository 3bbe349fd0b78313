import KafkaSasl

/// What a broker answers to a login, and what a client asks of the local broker.
enum SaslFuzz {
    private static let separator: UInt8 = 0x1E
    private static let password = Secret("pencil~secret")

    private static let answers = [
        "r=abcdef,s=QSXCR+Q6sek8bf92,i=4096\u{1E}v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", "e=unknown-user",
        "r=abcdef,s=,i=4096", "r=abc,s=QSXC,i=0", "r=abcdef,s=QSXC,i=99999999999999999999,m=x",
        "{\"status\":\"invalid_token\",\"scope\":\"x\"}", "",
    ]
    private static let requests = [
        "n,,n=user,r=abc\u{1E}c=biws,r=abcSERVER,p=dGVzdA==", "y,a=x,n=u=2Cs=3De,r=q", "n,,m=x",
        "\u{0}user\u{0}password", "n,a=x,\u{1}auth=Bearer tok\u{1}\u{1}",
    ]

    /// A byte for the exchange, and its messages.
    static let target = FuzzTarget(
        "sasl", maximumLength: 512, words: ["n,,", "r=", "s=", "i=4096", "e=", "v=", "c=biws", "p=", "=2C", "=3D"],
        binaryWords: [[separator], [1], [0]],
        seeds: {
            [UInt8](0...2).flatMap { form in answers.map { [form] + Array($0.utf8) } }
                + [UInt8](3...4).flatMap { form in requests.map { [form] + Array($0.utf8) } }
        }
    ) { bytes in
        var input = FuzzInput(bytes)
        let form = input.byte() % 5
        let messages = input.parts(between: separator).map { Array($0) }
        switch form {
        case 0, 1:
            guard !messages.contains(where: costsMuch) else { return }
            let hash = form == 0 ? ScramHash.sha256 : .sha512
            try login(ScramExchange(hash, username: "user", password: password, nonce: "abc"), messages) { _ in
                // The signature cannot be guessed.
                throw FuzzFinding("a broker that does not know the password was believed")
            }
        case 2: try login(OAuthBearerExchange(token: password), messages) { _ in }
        case 3: serve(messages)
        default:
            for message in messages {
                _ = PlainExchange.parse(message)
                _ = OAuthBearerExchange.parse(message)
                if let bytes = Base64.decode(String(decoding: message, as: UTF8.self)) {
                    try hold(Array(Base64.encode(bytes).utf8) == message, "Base64 that is written otherwise")
                }
            }
        }
    }

    /// A count of iterations that is allowed, and takes long.
    private static func costsMuch(_ message: [UInt8]) -> Bool {
        String(decoding: message, as: UTF8.self).split(separator: ",").contains { part in
            part.hasPrefix("i=") && (Int(part.dropFirst(2)) ?? 0) > 4096
        }
    }

    private static func login(
        _ exchange: some SaslExchange, _ messages: [[UInt8]], done: (any SaslExchange) throws -> Void
    ) throws {
        var exchange = exchange
        do throws(SaslFailure) {
            _ = try exchange.begin()
        } catch {
            throw FuzzFinding("no login begins: \(error)")
        }
        for message in messages {
            let step: SaslStep
            do throws(SaslFailure) {
                step = try exchange.received(message)
            } catch {
                return
            }
            let complaint = exchange.complaint ?? ""
            try hold(!complaint.contains(password.reveal()), "a complaint shows the secret")
            if step == .done { return try done(exchange) }
        }
    }

    private static func serve(_ messages: [[UInt8]]) {
        var exchange = ScramServerExchange(.sha256, nonce: "SERVER")
        let credential = ScramCredential(.sha256, password: password, salt: [1, 2, 3], iterations: 1)
        for message in messages { _ = try? exchange.received(message) { $0 == "user" ? credential : nil } }
    }
}
