import KafkaWire

extension KafkaClientError {
    static let cancelled = KafkaClientError(.cancelled, "The request was cancelled.")

    static let shutDown = KafkaClientError(.shutDown, "The Kafka client was shut down while it was in use.")

    static func invalidAddress(_ text: String, _ reason: String) -> KafkaClientError {
        KafkaClientError(.invalidConfiguration, "The broker address \"\(text)\" cannot be read: \(reason).")
    }

    static func malformedResponse(_ error: WireError, from broker: BrokerAddress) -> KafkaClientError {
        KafkaClientError(
            .malformedResponse, "The broker at \(broker) sent an answer that cannot be read. \(error)", broker: broker,
            underlying: "\(error)")
    }

    static func malformedResponse(_ reason: String, topic: String, node: Int32) -> KafkaClientError {
        KafkaClientError(
            .malformedResponse, "Broker \(node) sent an answer that does not fit its request: \(reason).", node: node,
            topic: topic)
    }

    static func unsupportedVersion(
        of api: ApiKey, broker: BrokerAddress, takes theirs: ClosedRange<Int16>?, needs ours: ClosedRange<Int16>
    ) -> KafkaClientError {
        let reason =
            if let theirs {
                "takes \(api.name) in the versions \(theirs.lowerBound) to \(theirs.upperBound), "
                    + "and \(ours.lowerBound) to \(ours.upperBound) would be needed"
            } else {
                "does not offer \(api.name)"
            }
        return KafkaClientError(
            .unsupportedVersion, "The broker at \(broker) \(reason). Brokers from Kafka 2.1 on can be read.",
            broker: broker)
    }

    static func requestNotAllowed(_ api: ApiKey, why: String) -> KafkaClientError {
        KafkaClientError(.requestNotAllowed, "\(api.name) was not sent: \(why).")
    }

    // MARK: The whole cluster

    /// Every address with its cause, a line each.
    static func bootstrapFailed(_ failures: [(address: BrokerAddress, error: KafkaClientError)]) -> KafkaClientError {
        // A broker that was found and says no, or cannot be trusted, is no broker that was not found.
        if let first = failures.first, first.error.code.isOfSecurity,
            failures.allSatisfy({ $0.error.code == first.error.code })
        {
            return first.error
        }
        if failures.count == 1, let only = failures.first {
            return KafkaClientError(
                .bootstrapFailed, "No Kafka broker was found. \(only.error.message)", broker: only.address,
                underlying: only.error.underlying)
        }
        let lines = failures.map { "\n  \($0.address): \($0.error.message)" }.joined()
        return KafkaClientError(
            .bootstrapFailed, "No Kafka broker was found at any of the \(failures.count) bootstrap addresses:\(lines)")
    }

    static func noBrokerAnswers(_ failures: [(address: BrokerAddress, error: KafkaClientError)]) -> KafkaClientError {
        let lines = failures.map { "\n  \($0.address): \($0.error.message)" }.joined()
        return KafkaClientError(.connectionFailed, "No broker of the cluster answers any more:\(lines)")
    }

    static func advertisedListenerUnreachable(
        node: Int32, advertised: BrokerAddress, bootstrap: BrokerAddress, cause: KafkaClientError
    ) -> KafkaClientError {
        KafkaClientError(
            .advertisedListenerUnreachable,
            "The bootstrap server \(bootstrap) answered, but it advertises broker \(node) as \(advertised), "
                + "which cannot be reached from here: \(cause.underlying ?? cause.message) "
                + "Set the broker's advertised.listeners to an address that this machine can reach, "
                + "or make \(advertised) reachable (host entry, port mapping, VPN).",
            broker: advertised, node: node, underlying: cause.underlying ?? cause.message)
    }

    static func unknownBroker(_ node: Int32) -> KafkaClientError {
        KafkaClientError(
            .unknownBroker, "The cluster does not know of a broker \(node) at the moment; it may be down.", node: node)
    }

    // MARK: Topics and partitions

    static func unknownTopic(_ topic: String, nearest: [String], topicCount: Int) -> KafkaClientError {
        let advice =
            if nearest.isEmpty {
                topicCount == 0
                    ? "The cluster shows no topics to this client"
                    : "None of the cluster's \(topicCount) topics that this client may see has a similar name"
            } else {
                "Did you mean \(nearest.map { "\"\($0)\"" }.joined(separator: " or "))?"
            }
        let end = advice.hasSuffix("?") ? "" : "."
        return KafkaClientError(
            .unknownTopic, "The topic \"\(topic)\" does not exist. \(advice)\(end)", topic: topic,
            kafkaError: .unknownTopicOrPartition)
    }

    static func invalidTopicName(_ topic: String) -> KafkaClientError {
        KafkaClientError(
            .unknownTopic,
            "\"\(topic)\" cannot be a topic: names have 1 to 249 of the characters a-z, A-Z, 0-9, dot, _ and -.",
            topic: topic, kafkaError: .invalidTopicException)
    }

    static func unknownPartition(_ partition: Int32, of topic: String, partitionCount: Int) -> KafkaClientError {
        KafkaClientError(
            .unknownPartition,
            "The topic \"\(topic)\" has no partition \(partition); it has \(partitionCount), numbered from 0.",
            topic: topic, partition: partition, kafkaError: .unknownTopicOrPartition)
    }

    static func notAuthorized(topic: String, to operation: String, code: KafkaErrorCode) -> KafkaClientError {
        KafkaClientError(
            .notAuthorized,
            "The cluster does not allow this client to \(operation) the topic \"\(topic)\": it lacks the right Describe. "
                + "Ask for the rights Read and Describe on it.",
            topic: topic, kafkaError: code)
    }

    static func noLeader(topic: String, partition: Int32, code: KafkaErrorCode = .leaderNotAvailable)
        -> KafkaClientError
    {
        KafkaClientError(
            .leaderNotAvailable,
            "Partition \(partition) of the topic \"\(topic)\" has no leader at the moment, so it cannot be read. "
                + "The brokers with its replicas may be down.",
            topic: topic, partition: partition, kafkaError: code)
    }

    /// Another code of the broker about a topic or one of its partitions.
    static func broker(
        _ code: KafkaErrorCode, api: ApiKey, topic: String?, partition: Int32? = nil, node: Int32? = nil
    ) -> KafkaClientError {
        let what = [partition.map { "partition \($0) of" }, topic.map { "the topic \"\($0)\"" }]
            .compactMap(\.self).joined(separator: " ")
        let about = what.isEmpty ? "" : " for \(what)"
        return KafkaClientError(
            .brokerError, "The broker answered \(api.name)\(about) with \(code.name) (\(code.rawValue)): \(code.text)",
            node: node, topic: topic, partition: partition, kafkaError: code)
    }

    /// The same failure, with how often and how long it was tried.
    func after(attempts: Int, in duration: Duration) -> KafkaClientError {
        guard attempts > 1 else { return self }
        var error = self
        error.message += " (Tried \(attempts) times within \(duration.inWords).)"
        return error
    }
}

extension Duration {
    /// `0.25 s`, `10 s`: seconds, with as many of three decimals as needed.
    var inWords: String {
        let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        guard rest != 0 else { return "\(seconds) s" }
        var decimals = String(String(1000 + abs(rest)).dropFirst())
        while decimals.hasSuffix("0") { decimals.removeLast() }
        return "\(seconds).\(decimals) s"
    }
}
