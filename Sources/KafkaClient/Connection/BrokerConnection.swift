package import KafkaWire
import Logging
import NIOCore
import NIOPosix

/// A connection to one broker: ready when it is handed out, used by many tasks at once, closed for good once it breaks.
///
/// It runs on its channel's event loop, which only moves bytes: answers are decoded by the task that asked.
package actor BrokerConnection {
    package nonisolated let address: BrokerAddress

    private let channel: any Channel
    private let handler: NIOLoopBound<BrokerConnectionHandler>
    private let clientID: String
    private let requestTimeout: Duration
    private var versions: BrokerVersions?
    private var lastCorrelationID: Int32 = 0

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        channel.eventLoop.executor.asUnownedSerialExecutor()
    }

    private init(
        address: BrokerAddress, channel: any Channel, handler: NIOLoopBound<BrokerConnectionHandler>,
        properties: ClientProperties
    ) {
        self.address = address
        self.channel = channel
        self.handler = handler
        clientID = properties.clientID
        requestTimeout = properties.requestTimeout
    }

    deinit {
        channel.close(mode: .all, promise: nil)
    }

    /// Connects and negotiates versions, within the connect time-out.
    ///
    /// - Throws: `.connectionFailed`, `.expectsTLS`, `.notKafka`, `.timedOut` and others with the address; `.cancelled`.
    static func open(
        to address: BrokerAddress, properties: ClientProperties, pool: FrameBufferPool, logger: Logger
    ) async throws(KafkaClientError) -> BrokerConnection {
        guard (1...65535).contains(address.port), !address.host.isEmpty else {
            throw .invalidAddress("\(address)", "the port must be a number from 1 to 65535")
        }
        let deadline = NIODeadline.now() + TimeAmount(properties.connectTimeout)
        let connection: BrokerConnection
        do {
            connection = try await connect(to: address, properties: properties, pool: pool)
        } catch {
            throw KafkaClientError(error, broker: address)
        }
        do {
            try await connection.negotiate(until: deadline)
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
        do {
            return (try decodeResponse(Request.Response.self, from: answer, version: version).response, version)
        } catch {
            throw .malformedResponse(error, from: address)
        }
    }

    /// The highest version of a call that client and broker have in common.
    package func version(of api: ApiKey, atMost maximum: Int16? = nil) throws(KafkaClientError) -> Int16 {
        guard let versions else { throw KafkaClientError(.notAllowed(api, .negotiating), broker: address) }
        return try versions.version(of: api, atMost: maximum, broker: address)
    }

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
        bootstrap(on: eventLoop, properties: properties, pool: pool)
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
        on eventLoop: any EventLoop, properties: ClientProperties, pool: FrameBufferPool
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
                    switch properties.securityProtocol {
                    case .plaintext:
                        break
                    }
                    let framer = ResponseFramer(maximumLength: properties.maximumResponseBytes, pool: pool)
                    let handler = BrokerConnectionHandler(eventLoop: channel.eventLoop, framer: framer)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        guard let bytes = properties.socketReceiveBufferBytes else { return bootstrap }
        return bootstrap.channelOption(
            .socketOption(.so_rcvbuf), value: SocketOptionValue(clamping: bytes))
    }

    private func negotiate(until deadline: NIODeadline) async throws(KafkaClientError) {
        var negotiation = VersionNegotiation()
        do {
            while true {
                let timeout = max(deadline - .now(), .milliseconds(1))
                let answer = try await exchange(negotiation.request, version: negotiation.version, timeout: timeout)
                switch try read(answer, in: &negotiation) {
                case .ask:
                    continue
                case .agreed(let versions):
                    self.versions = versions
                    try handler.value.becomeReady()
                    return
                case .refused(let code):
                    throw KafkaClientError.broker(code, api: .apiVersions, topic: nil)
                }
            }
        } catch let failure as ConnectionFailure {
            throw KafkaClientError(failure, broker: address)
        } catch let error as KafkaClientError {
            throw error
        } catch {
            throw KafkaClientError(.system(.init(error), .negotiating), broker: address)
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

    // MARK: Asking

    private func ask<Request: KafkaRequest>(
        _ request: Request, atMost maximum: Int16?, timeout: Duration?
    ) async throws(KafkaClientError) -> (answer: ByteBuffer, version: Int16) {
        guard RequestAllowList.ready.contains(Request.apiKey) else {
            throw KafkaClientError(.notAllowed(Request.apiKey, .ready), broker: address)
        }
        let version = try version(of: Request.apiKey, atMost: maximum)
        try RequestAllowList.check(request, version: version, broker: address)
        do {
            return (
                try await exchange(request, version: version, timeout: TimeAmount(timeout ?? requestTimeout)), version
            )
        } catch {
            throw KafkaClientError(error, broker: address)
        }
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
