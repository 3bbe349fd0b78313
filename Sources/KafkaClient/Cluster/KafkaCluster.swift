package import KafkaWire
package import Logging

/// A Kafka cluster to read from: its metadata, and one connection to each broker that is needed.
///
/// It only ever asks (``RequestAllowList``): no group, no commit, no topic is created.
package actor KafkaCluster {
    /// A topic and how old this knowledge of it is.
    struct CachedTopic {
        var topic: ClusterMetadata.Topic
        var age: @Sendable () -> Duration
    }

    package nonisolated let properties: ClientProperties
    /// For what is done with answers, as far as it is little: their requests' tasks are not to wait for busy threads.
    package nonisolated let executor: any TaskExecutor
    let logger: Logger
    let pool: FrameBufferPool

    /// The cluster as last told, without its topics.
    var known: ClusterMetadata
    var cachedTopics: [String: CachedTopic] = [:]
    let refreshing = SingleFlight<String, ClusterMetadata.Topic>()

    /// The address through which the cluster was found.
    private let bootstrapAddress: BrokerAddress
    /// A connection to any broker, for metadata: at first the one that found the cluster.
    private var spare: BrokerConnection
    private var connections: [Int32: BrokerConnection] = [:]
    private let opening = SingleFlight<Int32, BrokerConnection>()
    /// Whether any broker was reached at the address that the metadata give: then the listeners are set up rightly.
    private var hasReachedAdvertised = false
    private var isShutDown = false

    private init(
        properties: ClientProperties, logger: Logger, pool: FrameBufferPool, contact: Bootstrap.Contact
    ) {
        self.properties = properties
        self.logger = logger
        self.pool = pool
        bootstrapAddress = contact.connection.address
        spare = contact.connection
        executor = EventLoopExecutor(contact.connection.eventLoop)
        known = contact.metadata
    }

    /// Finds the cluster by its bootstrap addresses.
    ///
    /// - Throws: `.bootstrapFailed` with every address and its cause; `.invalidConfiguration`; `.cancelled`.
    package static func connect(
        _ properties: ClientProperties, logger: Logger
    ) async throws(KafkaClientError) -> KafkaCluster {
        guard !properties.bootstrapServers.isEmpty else {
            throw KafkaClientError(.invalidConfiguration, "No bootstrap server is given: name a broker as host:port.")
        }
        let pool = FrameBufferPool(limit: properties.recycledBytes)
        let contact = try await Bootstrap(properties: properties, pool: pool, logger: logger).run()
        return KafkaCluster(properties: properties, logger: logger, pool: pool, contact: contact)
    }

    /// Closes all connections; requests under way fail with `.shutDown`.
    package func shutdown() async {
        isShutDown = true
        let open = [spare] + connections.values
        connections = [:]
        for connection in open { await connection.close() }
        pool.drain()
    }

    /// Sends a request to a broker and waits for the answer.
    ///
    /// Requests to one broker share a connection, which is made when it is first needed and made anew when it is lost.
    /// A request that fails because the connection turns out to be closed is sent once more; all else is for the
    /// caller to try again, with fresh metadata (see ``KafkaClientError/isRetriable``).
    ///
    /// - Parameters:
    ///   - node: the broker's id.
    ///   - maximum: no higher version than this one.
    ///   - timeout: how long to wait without a byte from the broker; the properties' request time-out where nil.
    package func send<Request: KafkaRequest>(
        _ request: Request, to node: Int32, atMost maximum: Int16? = nil, timeout: Duration? = nil
    ) async throws(KafkaClientError) -> (response: Request.Response, version: Int16) {
        let isFirstUse = openConnection(to: node) == nil
        do {
            return try await connection(to: node).send(request, atMost: maximum, timeout: timeout)
        } catch {
            guard error.code == .connectionClosed, !isFirstUse, !isShutDown else { throw error }
            logger.debug("connection lost, connecting anew", metadata: ["node": "\(node)", "error": "\(error)"])
        }
        return try await connection(to: node).send(request, atMost: maximum, timeout: timeout)
    }

    /// The version in which a call would be sent to a broker.
    package func version(
        of api: ApiKey, at node: Int32, atMost maximum: Int16? = nil
    ) async throws(KafkaClientError) -> Int16 {
        try await connection(to: node).version(of: api, atMost: maximum)
    }

    /// What this client waits for, a sentence each: brokers that were asked and have sent nothing for a while.
    package func waits() async -> [String] {
        var found: [String] = []
        for connection in openConnections {
            guard let (request, time) = await connection.silence(), time >= .milliseconds(200) else { continue }
            found.append(
                "The broker at \(connection.address) has sent nothing for \(time.inWords) while \(request) waits for its "
                    + "answer.")
        }
        return found
    }

    // MARK: Connections

    /// The broker's connection, made if need be by the first who asks for it.
    func connection(to node: Int32) async throws(KafkaClientError) -> BrokerConnection {
        guard !isShutDown else { throw .shutDown }
        if let connection = openConnection(to: node) { return connection }
        return try await opening.run(node) { () async throws(KafkaClientError) in
            try await open(node)
        }
    }

    /// Connections that can be used at once, the spare one last.
    var openConnections: [BrokerConnection] {
        var found = connections.sorted { $0.key < $1.key }.map(\.value)
        if !found.contains(where: { $0 === spare }) { found.append(spare) }
        return found.filter(\.isOpen)
    }

    /// A new connection for metadata, to whichever broker is at this address; it stays as the spare one.
    ///
    /// It does not go through ``connection(to:)``, which may itself have to wait for metadata.
    func openSpare(to address: BrokerAddress) async throws(KafkaClientError) -> BrokerConnection {
        guard !isShutDown else { throw .shutDown }
        let connection = try await BrokerConnection.open(
            to: address, properties: properties, pool: pool, logger: logger)
        guard !isShutDown else {
            await connection.close()
            throw .shutDown
        }
        spare = connection
        return connection
    }

    private func openConnection(to node: Int32) -> BrokerConnection? {
        guard let connection = connections[node] else { return nil }
        let hasMoved = known.broker(node).map { $0.address != connection.address } ?? false
        guard connection.isOpen, !hasMoved else {
            connections[node] = nil
            return nil
        }
        return connection
    }

    private func open(_ node: Int32) async throws(KafkaClientError) -> BrokerConnection {
        if let connection = openConnection(to: node) { return connection }
        if known.broker(node) == nil { try await refreshBrokers() }
        guard let address = known.broker(node)?.address else { throw .unknownBroker(node) }
        let connection: BrokerConnection
        if spare.address == address, spare.isOpen {
            connection = spare
        } else {
            do {
                connection = try await BrokerConnection.open(
                    to: address, properties: properties, pool: pool, logger: logger)
            } catch {
                throw explained(error, node: node, address: address)
            }
        }
        guard !isShutDown else {
            await connection.close()
            throw .shutDown
        }
        hasReachedAdvertised = true
        connections[node] = connection
        return connection
    }

    /// A broker that cannot be reached at the address it gives, while the bootstrap could be reached: in most cases its
    /// listener is advertised wrongly, and trying again does not help. Where other brokers were reached at the
    /// addresses they give, this one is rather down.
    private func explained(_ error: KafkaClientError, node: Int32, address: BrokerAddress) -> KafkaClientError {
        var error = error
        error.node = node
        switch error.code {
        case .connectionFailed, .timedOut, .connectionClosed, .notKafka:
            guard !hasReachedAdvertised, !properties.bootstrapServers.contains(address) else { return error }
            return .advertisedListenerUnreachable(
                node: node, advertised: address, bootstrap: bootstrapAddress, cause: error)
        default:
            return error
        }
    }
}
