package import KafkaWire

/// Every API that this client ever sends. Nothing here writes to the cluster or joins a group.
package enum RequestAllowList {
    /// All of them, whatever the state of the connection.
    package static let all: [ApiKey] = negotiating + authenticating + ready

    /// Before the broker has said which versions it takes.
    package static let negotiating: [ApiKey] = [.apiVersions]

    /// Between the negotiation and the first ordinary request, on connections that need it.
    package static let authenticating: [ApiKey] = [.saslHandshake, .saslAuthenticate]

    /// Once the connection is ready.
    package static let ready: [ApiKey] = [.metadata, .listOffsets, .fetch]

    /// What may be sent on a connection that has come so far.
    static func allowed(in phase: ConnectionFailure.Phase) -> [ApiKey] {
        switch phase {
        case .connecting, .securing: []
        case .negotiating: negotiating
        case .authenticating: authenticating
        case .ready: ready
        }
    }

    /// From this version on a Metadata request says whether a topic that is missing may be created.
    static let firstMetadataVersionThatOnlyReads: Int16 = 4

    /// Stops an allowed call that would still change the cluster: Metadata creates the topics it names, on brokers that
    /// are set up so, unless it says otherwise.
    ///
    /// - Throws: `.requestNotAllowed` or `.unsupportedVersion`.
    static func check(
        _ request: some KafkaRequest, version: Int16, broker: BrokerAddress
    ) throws(KafkaClientError) {
        guard let metadata = request as? MetadataRequest, let topics = metadata.topics, !topics.isEmpty else { return }
        guard !metadata.allowAutoTopicCreation else {
            throw .requestNotAllowed(.metadata, why: "it would let the broker create topics")
        }
        let needed = firstMetadataVersionThatOnlyReads...ApiKey.metadata.versions.upperBound
        guard needed.contains(version) else {
            throw .unsupportedVersion(of: .metadata, broker: broker, takes: 0...max(0, version), needs: needed)
        }
    }
}
