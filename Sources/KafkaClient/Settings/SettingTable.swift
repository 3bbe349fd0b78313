/// Every setting that is known by name. docs/configuration.md shows it, and a test compares the two.
package enum SettingTable {
    package static let all: [Setting] = honoured + ignored + refused

    package static func setting(_ name: String) -> Setting? { byName[name] ?? family(of: name) }

    private static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    /// Names with a common beginning, for which nothing else is to be said.
    private static func family(of name: String) -> Setting? {
        guard let prefix = ignoredPrefixes.first(where: { name.hasPrefix($0) && name.count > $0.count }) else {
            return nil
        }
        return Setting(name: name, verdict: .ignored, note: "it does not matter to a reader", isSecret: true)
            .with(note: prefix == "sasl.kerberos." ? "Kerberos is not supported" : "it does not matter to a reader")
    }

    package static let ignoredPrefixes = [
        "sasl.kerberos.", "metrics.", "topic.", "sasl.login.", "sasl.oauthbearer.jwks.", "schema.registry.",
    ]

    private static let honoured: [Setting] = [
        .honoured("bootstrap.servers", "brokers to ask first, as host:port by commas"),
        .honoured("metadata.broker.list", "the same as bootstrap.servers"),
        .honoured("client.id", "the name that the brokers see; kframe unless set"),
        .honoured(
            "client.rack", "the rack (or zone) this client is in: replicas there are read where the cluster offers them"
        ),
        .honoured("security.protocol", "PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL"),
        .honoured("sasl.mechanism", "PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER or AWS_MSK_IAM"),
        .honoured("sasl.mechanisms", "the same as sasl.mechanism (one)"),
        .honoured("sasl.username", "the user for PLAIN and SCRAM"),
        .honoured("sasl.password", "the password for PLAIN and SCRAM", isSecret: true),
        .honoured(
            "sasl.jaas.config", "Java's login module with its options: user and password, client and secret, profile",
            isSecret: true),
        .honoured("sasl.oauthbearer.token", "a token (kframe's own name)", isSecret: true),
        .honoured("sasl.oauthbearer.token.file", "a file with a token, read for every connection (kframe's own name)"),
        .honoured(
            "sasl.oauthbearer.method",
            "oidc: tokens of an identity provider; aws_msk_iam (kframe's own): made of AWS's credentials"),
        .honoured(
            "sasl.oauthbearer.token.endpoint.url",
            "https://… of the identity provider's token endpoint (KIP-768); file:///… for a file with a token"),
        .honoured("sasl.oauthbearer.client.id", "who asks the identity provider"),
        .honoured("sasl.oauthbearer.client.credentials.client.id", "the same as sasl.oauthbearer.client.id"),
        .honoured("sasl.oauthbearer.client.secret", "its secret", isSecret: true),
        .honoured(
            "sasl.oauthbearer.client.credentials.client.secret", "the same as sasl.oauthbearer.client.secret",
            isSecret: true),
        .honoured("sasl.oauthbearer.scope", "what the token is to be for"),
        .honoured("sasl.oauthbearer.grant.type", "client_credentials only"),
        .honoured("sasl.oauthbearer.metadata.authentication.type", "none only"),
        .honoured(
            "sasl.oauthbearer.header.urlencode", "true escapes id and secret as RFC 6749 has it; false unless set"),
        .honoured("sasl.oauthbearer.jwt.retriever.class", "Kafka's own for client credentials only"),
        .honoured("sasl.oauthbearer.access.token.retriever.class", "Kafka's own for client credentials only"),
        .honoured("https.ca.location", "a PEM file of authorities for the token endpoint; the system's unless set"),
        .honoured("https.ca.pem", "the same as PEM text"),
        .honoured(
            "sasl.login.connect.timeout.ms",
            "how long the connection to the token endpoint may take; 10000 unless set"),
        .honoured("sasl.login.read.timeout.ms", "how long its answer may take; 10000 unless set"),
        .honoured(
            "sasl.login.callback.handler.class",
            "Kafka's OAuthBearerLoginCallbackHandler and Amazon's IAMOAuthBearerLoginCallbackHandler only"),
        .honoured("sasl.client.callback.handler.class", "Amazon's IAMClientCallbackHandler only"),
        .honoured(
            "sasl.aws.region",
            "the region for AWS_MSK_IAM (kframe's own name); else by the broker's name, AWS_REGION or the profile"),
        .honoured("sasl.aws.profile", "a profile of AWS's shared files (kframe's own name)"),
        .honoured("sasl.oauthbearer.extensions", "name=value by commas, sent with the token (KIP-342)"),
        .honoured("ssl.ca.location", "a PEM file of trusted authorities; the system's unless set"),
        .honoured("ssl.ca.pem", "trusted authorities as PEM text"),
        .honoured("ssl.truststore.location", "the same as ssl.ca.location: PEM only"),
        .honoured("ssl.truststore.certificates", "the same as ssl.ca.pem"),
        .honoured("ssl.truststore.type", "PEM only"),
        .honoured("ssl.certificate.location", "a PEM file with the client's certificate chain"),
        .honoured("ssl.certificate.pem", "the client's certificate chain as PEM text"),
        .honoured("ssl.key.location", "a PEM file with the client's key"),
        .honoured("ssl.key.pem", "the client's key as PEM text", isSecret: true),
        .honoured("ssl.key.password", "the password of an encrypted key", isSecret: true),
        .honoured("ssl.keystore.location", "a file with the client's key and certificate chain: PEM or PKCS12"),
        .honoured("ssl.keystore.certificate.chain", "the same as ssl.certificate.pem"),
        .honoured("ssl.keystore.key", "the same as ssl.key.pem", isSecret: true),
        .honoured("ssl.keystore.type", "PEM or PKCS12; told by the file unless set"),
        .honoured("ssl.keystore.password", "the password of a PKCS12 keystore", isSecret: true),
        .honoured(
            "ssl.endpoint.identification.algorithm",
            "https, the default, or none (or empty): whether the certificate must be for the host's name"),
        .honoured("enable.ssl.certificate.verification", "false trusts any certificate: for tests only"),
        .honoured(
            "socket.connection.setup.timeout.ms", "how long a connection may take until it is ready; 10000 unless set"),
        .honoured("request.timeout.ms", "how long a broker may be silent while it is asked; 30000 unless set"),
        .honoured("socket.timeout.ms", "the same as request.timeout.ms"),
        .honoured("default.api.timeout.ms", "how long a failed request is tried again; 60000 unless set"),
        .honoured("retry.backoff.ms", "the wait after the first failure; 100 unless set"),
        .honoured("retry.backoff.max.ms", "the longest wait between two attempts; 2000 unless set"),
        .honoured("metadata.max.age.ms", "how long metadata is believed; 300000 unless set"),
        .honoured("receive.message.max.bytes", "the longest answer to a Fetch that is taken; 536870912 unless set"),
        .honoured(
            "socket.receive.buffer.bytes", "the socket's buffer; the system tunes it unless set (0 or -1: not set)"),
        .honoured("receive.buffer.bytes", "the same as socket.receive.buffer.bytes"),
    ]

    private static let ignored: [Setting] =
        Setting.ignored(
            "kframe uses no consumer group", "group.id", "group.instance.id", "group.protocol", "group.protocol.type",
            "group.remote.assignor", "session.timeout.ms", "heartbeat.interval.ms", "max.poll.interval.ms",
            "max.poll.records", "partition.assignment.strategy", "coordinator.query.interval.ms",
            "internal.leave.group.on.close", "rebalance_cb", "share.acknowledgement.mode", "share.acquire.mode")
        + Setting.ignored(
            "kframe commits nothing", "enable.auto.commit", "auto.commit.enable", "auto.commit.interval.ms",
            "enable.auto.offset.store", "offset.store.method", "offset.store.path", "offset.store.sync.interval.ms",
            "offset_commit_cb", "on_commit", "internal.throw.on.fetch.stable.offset.unsupported")
        + Setting.ignored(
            "the range that is asked for says where a read begins and ends", "auto.offset.reset", "enable.partition.eof"
        )
        + Setting.ignored("--isolation says it", "isolation.level")
        + Setting.ignored("checksums are always checked", "check.crcs")
        + Setting.ignored(
            "kframe sizes its fetches itself", "fetch.min.bytes", "fetch.max.bytes", "fetch.message.max.bytes",
            "max.partition.fetch.bytes", "fetch.max.wait.ms", "fetch.wait.max.ms", "fetch.error.backoff.ms",
            "fetch.queue.backoff.ms", "queued.min.messages", "queued.max.messages.kbytes",
            "max.in.flight.requests.per.connection", "max.in.flight")
        + Setting.ignored(
            "kframe writes nothing", "acks", "request.required.acks", "compression.type", "compression.codec",
            "compression.level", "batch.size", "batch.num.messages", "linger.ms", "queue.buffering.max.ms",
            "queue.buffering.max.messages", "queue.buffering.max.kbytes", "buffer.memory", "max.block.ms",
            "max.request.size", "delivery.timeout.ms", "message.timeout.ms", "message.send.max.retries", "retries",
            "enable.idempotence", "transactional.id", "transaction.timeout.ms", "partitioner", "partitioner.class",
            "sticky.partitioning.linger.ms", "dr_cb", "dr_msg_cb", "delivery.report.only.error", "message.max.bytes",
            "message.copy.max.bytes", "enable.gapless.guarantee", "msg_order_cmp", "partitioner_cb",
            "produce.offset.report",
            "queue.buffering.backpressure.threshold", "queuing.strategy", "on_delivery")
        + Setting.ignored(
            "kframe decodes by itself", "key.deserializer", "value.deserializer", "key.serializer", "value.serializer")
        + Setting.ignored("kframe never creates topics", "allow.auto.create.topics")
        + Setting.ignored(
            "it does not matter to a reader", "debug", "log_level", "log_cb", "log.queue", "log.thread.name",
            "log.connection.close", "statistics.interval.ms", "stats_cb", "error_cb", "throttle_cb", "opaque",
            "enable.random.seed", "metric.reporters", "interceptor.classes", "exclude.internal.topics",
            "enable.metrics.push", "builtin.features", "internal.termination.signal", "client.id.prefix",
            "config.providers", "auto.include.jmx.reporter", "security.providers", "socket.keepalive.enable",
            "socket.nagle.disable", "socket.max.fails", "socket.send.buffer.bytes", "send.buffer.bytes",
            "broker.address.ttl", "broker.address.family", "connections.max.idle.ms", "client.dns.lookup",
            "reconnect.backoff.ms", "reconnect.backoff.max.ms", "reconnect.backoff.jitter.ms",
            "socket.connection.setup.timeout.max.ms", "topic.metadata.refresh.interval.ms",
            "topic.metadata.refresh.fast.interval.ms", "topic.metadata.refresh.sparse",
            "topic.metadata.propagation.max.ms",
            "topic.blacklist", "metadata.recovery.strategy", "metadata.recovery.rebootstrap.trigger.ms",
            "api.version.request", "api.version.request.timeout.ms", "api.version.fallback.ms",
            "broker.version.fallback",
            "allow.auto.rebootstrap", "client.software.name", "client.software.version", "max.partition.count",
            "background_event_cb", "closesocket_cb", "connect_cb", "open_cb", "resolve_cb", "socket_cb", "consume_cb",
            "consume.callback.max.messages", "default_topic_conf", "enabled_events", "interceptors", "logger",
            "socket.blocking.max.ms", "topic.metadata.refresh.fast.cnt", "bootstrap.resolve.timeout.ms")
        + Setting.ignored(
            "TLS 1.2 and 1.3 are spoken, with the ciphers of the TLS library", "ssl.protocol", "ssl.enabled.protocols",
            "ssl.cipher.suites", "ssl.curves.list", "ssl.sigalgs.list", "ssl.provider", "ssl.keymanager.algorithm",
            "ssl.trustmanager.algorithm", "ssl.secure.random.implementation")
        + Setting.ignored("PEM files have no password of their own", "ssl.truststore.password")
        + Setting.ignored(
            "tokens are got anew before they end, and passed on unread",
            "enable.sasl.oauthbearer.unsecure.jwt.refresh", "sasl.oauthbearer.sub.claim.name",
            "sasl.oauthbearer.scope.claim.name", "sasl.oauthbearer.jwt.validator.class",
            "sasl.oauthbearer.access.token.validator.class", "sasl.oauthbearer.clock.skew.seconds",
            "sasl.oauthbearer.expected.audience", "sasl.oauthbearer.expected.issuer",
            "sasl.oauthbearer.iat.validation.enabled")

    private static let refused: [Setting] =
        Setting.refused(
            "signed assertions (JWT bearer) are not made: use a client secret, or sasl.oauthbearer.token.file",
            "sasl.oauthbearer.assertion.algorithm", "sasl.oauthbearer.assertion.claim.aud",
            "sasl.oauthbearer.assertion.claim.exp.seconds", "sasl.oauthbearer.assertion.claim.iss",
            "sasl.oauthbearer.assertion.claim.jti.include", "sasl.oauthbearer.assertion.claim.nbf.seconds",
            "sasl.oauthbearer.assertion.claim.sub", "sasl.oauthbearer.assertion.file",
            "sasl.oauthbearer.assertion.jwt.template.file", "sasl.oauthbearer.assertion.template.file",
            "sasl.oauthbearer.assertion.private.key.file", "sasl.oauthbearer.assertion.private.key.passphrase",
            "sasl.oauthbearer.assertion.private.key.pem")
        + Setting.refused(
            "callbacks are not called: set sasl.oauthbearer.method=oidc, or sasl.oauthbearer.token.file", "oauth_cb",
            "oauthbearer_token_refresh_cb")
        + Setting.refused(
            "unsecured tokens are not made here", "sasl.oauthbearer.config", "enable.sasl.oauthbearer.unsecure.jwt")
        + Setting.refused(
            "foreign code cannot be loaded", "sasl.login.class", "ssl.engine.factory.class", "plugin.library.paths",
            "ssl.engine.location", "ssl.engine.id", "ssl_engine_callback_data", "ssl.providers",
            "ssl.certificate.verify_cb")
        + Setting.refused("revocation lists are not looked at", "ssl.crl.location")
        + Setting.refused(
            "certificates come from PEM files", "ssl.ca.certificate.stores", "ssl.ca", "ssl.certificate", "ssl.key",
            "ssl_ca", "ssl_certificate", "ssl_key")
}

extension Setting {
    func with(note: String) -> Setting {
        var copy = self
        copy.note = note
        return copy
    }
}
