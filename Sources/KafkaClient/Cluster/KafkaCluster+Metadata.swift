package import KafkaWire
import Logging

extension KafkaCluster {
    /// What the cluster says of itself and of topics.
    ///
    /// Named topics are answered from memory while that is younger than the properties' `metadataMaximumAge`.
    /// No topic is ever created by asking for it.
    ///
    /// - Parameter names: nil asks for all topics that this client may see, and always asks the brokers.
    /// - Throws: for named topics `.unknownTopic` with the nearest known names, `.notAuthorized`, and others.
    package func metadata(topics names: [String]?) async throws(KafkaClientError) -> ClusterMetadata {
        guard let names else {
            return try await retrying { _ async throws(KafkaClientError) in try await self.fetchMetadata(of: nil) }
        }
        var metadata = known
        for name in names where metadata.topic(name) == nil {
            if let topic = cachedTopic(name) {
                metadata.topics.append(topic)
            } else {
                metadata.topics.append(
                    try await retrying { _ async throws(KafkaClientError) in try await self.refreshedTopic(name) })
            }
        }
        // The brokers may have been told anew on the way.
        return ClusterMetadata(
            clusterID: known.clusterID, controllerID: known.controllerID, brokers: known.brokers,
            topics: metadata.topics)
    }

    /// Asks the brokers for a topic again, after an answer has shown that what is known of it is out of date.
    ///
    /// Callers who ask at the same time share one request. It is tried once: the caller's own retries count.
    @discardableResult
    package func refresh(topic name: String) async throws(KafkaClientError) -> ClusterMetadata {
        let topic = try await refreshedTopic(name)
        var metadata = known
        metadata.topics = [topic]
        return metadata
    }

    /// Runs the body under the properties' retry policy and writes every failed attempt to the log.
    ///
    /// - Parameter body: one attempt, with its number from 1.
    package func retrying<Value: Sendable>(
        _ body: (Int) async throws(KafkaClientError) -> Value
    ) async throws(KafkaClientError) -> Value {
        try await properties.retry.run(
            timing: properties.timing,
            onRetry: { error, attempt, wait in
                logger.warning(
                    "trying again",
                    metadata: ["error": "\(error)", "attempt": "\(attempt)", "wait": "\(wait.inWords)"])
            }, body)
    }

    /// Asks for the brokers alone.
    func refreshBrokers() async throws(KafkaClientError) {
        _ = try await fetchMetadata(of: [])
    }

    // MARK: Topics

    private func cachedTopic(_ name: String) -> ClusterMetadata.Topic? {
        guard let cached = cachedTopics[name], cached.age() < properties.metadataMaximumAge else { return nil }
        return cached.topic
    }

    private func refreshedTopic(_ name: String) async throws(KafkaClientError) -> ClusterMetadata.Topic {
        try await refreshing.run(name) { () async throws(KafkaClientError) in
            let before = cachedTopics[name]?.topic
            cachedTopics[name] = nil
            var topic = try await askedTopic(name)
            if let before { topic.keepNewerLeaders(of: before) }
            cachedTopics[name] = CachedTopic(topic: topic, age: properties.timing.startStopwatch())
            return topic
        }
    }

    private func askedTopic(_ name: String) async throws(KafkaClientError) -> ClusterMetadata.Topic {
        guard let topic = try await fetchMetadata(of: [name]).topic(name) else {
            throw KafkaClientError(
                .malformedResponse, "The broker's metadata do not mention the topic \"\(name)\" they were asked for.",
                topic: name)
        }
        switch topic.error {
        case nil:
            return topic
        case .unknownTopicOrPartition:
            return try await unknownTopic(name)
        case .invalidTopicException:
            throw .invalidTopicName(name)
        case .topicAuthorizationFailed?:
            throw .notAuthorized(topic: name, to: "see", code: .topicAuthorizationFailed)
        case let code?:
            throw .broker(code, api: .metadata, topic: name)
        }
    }

    /// A second look at all topics, which finds one that has just been created, or the names that may be meant.
    private func unknownTopic(_ name: String) async throws(KafkaClientError) -> ClusterMetadata.Topic {
        let topics = try await fetchMetadata(of: nil).topics
        if let topic = topics.first(where: { $0.name == name && $0.error == nil }) { return topic }
        let names = topics.filter { !$0.isInternal }.map(\.name)
        throw .unknownTopic(name, nearest: NearestNames.of(name, among: names), topicCount: names.count)
    }

    /// Takes note of a leader that an answer named (KIP-951), and of where brokers listen.
    package func learn(
        topic: String, partition: Int32, leader: Int32, epoch: Int32, endpoints: [NodeEndpoint]
    ) {
        for endpoint in endpoints {
            let broker = ClusterMetadata.Broker(
                id: endpoint.nodeId, host: endpoint.host, port: endpoint.port, rack: endpoint.rack)
            known.brokers.removeAll { $0.id == broker.id }
            known.brokers.append(broker)
            known.brokers.sort { $0.id < $1.id }
        }
        guard let index = cachedTopics[topic]?.topic.partitions.firstIndex(where: { $0.index == partition }),
            let old = cachedTopics[topic]?.topic.partitions[index], old.leaderEpoch < epoch
        else { return }
        cachedTopics[topic]?.topic.partitions[index].leader = leader
        cachedTopics[topic]?.topic.partitions[index].leaderEpoch = epoch
    }

    // MARK: Asking

    /// Asks any broker that answers: those with an open connection first, then the other known ones, then the
    /// bootstrap addresses.
    private func fetchMetadata(of names: [String]?) async throws(KafkaClientError) -> ClusterMetadata {
        let request = MetadataRequest(
            topics: names?.map { MetadataRequest.Topic(name: $0) }, allowAutoTopicCreation: false)
        var failures: [(address: BrokerAddress, error: KafkaClientError)] = []

        for connection in openConnections {
            do {
                return try learn(await connection.send(request).response)
            } catch {
                guard error.isOfConnection else { throw error }
                // A connection that was closed while nobody looked says nothing of its broker.
                if error.code != .connectionClosed { failures.append((connection.address, error)) }
            }
        }
        for address in known.brokers.map(\.address) + properties.bootstrapServers
        where !failures.contains(where: { $0.address == address }) {
            do {
                return try learn(await openSpare(to: address).send(request).response)
            } catch {
                guard error.isOfConnection else { throw error }
                failures.append((address, error))
            }
        }
        // Where all say the same in their way, trying again is no use, and the first says it best.
        if let first = failures.first, failures.allSatisfy({ !$0.error.isRetriable }) { throw first.error }
        throw .noBrokerAnswers(failures)
    }

    private func learn(_ response: MetadataResponse) throws(KafkaClientError) -> ClusterMetadata {
        let metadata = ClusterMetadata(response)
        if response.errorCode.isError { throw .broker(response.errorCode, api: .metadata, topic: nil) }
        known.clusterID = metadata.clusterID ?? known.clusterID
        known.controllerID = metadata.controllerID
        // A broker that has just started may not know the others yet.
        if !metadata.brokers.isEmpty { known.brokers = metadata.brokers }
        return metadata
    }
}
