import KafkaSasl

extension KafkaSettings {
    /// What the settings come to.
    ///
    /// - Throws: `.invalidConfiguration` where a value cannot be taken, a file not be read, or two do not go together.
    package func clientProperties() throws(KafkaClientError) -> ClientProperties {
        guard let servers = text("bootstrap.servers") ?? text("metadata.broker.list"), !servers.isEmpty else {
            throw KafkaClientError(
                .invalidConfiguration, "No broker is given: set bootstrap.servers to host:port of one or more brokers.")
        }
        var properties = ClientProperties(bootstrapServers: try BrokerAddress.list(parsing: servers))
        if let id = text("client.id") { properties.clientID = id }
        if let rack = text("client.rack"), !rack.isEmpty { properties.rack = rack }
        if let time = try milliseconds("socket.connection.setup.timeout.ms") { properties.connectTimeout = time }
        for name in ["socket.timeout.ms", "request.timeout.ms"] {
            if let time = try milliseconds(name) { properties.requestTimeout = time }
        }
        if let time = try milliseconds("default.api.timeout.ms") { properties.retry.totalDeadline = time }
        if let time = try milliseconds("retry.backoff.ms") { properties.retry.initialBackoff = time }
        if let time = try milliseconds("retry.backoff.max.ms") { properties.retry.maximumBackoff = time }
        if let time = try milliseconds("metadata.max.age.ms") { properties.metadataMaximumAge = time }
        if let bytes = try number("receive.message.max.bytes", in: 1 << 20...Int(Int32.max)) {
            properties.maximumResponseBytes = bytes
        }
        for name in ["receive.buffer.bytes", "socket.receive.buffer.bytes"] {
            if let bytes = try number(name, in: -1...Int(Int32.max)), bytes > 0 {
                properties.socketReceiveBufferBytes = bytes
            }
        }
        properties.security = try security()
        return properties
    }

    private func security() throws(KafkaClientError) -> ConnectionSecurity {
        let name = text("security.protocol")?.uppercased()
        guard let chosen = SecurityProtocol(rawValue: name ?? "PLAINTEXT") else {
            throw wrong("security.protocol", "is one of PLAINTEXT, SSL, SASL_PLAINTEXT and SASL_SSL")
        }
        // Credentials that would not be sent are a mistake that looks like a broker's.
        if name == nil,
            let given = ["sasl.mechanism", "sasl.mechanisms", "sasl.username", "sasl.password", "sasl.jaas.config"]
                .first(where: has)
        {
            throw KafkaClientError(
                .invalidConfiguration,
                "\(given) is set but security.protocol is not: set it to SASL_SSL (or SASL_PLAINTEXT).")
        }
        if name == nil,
            let given = ["ssl.ca.location", "ssl.truststore.location", "ssl.certificate.location"].first(where: has)
        {
            throw KafkaClientError(
                .invalidConfiguration, "\(given) is set but security.protocol is not: set it to SSL or SASL_SSL.")
        }
        return try ConnectionSecurity(
            chosen, tls: chosen.usesTLS ? tls() : TLSOptions(), credentials: chosen.usesSASL ? credentials() : nil)
    }

    // MARK: TLS

    private func tls() throws(KafkaClientError) -> TLSOptions {
        for name in ["ssl.truststore.type", "ssl.keystore.type"] {
            guard let type = text(name), type.uppercased() != "PEM" else { continue }
            throw wrong(
                name,
                "can only be PEM: keytool -exportcert -rfc writes a truststore's certificates as PEM, "
                    + "openssl pkcs12 a keystore's")
        }
        var options = TLSOptions()
        if let pem = pem(file: "ssl.ca.location", text: "ssl.ca.pem")
            ?? pem(file: "ssl.truststore.location", text: "ssl.truststore.certificates")
        {
            // librdkafka's word for the system's authorities.
            options.trust = pem == .file("probe") ? .system : .authorities(pem)
        }
        let keystore = text("ssl.keystore.location").map { TLSOptions.PEM.file($0) }
        options.certificate =
            pem(file: "ssl.certificate.location", text: "ssl.certificate.pem")
            ?? secret("ssl.keystore.certificate.chain").map { .text($0) } ?? keystore
        options.key =
            pem(file: "ssl.key.location", text: "ssl.key.pem") ?? secret("ssl.keystore.key").map { .text($0) }
            ?? keystore
        options.keyPassword = secret("ssl.key.password")
        switch text("ssl.endpoint.identification.algorithm")?.lowercased() {
        case nil, "https": break
        case "", "none": options.verifiesHostName = false
        default: throw wrong("ssl.endpoint.identification.algorithm", "is https or none")
        }
        switch text("enable.ssl.certificate.verification")?.lowercased() {
        case nil, "true", "1": break
        case "false", "0": options.verifiesCertificate = false
        default: throw wrong("enable.ssl.certificate.verification", "is true or false")
        }
        return options
    }

    private func pem(file: String, text: String) -> TLSOptions.PEM? {
        secret(text).map { .text($0) } ?? self.text(file).map { .file($0) }
    }

    // MARK: SASL

    private func credentials() throws(KafkaClientError) -> SaslCredentials {
        let jaas = try jaasConfig()
        let (mechanism, name) = try mechanism(jaas)
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
            return .oauthBearer(try tokenSource(), extensions: try extensions())
        case .awsMSKIAM:
            throw wrong(name, "cannot be AWS_MSK_IAM: it is not supported yet")
        }
    }

    private func mechanism(_ jaas: JAASConfig?) throws(KafkaClientError) -> (SaslMechanism, setting: String) {
        let name = has("sasl.mechanism") ? "sasl.mechanism" : "sasl.mechanisms"
        let all = SaslMechanism.allCases.filter { $0 != .awsMSKIAM }.map(\.rawValue).joined(separator: ", ")
        guard let text = text(name)?.uppercased(), !text.isEmpty else {
            // PLAIN's module is for nothing else.
            if jaas?.module == "PlainLoginModule" { return (.plain, name) }
            throw KafkaClientError(
                .invalidConfiguration, "security.protocol asks for SASL, but sasl.mechanism is not set: one of \(all).")
        }
        guard let mechanism = SaslMechanism(rawValue: text) else {
            throw wrong(
                name,
                text == "GSSAPI"
                    ? "cannot be GSSAPI: Kerberos is not supported. Ask for a listener with SCRAM or OAUTHBEARER, or read by a "
                        + "machine that has one"
                    : "is one of \(all)")
        }
        if let jaas, !jaas.fits(mechanism) {
            throw wrong(name, "is \(text), but sasl.jaas.config is for another mechanism (\(jaas.module))")
        }
        return (mechanism, name)
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

    private func tokenSource() throws(KafkaClientError) -> TokenSource {
        if let token = secret("sasl.oauthbearer.token") { return .token(token) }
        if let path = text("sasl.oauthbearer.token.file") { return .file(path) }
        if let url = text("sasl.oauthbearer.token.endpoint.url") {
            guard url.hasPrefix("file://") else {
                throw wrong(
                    "sasl.oauthbearer.token.endpoint.url",
                    "can only be a file:///… yet: fetch a token and give sasl.oauthbearer.token.file")
            }
            return .file(String(url.dropFirst("file://".count)))
        }
        throw KafkaClientError(
            .invalidConfiguration,
            "OAUTHBEARER needs a token: set sasl.oauthbearer.token.file to a file with one, or sasl.oauthbearer.token.")
    }

    private func extensions() throws(KafkaClientError) -> [SaslExtension] {
        guard let text = text("sasl.oauthbearer.extensions") else { return [] }
        var found: [SaslExtension] = []
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].allSatisfy({ $0.isASCII && $0.isLetter }), pair[0] != "auth",
                pair[1].utf8.allSatisfy({ (0x20...0x7E).contains($0) })
            else { throw wrong("sasl.oauthbearer.extensions", "is name=value by commas, with names of letters") }
            found.append(SaslExtension(name: String(pair[0]), value: String(pair[1])))
        }
        return found
    }

    // MARK: Values

    private func text(_ name: String) -> String? { entries[name].map { String($0.value.reveal().trimmingBlanks()) } }

    private func secret(_ name: String) -> Secret? { entries[name]?.value }

    private func milliseconds(_ name: String) throws(KafkaClientError) -> Duration? {
        try number(name, in: 1...Int(Int32.max)).map { .milliseconds($0) }
    }

    private func number(_ name: String, in range: ClosedRange<Int>) throws(KafkaClientError) -> Int? {
        guard let text = text(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw wrong(name, "is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// No value is shown: it may be a secret in the wrong place.
    private func wrong(_ name: String, _ what: String) -> KafkaClientError {
        let origin = entries[name].map { "\($0.origin): " } ?? ""
        return KafkaClientError(.invalidConfiguration, "\(origin)\(name) \(what).")
    }

    private func missing(_ name: String, for mechanism: SaslMechanism) -> KafkaClientError {
        KafkaClientError(
            .invalidConfiguration,
            "sasl.mechanism is \(mechanism.rawValue), but \(name) is not set (nor the same in sasl.jaas.config).")
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
}
