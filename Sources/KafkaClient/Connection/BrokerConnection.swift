import KafkaSasl
package import KafkaWire
import Logging
import NIOCore
import NIOPosix
import NIOSSL

/// A connection to one broker: ready when it is handed out, used by many tasks at once, closed for good once it breaks.
///
/// It runs on its channel's event loop, which only moves bytes: answers are decoded by the task that asked.
package actor BrokerConnection {
    package nonisolated let address: BrokerAddress

    private let channel: any Channel
    private let handler: NIOLoopBound<BrokerConnectionHandler>
    private let clientID: String
    private let requestTimeout: Duration
    private let security: ConnectionSecurity
    private let random: @Sendable () -> Double
    private var versions: BrokerVersions?
    private var lastCorrelationID: Int32 = 0
    /// Until when the broker wants to hear nothing (KIP-219); nil for now.
    private var quietUntil: NIODeadline?
    /// When the client has to prove anew who it is (KIP-368); nil for never.
    private var authenticationDue: NIODeadline?
    private let authenticating = SingleFlight<Int, Void>()
    private var isAuthenticating = false
    /// As whom the broker was convinced; nil where the mechanism names nobody.
    private(set) var user: String?

    nonisolated var eventLoop: any EventLoop { channel.eventLoop }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { eventLoop.executor.asUnownedSerialExecutor() }

    private init(
        address: BrokerAddress, channel: any Channel, handler: NIOLoopBound<BrokerConnectionHandler>,
        properties: ClientProperties
    ) {
        self.address = address
        self.channel = channel
        self.handler = handler
        clientID = properties.clientID
        requestTimeout = properties.requestTimeout
        security = properties.security
        random = properties.timing.random
    }

    deinit {
        channel.close(mode: .all, promise: nil)
    }

    /// Connects, secures, negotiates versions and authenticates, within the connect time-out.
    ///
    /// - Parameters:
    ///   - last: how far to go; only a ready connection takes ordinary requests.
    ///   - observer: told of every stage that is done, in order.
    /// - Throws: `.connectionFailed`, `.expectsTLS`, `.notKafka`, `.timedOut`, `.authenticationFailed` and others with the
    ///   address; `.cancelled`.
    static func open(
        to address: BrokerAddress, properties: ClientProperties, pool: FrameBufferPool, logger: Logger,
        upTo last: ConnectionStage = .authenticated, observer: (ConnectionStage) -> Void = { _ in }
    ) async throws(KafkaClientError) -> BrokerConnection {
        guard (1...65535).contains(address.port), !address.host.isEmpty else {
            throw .invalidAddress("\(address)", "the port must be a number from 1 to 65535")
        }
        let deadline = NIODeadline.now() + TimeAmount(properties.connectTimeout)
        let connection: BrokerConnection
        do {
            connection = try await connect(to: address, properties: properties, pool: pool)
        } catch {
            throw KafkaClientError(error, broker: address, security: properties.security)
        }
        do {
            observer(.connected)
            if properties.security.securityProtocol.usesTLS {
                try await connection.secure(until: deadline, timeout: properties.connectTimeout)
                observer(.secured)
            }
            guard last >= .negotiated else { return connection }
            try await connection.negotiate(until: deadline)
            observer(.negotiated)
            guard last >= .authenticated else { return connection }
            if properties.security.securityProtocol.usesSASL {
                try await connection.authenticate(until: deadline)
                observer(.authenticated)
            }
            try await connection.becomeReady()
        } catch {
            await connection.close()
            throw error
        }
        logger.debug("connected to a broker", metadata: ["broker": "\(address)"])
        return connection
    }

    /// False once the connection is over; then a new one is needed.
    package nonisolated var isOpen: Bool { channel.isActive }

    /// Sends a request and waits for its answer.
    ///
    /// - Parameters:
    ///   - maximum: no higher version than this one.
    ///   - timeout: how long to wait without a byte from the broker; the connection's own where nil.
    /// - Returns: the answer, and the version it was asked in. Records in it are slices of the bytes received.
    package nonisolated func send<Request: KafkaRequest>(
        _ request: Request, atMost maximum: Int16? = nil, timeout: Duration? = nil
    ) async throws(KafkaClientError) -> (response: Request.Response, version: Int16) {
        let (answer, version) = try await ask(request, atMost: maximum, timeout: timeout)
        let response: Request.Response
        do {
            response = try decodeResponse(Request.Response.self, from: answer, version: version).response
        } catch {
            throw .malformedResponse(error, from: address)
        }
        if response.throttleTimeMs > 0, Request.apiKey.asksClientToWait(version) {
            await beQuiet(for: .milliseconds(Int64(response.throttleTimeMs)))
        }
        return (response, version)
    }

    /// What the broker is asked and has not answered, and for how long it has been silent since.
    package func silence() -> (request: String, time: Duration)? {
        handler.value.silence.map { ("\($0.request)", Duration($0.time)) }
    }

    /// The highest version of a call that client and broker have in common.
    package func version(of api: ApiKey, atMost maximum: Int16? = nil) throws(KafkaClientError) -> Int16 {
        guard let versions else {
            throw KafkaClientError(.notAllowed(api, .negotiating), broker: address, security: security)
        }
        return try versions.version(of: api, atMost: maximum, broker: address)
    }

    /// The same, for calls from elsewhere.
    func agreedVersion(of api: ApiKey) async throws(KafkaClientError) -> Int16 { try version(of: api) }

    /// Ends the connection; requests under way fail with `.shutDown`.
    package func close() async {
        handler.value.close()
        try? await channel.closeFuture.get()
    }

    // MARK: Connecting

    private static func connect(
        to address: BrokerAddress, properties: ClientProperties, pool: FrameBufferPool
    ) async throws(ConnectionFailure) -> BrokerConnection {
        if Task.isCancelled { throw .cancelled }
        let eventLoop = properties.eventLoopGroup.next()
        let result = eventLoop.makePromise(of: BrokerConnection.self)
        bootstrap(on: eventLoop, to: address, properties: properties, pool: pool)
            .connect(host: address.host, port: address.port)
            .flatMapThrowing { channel in
                let handler = try channel.pipeline.syncOperations.handler(type: BrokerConnectionHandler.self)
                return BrokerConnection(
                    address: address, channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop),
                    properties: properties)
            }
            // A connection that comes after its caller has gone closes itself, as nobody holds it.
            .cascade(to: result)
        do {
            return try await withTaskCancellationHandler {
                try await result.futureResult.get()
            } onCancel: {
                result.fail(ConnectionFailure.cancelled)
            }
        } catch let failure as ConnectionFailure {
            throw failure
        } catch {
            throw .system(.init(error), .connecting)
        }
    }

    private static func bootstrap(
        on eventLoop: any EventLoop, to address: BrokerAddress, properties: ClientProperties, pool: FrameBufferPool
    ) -> ClientBootstrap {
        let chunk = max(4096, properties.readChunkBytes)
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(properties.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 4096, initial: min(65536, chunk), maximum: chunk)
            )
            .channelOption(.maxMessagesPerRead, value: 16)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let context = properties.security.context
                    if let context {
                        let tls = try NIOSSLClientHandler(context: context, serverHostname: address.serverName)
                        try channel.pipeline.syncOperations.addHandler(tls)
                    }
                    let handler = BrokerConnectionHandler(
                        eventLoop: channel.eventLoop, framer: ResponseFramer(pool: pool),
                        limits: AnswerLimits(fetch: properties.maximumFetchedBytes), usesTLS: context != nil)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        guard let bytes = properties.socketReceiveBufferBytes else { return bootstrap }
        return bootstrap.channelOption(
            .socketOption(.so_rcvbuf), value: SocketOptionValue(clamping: bytes))
    }

    private func secure(until deadline: NIODeadline, timeout: Duration) async throws(KafkaClientError) {
        try await explaining(.securing) {
            let secured = handler.value.whenOpened(until: deadline, timeout: TimeAmount(timeout))
            try await withTaskCancellationHandler {
                try await secured.get()
            } onCancel: { [channel, handler] in
                channel.eventLoop.execute { handler.value.close() }
            }
            if Task.isCancelled { throw ConnectionFailure.cancelled }
        }
    }

    private func negotiate(until deadline: NIODeadline) async throws(KafkaClientError) {
        try await explaining(.negotiating) {
            var negotiation = VersionNegotiation()
            while true {
                let timeout = max(deadline - .now(), .milliseconds(1))
                let answer = try await exchange(negotiation.request, version: negotiation.version, timeout: timeout)
                switch try read(answer, in: &negotiation) {
                case .ask:
                    continue
                case .agreed(let versions):
                    self.versions = versions
                    return
                case .refused(let code):
                    throw KafkaClientError.broker(code, api: .apiVersions, topic: nil)
                }
            }
        }
    }

    private func becomeReady() async throws(KafkaClientError) {
        try await explaining(.negotiating) { try handler.value.advance(to: .ready) }
    }

    /// Runs a part of the connecting; whatever goes wrong in it becomes a sentence.
    private func explaining(
        _ phase: ConnectionFailure.Phase, _ body: () async throws -> Void
    ) async throws(KafkaClientError) {
        do {
            try await body()
        } catch let failure as ConnectionFailure {
            throw KafkaClientError(failure, broker: address, security: security)
        } catch let error as KafkaClientError {
            throw error
        } catch {
            throw KafkaClientError(ConnectionFailure(error, phase), broker: address, security: security)
        }
    }

    private func read(
        _ answer: ByteBuffer, in negotiation: inout VersionNegotiation
    ) throws(ConnectionFailure) -> VersionNegotiation.Step {
        do {
            return try negotiation.received(answer)
        } catch {
            throw .wire(error, .negotiating)
        }
    }

    // MARK: Authenticating

    /// The mechanisms that a listener offers; nil where it wants no authentication. For a connection that has gone no
    /// further than to negotiate.
    func offeredMechanisms(timeout: Duration) async throws(KafkaClientError) -> [String]? {
        var found: [String]?
        try await explaining(.authenticating) {
            try handler.value.advance(to: .authenticating)
            // No mechanism has this name: the answer names those that there are.
            let answer = try await ask(SaslHandshakeRequest(mechanism: "NONE"), timeout: TimeAmount(timeout))
            found = answer.errorCode == .illegalSaslState ? nil : answer.mechanisms
        }
        return found
    }

    /// As above, for a connection that is only secured.
    func negotiatedMechanisms(timeout: Duration) async throws(KafkaClientError) -> [String]? {
        try await negotiate(until: .now() + TimeAmount(timeout))
        return try await offeredMechanisms(timeout: timeout)
    }

    /// What the broker's certificate says; nil without TLS.
    func peerCertificate() -> CertificateFacts? {
        let handler = try? channel.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self)
        return handler?.peerCertificate.flatMap { CertificateFacts($0) }
    }

    /// Proves who the client is. Ordinary requests wait meanwhile: the broker takes none.
    private func authenticate(until deadline: NIODeadline) async throws(KafkaClientError) {
        guard let credentials = security.credentials else { return }
        try await explaining(.authenticating) {
            isAuthenticating = true
            defer { isAuthenticating = false }
            try handler.value.advance(to: .authenticating)
            let begun = NIODeadline.now()
            var authentication = try await Self.begin(credentials, with: address)
            // The time that others took to give out a token is not the broker's.
            let deadline = deadline + (.now() - begun)
            func timeout() -> TimeAmount { max(deadline - .now(), .milliseconds(1)) }
            let handshake = try await ask(authentication.handshake, timeout: timeout())
            var request = try Self.failing { () throws(SaslFailure) in try authentication.received(handshake) }
            while true {
                let asked = NIODeadline.now()
                let answer = try await ask(request, timeout: timeout())
                let step: SaslAuthentication.Step
                (authentication, step) = try await Self.advance(authentication, answer)
                switch step {
                case .ask(let next): request = next
                case .done(let lifetime):
                    user = authentication.user
                    // Somewhat before the end, not all connections at once.
                    authenticationDue = lifetime.map {
                        asked + .nanoseconds(Int64(Double($0.nanoseconds) * (0.85 + 0.1 * random())))
                    }
                    return
                }
            }
        }
    }

    /// Authenticates anew where it is due; several callers do it once. A failure ends the connection, since it is left
    /// in the middle of a talk.
    private func reauthenticateIfDue() async throws(KafkaClientError) {
        var isFresh = false
        while isAuthenticating || !isFresh && authenticationDue.map({ $0 <= .now() }) ?? false {
            isFresh = true
            let wasDue = authenticationDue
            try await authenticating.run(0) { () async throws(KafkaClientError) in
                guard authenticationDue == wasDue else { return }
                do throws(KafkaClientError) {
                    try await authenticate(until: .now() + TimeAmount(requestTimeout))
                    try await becomeReady()
                } catch {
                    await close()
                    throw error
                }
            }
        }
    }

    /// Tokens may come from files and services: not on the event loop.
    private nonisolated static func begin(
        _ credentials: SaslCredentials, with broker: BrokerAddress
    ) async throws(ConnectionFailure) -> SaslAuthentication {
        do throws(SaslFailure) {
            return SaslAuthentication(credentials.mechanism, try await credentials.exchange(with: broker))
        } catch {
            throw Task.isCancelled ? .cancelled : .sasl(error)
        }
    }

    /// SCRAM works for a while: not on the event loop.
    private nonisolated static func advance(
        _ authentication: SaslAuthentication, _ answer: SaslAuthenticateResponse
    ) async throws(ConnectionFailure) -> (SaslAuthentication, SaslAuthentication.Step) {
        var authentication = authentication
        let step = try failing { () throws(SaslFailure) in try authentication.received(answer) }
        return (authentication, step)
    }

    private static func failing<Value>(_ body: () throws(SaslFailure) -> Value) throws(ConnectionFailure) -> Value {
        do {
            return try body()
        } catch {
            throw .sasl(error)
        }
    }

    private func ask<Request: KafkaRequest>(
        _ request: Request, timeout: TimeAmount
    ) async throws -> Request.Response {
        guard let versions else { throw ConnectionFailure.notAllowed(Request.apiKey, .negotiating) }
        let version = try versions.version(of: Request.apiKey, atMost: nil, broker: address)
        let answer = try await exchange(request, version: version, timeout: timeout)
        do {
            return try decodeResponse(Request.Response.self, from: answer, version: version).response
        } catch {
            throw ConnectionFailure.wire(error, .authenticating)
        }
    }

    // MARK: Asking

    private func ask<Request: KafkaRequest>(
        _ request: Request, atMost maximum: Int16?, timeout: Duration?
    ) async throws(KafkaClientError) -> (answer: ByteBuffer, version: Int16) {
        guard RequestAllowList.ready.contains(Request.apiKey) else {
            throw KafkaClientError(.notAllowed(Request.apiKey, .ready), broker: address, security: security)
        }
        try await waitWhileQuiet()
        // Nothing may come between this and the sending.
        try await reauthenticateIfDue()
        let version = try version(of: Request.apiKey, atMost: maximum)
        try RequestAllowList.check(request, version: version, broker: address)
        do {
            return (
                try await exchange(request, version: version, timeout: TimeAmount(timeout ?? requestTimeout)), version
            )
        } catch {
            throw KafkaClientError(error, broker: address, security: security)
        }
    }

    private func beQuiet(for time: TimeAmount) {
        quietUntil = max(quietUntil ?? .now(), .now() + time)
    }

    /// The broker has asked for time: until then it reads nothing from this connection.
    private func waitWhileQuiet() async throws(KafkaClientError) {
        while let until = quietUntil, until > .now() {
            do {
                try await Task.sleep(for: Duration(until - .now()))
            } catch {
                throw .cancelled
            }
        }
        quietUntil = nil
    }

    /// One request in one version; its answer's frame without the length prefix.
    private func exchange<Request: KafkaRequest>(
        _ request: Request, version: Int16, timeout: TimeAmount
    ) async throws(ConnectionFailure) -> ByteBuffer {
        if Task.isCancelled { throw .cancelled }
        let correlationID = nextCorrelationID()
        let frame = encodeRequest(request, version: version, correlationId: correlationID, clientId: clientID)
        let promise = channel.eventLoop.makePromise(of: ByteBuffer.self)
        handler.value.send(
            frame, RequestName(api: Request.apiKey, version: version), correlationID: correlationID, timeout: timeout,
            promise: promise)
        do {
            return try await withTaskCancellationHandler {
                try await promise.futureResult.get()
            } onCancel: { [channel, handler] in
                channel.eventLoop.execute { handler.value.cancel(correlationID: correlationID) }
            }
        } catch let failure as ConnectionFailure {
            throw failure
        } catch {
            throw .system(.init(error), .ready)
        }
    }

    private func nextCorrelationID() -> Int32 {
        lastCorrelationID = lastCorrelationID == .max ? 1 : lastCorrelationID + 1
        return lastCorrelationID
    }
}
