import KafkaSasl

/// SASL: who the client says it is, and what it proves it with.
extension KafkaSettings {
    func credentials() throws(KafkaClientError) -> SaslCredentials {
        let jaas = try jaasConfig()
        let mechanism = try mechanism(jaas)
        switch mechanism {
        case .plain, .scramSHA256, .scramSHA512:
            guard let user = text("sasl.username") ?? jaas?["username"]?.reveal(), !user.isEmpty else {
                throw missing("sasl.username", for: mechanism)
            }
            guard let password = secret("sasl.password") ?? jaas?["password"] else {
                throw missing("sasl.password", for: mechanism)
            }
            guard let hash = mechanism.scramHash else { return .plain(username: user, password: password) }
            return .scram(hash, username: user, password: password)
        case .oauthBearer:
            return .oauthBearer(try tokenSource(jaas), extensions: try extensions(jaas))
        case .awsMSKIAM:
            let handler = "sasl.client.callback.handler.class"
            guard [nil, "IAMClientCallbackHandler"].contains(className(handler)) else {
                throw wrong(handler, "can only be Amazon's IAMClientCallbackHandler: foreign code cannot be loaded")
            }
            return .awsMSKIAM(try awsIdentity(jaas))
        }
    }

    private func mechanism(_ jaas: JAASConfig?) throws(KafkaClientError) -> SaslMechanism {
        let name = has("sasl.mechanism") ? "sasl.mechanism" : "sasl.mechanisms"
        let all = SaslMechanism.allCases.map(\.rawValue).joined(separator: ", ")
        guard let text = text(name)?.uppercased(), !text.isEmpty else {
            // Modules that are for one mechanism alone.
            if jaas?.module == "PlainLoginModule" { return .plain }
            if jaas?.module == "IAMLoginModule" { return .awsMSKIAM }
            throw KafkaClientError(
                .invalidConfiguration, "security.protocol asks for SASL, but sasl.mechanism is not set: one of \(all).")
        }
        guard let mechanism = SaslMechanism(rawValue: text) else {
            throw wrong(
                name,
                text == "GSSAPI"
                    ? "cannot be GSSAPI: Kerberos is not supported. Ask whoever runs the cluster for a listener with "
                        + "SCRAM, OAUTHBEARER or client certificates"
                    : "is one of \(all)")
        }
        if let jaas, !jaas.fits(mechanism) {
            throw wrong(name, "is \(text), but sasl.jaas.config is for another mechanism\(jaas.shown)")
        }
        return mechanism
    }

    private func jaasConfig() throws(KafkaClientError) -> JAASConfig? {
        guard let secret = secret("sasl.jaas.config") else { return nil }
        guard let jaas = JAASConfig(secret.reveal()) else {
            throw wrong(
                "sasl.jaas.config",
                "is of the form  org.apache.kafka…LoginModule required username=\"…\" password=\"…\";")
        }
        if jaas["tokenauth"]?.reveal().lowercased() == "true" {
            throw wrong("sasl.jaas.config", "asks for delegation tokens (tokenauth), which are not supported")
        }
        return jaas
    }

    // MARK: Tokens

    private func tokenSource(_ jaas: JAASConfig?) throws(KafkaClientError) -> TokenSource {
        let method = text("sasl.oauthbearer.method")?.lowercased()
        guard [nil, "default", "oidc", "aws_msk_iam"].contains(method) else {
            throw wrong("sasl.oauthbearer.method", "is oidc, aws_msk_iam or default")
        }
        let handler = "sasl.login.callback.handler.class"
        guard
            [nil, "OAuthBearerLoginCallbackHandler", "IAMOAuthBearerLoginCallbackHandler"].contains(className(handler))
        else {
            throw wrong(
                handler,
                "can only be Kafka's OAuthBearerLoginCallbackHandler or Amazon's IAMOAuthBearerLoginCallbackHandler: "
                    + "foreign code cannot be loaded")
        }
        if method == "aws_msk_iam" || className(handler) == "IAMOAuthBearerLoginCallbackHandler" {
            return .awsMSK(try awsIdentity(jaas))
        }
        if method != "oidc" {
            if let token = secret("sasl.oauthbearer.token") { return .token(token) }
            if let path = text("sasl.oauthbearer.token.file") { return .file(path) }
        }
        let name = "sasl.oauthbearer.token.endpoint.url"
        guard let url = text(name) else {
            throw KafkaClientError(
                .invalidConfiguration,
                method == "oidc"
                    ? "sasl.oauthbearer.method is oidc, but \(name) is not set: it is the https://… address of the identity "
                        + "provider's token endpoint."
                    : "OAUTHBEARER needs a token: set sasl.oauthbearer.token.file to a file with one, or "
                        + "sasl.oauthbearer.method=oidc with \(name), sasl.oauthbearer.client.id and "
                        + "sasl.oauthbearer.client.secret.")
        }
        if url.hasPrefix("file://"), method != "oidc" { return .file(String(url.dropFirst("file://".count))) }
        guard let endpoint = WebAddress(url) else {
            throw wrong(name, "is an address with https://, or file:///… for a file with a token")
        }
        return .oidc(OIDCTokens(try oidcClient(endpoint, jaas)))
    }

    private func oidcClient(_ endpoint: WebAddress, _ jaas: JAASConfig?) throws(KafkaClientError) -> OIDCClient {
        guard [nil, "client_credentials"].contains(text("sasl.oauthbearer.grant.type")) else {
            throw wrong("sasl.oauthbearer.grant.type", "can only be client_credentials")
        }
        guard [nil, "none"].contains(text("sasl.oauthbearer.metadata.authentication.type")?.lowercased()) else {
            throw wrong("sasl.oauthbearer.metadata.authentication.type", "can only be none")
        }
        let classes = ["DefaultJwtRetriever", "ClientCredentialsJwtRetriever", "DefaultAccessTokenRetriever"]
        for name in ["sasl.oauthbearer.jwt.retriever.class", "sasl.oauthbearer.access.token.retriever.class"] {
            guard className(name).map(classes.contains) ?? true else {
                throw wrong(name, "can only be Kafka's own for client credentials: foreign code cannot be loaded")
            }
        }
        let id =
            text("sasl.oauthbearer.client.id") ?? text("sasl.oauthbearer.client.credentials.client.id")
            ?? jaas?["clientId"]?.reveal()
        guard let id, !id.isEmpty else { throw missing("sasl.oauthbearer.client.id", for: .oauthBearer) }
        let secret =
            secret("sasl.oauthbearer.client.secret") ?? secret("sasl.oauthbearer.client.credentials.client.secret")
            ?? jaas?["clientSecret"]
        guard let secret, !secret.isEmpty else { throw missing("sasl.oauthbearer.client.secret", for: .oauthBearer) }
        let escapes: Bool
        switch text("sasl.oauthbearer.header.urlencode")?.lowercased() {
        case nil, "false": escapes = false
        case "true": escapes = true
        default: throw wrong("sasl.oauthbearer.header.urlencode", "is true or false")
        }
        let authorities =
            pem(file: "https.ca.location", text: "https.ca.pem")
            ?? jaas?["ssl.truststore.certificates"].map { .text($0) }
            ?? jaas?["ssl.truststore.location"].map { .file($0.reveal()) }
        return try OIDCClient(
            endpoint: endpoint, id: id, secret: secret,
            scope: text("sasl.oauthbearer.scope") ?? jaas?["scope"]?.reveal(), escapesHeader: escapes,
            trust: authorities.map { $0 == .file("probe") ? .system : .authorities($0) } ?? .system,
            connectTimeout: milliseconds("sasl.login.connect.timeout.ms") ?? .seconds(10),
            answerTimeout: milliseconds("sasl.login.read.timeout.ms") ?? .seconds(10))
    }

    private func awsIdentity(_ jaas: JAASConfig?) throws(KafkaClientError) -> AWSIdentity {
        if jaas?["awsRoleArn"] != nil {
            throw wrong(
                "sasl.jaas.config",
                "asks to assume a role (awsRoleArn), which kframe does not do: give that role a profile, and let AWS's "
                    + "command do it: eval \"$(aws configure export-credentials --profile NAME --format env)\"")
        }
        return AWSIdentity(
            region: text("sasl.aws.region"), profile: text("sasl.aws.profile") ?? jaas?["awsProfileName"]?.reveal())
    }

    private func extensions(_ jaas: JAASConfig?) throws(KafkaClientError) -> [SaslExtension] {
        let name = "sasl.oauthbearer.extensions"
        var found: [SaslExtension] = []
        for part in (text(name) ?? "").split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, let one = SaslExtension(checked: pair[0].trimmingBlanks(), pair[1]) else {
                throw wrong(name, "is name=value by commas, with names of letters")
            }
            found.append(one)
        }
        // Java's way of writing them.
        for option in jaas?.names ?? [] where option.hasPrefix("extension_") {
            guard let one = SaslExtension(checked: option.dropFirst("extension_".count), jaas?[option]?.reveal() ?? "")
            else { throw wrong("sasl.jaas.config", "has an extension that is not a name of letters and a value") }
            found.append(one)
        }
        return found
    }

    /// The last part of a Java class's name.
    private func className(_ setting: String) -> String? {
        text(setting).flatMap { $0.split { $0 == "." || $0 == "$" }.last.map(String.init) }
    }

    private func missing(_ name: String, for mechanism: SaslMechanism) -> KafkaClientError {
        KafkaClientError(
            .invalidConfiguration,
            "sasl.mechanism is \(mechanism.rawValue), but \(name) is not set (nor the same in sasl.jaas.config).")
    }
}

extension SaslExtension {
    /// Nil where a broker would not take it.
    fileprivate init?(checked name: some StringProtocol, _ value: some StringProtocol) {
        guard !name.isEmpty, name.allSatisfy({ $0.isASCII && $0.isLetter }), name != "auth",
            value.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else { return nil }
        self.init(name: String(name), value: String(value))
    }
}

extension JAASConfig {
    func fits(_ mechanism: SaslMechanism) -> Bool {
        switch mechanism {
        case .plain: module == "PlainLoginModule"
        case .scramSHA256, .scramSHA512: module == "ScramLoginModule"
        case .oauthBearer: module == "OAuthBearerLoginModule"
        case .awsMSKIAM: module == "IAMLoginModule"
        }
    }

    /// The module for a message, if it is one: what stands in its place in a line that is wrong may be the password.
    fileprivate var shown: String {
        let isKnown = module == "Krb5LoginModule" || SaslMechanism.allCases.contains(where: fits)
        return isKnown ? " (\(module))" : ""
    }
}
