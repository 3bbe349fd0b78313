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
            properties.maximumFetchedBytes = bytes
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
            let given = [
                "sasl.mechanism", "sasl.mechanisms", "sasl.username", "sasl.password", "sasl.jaas.config",
                "sasl.oauthbearer.token.endpoint.url",
            ].first(where: has)
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
        if let type = text("ssl.truststore.type"), type.uppercased() != "PEM" {
            throw wrong(
                "ssl.truststore.type",
                "can only be PEM: keytool -list -rfc -keystore FILE > ca.pem writes a truststore's certificates as PEM")
        }
        let keystoreType = text("ssl.keystore.type")?.uppercased()
        guard [nil, "PEM", "PKCS12"].contains(keystoreType) else {
            throw wrong(
                "ssl.keystore.type",
                "can only be PEM or PKCS12: keytool -importkeystore -srckeystore FILE -destkeystore client.p12 "
                    + "-deststoretype PKCS12 turns a JKS keystore into PKCS12")
        }
        var options = TLSOptions()
        if let pem = pem(file: "ssl.ca.location", text: "ssl.ca.pem")
            ?? pem(file: "ssl.truststore.location", text: "ssl.truststore.certificates")
        {
            // librdkafka's word for the system's authorities.
            options.trust = pem == .file("probe") ? .system : .authorities(pem)
        }
        let path = text("ssl.keystore.location")
        let keystore = path.map { TLSOptions.PEM.file($0) }
        options.certificate =
            pem(file: "ssl.certificate.location", text: "ssl.certificate.pem")
            ?? secret("ssl.keystore.certificate.chain").map { .text($0) } ?? keystore
        options.key =
            pem(file: "ssl.key.location", text: "ssl.key.pem") ?? secret("ssl.keystore.key").map { .text($0) }
            ?? keystore
        options.keyPassword = secret("ssl.key.password")
        if let path, options.certificate == keystore, keystoreType != "PEM" {
            options.keystore = TLSOptions.Keystore(path: path, password: secret("ssl.keystore.password"))
        }
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

    func pem(file: String, text: String) -> TLSOptions.PEM? {
        secret(text).map { .text($0) } ?? self.text(file).map { .file($0) }
    }

    // MARK: Values

    func text(_ name: String) -> String? { entries[name].map { String($0.value.reveal().trimmingBlanks()) } }

    func secret(_ name: String) -> Secret? { entries[name]?.value }

    func milliseconds(_ name: String) throws(KafkaClientError) -> Duration? {
        try number(name, in: 1...Int(Int32.max)).map { .milliseconds($0) }
    }

    func number(_ name: String, in range: ClosedRange<Int>) throws(KafkaClientError) -> Int? {
        guard let text = text(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw wrong(name, "is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// No value is shown: it may be a secret in the wrong place.
    func wrong(_ name: String, _ what: String) -> KafkaClientError {
        let origin = entries[name].map { "\($0.origin): " } ?? ""
        return KafkaClientError(.invalidConfiguration, "\(origin)\(name) \(what).")
    }
}
