package import KafkaClient
import KafkaRecords
package import KafkaWire
import NIOCore

/// A Kafka cluster as a source of records: offsets by ListOffsets, bytes by Fetch, nothing else.
package struct ClusterSource: RecordSource, TopicCatalog {
    private let cluster: KafkaCluster
    package let name: String

    package init(_ cluster: KafkaCluster) async throws(ScanError) {
        self.cluster = cluster
        do {
            let metadata = try await cluster.metadata(topics: [])
            name = metadata.clusterID.map { "cluster \($0)" } ?? "cluster"
        } catch {
            throw ScanError(error)
        }
    }

    package func partitions(of topic: String, isFresh: Bool) async throws(ScanError) -> [SourcePartition] {
        let topic = try await inCommonPool { () async throws(ScanError) in
            try await described(topic, isFresh: isFresh)
        }
        return topic.partitions.map {
            SourcePartition(partition: $0.index, leader: $0.leader ?? -1, leaderEpoch: $0.leaderEpoch)
        }.sorted { $0.partition < $1.partition }
    }

    package func topicID(of topic: String) async throws(ScanError) -> String? {
        let id = try await inCommonPool { () async throws(ScanError) in try await described(topic, isFresh: false).id }
        return id == .zero ? nil : "\(id)"
    }

    package func offsets(
        topic: String, _ queries: [OffsetQuery], isolation: IsolationLevel
    ) async throws(ScanError) -> [OffsetAnswer] {
        guard !queries.isEmpty else { return [] }
        do {
            let asked = queries.map { (partition: $0.partition, timestamp: Self.timestamp($0.place)) }
            let listed = try await inCommonPool { () async throws(KafkaClientError) in
                try await cluster.listOffsets(topic: topic, asked, isolation: isolation)
            }
            return listed.map {
                OffsetAnswer(
                    partition: $0.partition, offset: $0.offset, timestamp: $0.timestamp, leaderEpoch: $0.leaderEpoch)
            }
        } catch {
            throw ScanError(error)
        }
    }

    package func fetch(_ request: SourceFetch) async throws(ScanError) -> [SourceFetched] {
        guard request.leader >= 0 else {
            throw ScanError(
                .leaderUnavailable,
                "partition \(request.partitions.first?.partition ?? 0) of \(request.topic) has no leader now; a broker is "
                    + "down, or is being restarted",
                topic: request.topic, partition: request.partitions.first?.partition)
        }
        let topic = try await described(request.topic, isFresh: false)
        do {
            // From version 13 a fetch names topics by their id, which old brokers' metadata do not tell.
            let (response, _) = try await cluster.send(
                message(request, topic), to: request.leader, atMost: topic.id == .zero ? 12 : nil)
            await learn(response, request)
            return try await vouched(explained(answers(response, request), request), request)
        } catch let error as KafkaClientError {
            throw ScanError(error)
        } catch let error as ScanError {
            throw error
        } catch {
            throw ScanError(.brokerFailed, "\(error)", topic: request.topic)
        }
    }

    /// Finds out what an answer without records means. Asked for one partition, a broker sends the first batch that there
    /// is below the readable end, however small the limits are. So when it sends none, none is there (compaction emptied
    /// the rest), unless the offset lies in remote storage, whose time-out looks the same.
    ///
    /// Brokers from before remote storage cannot be asked: their empty answers are left unproven.
    private func vouched(_ fetched: [SourceFetched], _ request: SourceFetch) async throws(ScanError) -> [SourceFetched]
    {
        guard request.partitions.count == 1, fetched.count == 1, let asked = request.partitions.first,
            var answer = fetched.first, case .records(let records, _) = answer.outcome,
            records.readableBytes == 0, !answer.isThrottled, answer.readableEnd > asked.offset
        else { return fetched }
        do throws(KafkaClientError) {
            let local = try await cluster.listOffsets(
                topic: request.topic, [(partition: asked.partition, timestamp: Self.timestamp(.earliestLocal))],
                isolation: request.isolation)
            answer.isEndOfLog = local.first.map { $0.offset >= 0 && $0.offset <= asked.offset } ?? false
        } catch {
            guard error.code == .unsupportedVersion else { throw ScanError(error) }
        }
        return [answer]
    }

    /// Takes note of the leaders that the answer names (KIP-951).
    private func learn(_ response: FetchResponse, _ request: SourceFetch) async {
        for part in response.responses.flatMap(\.partitions) {
            guard let leader = part.namedLeader else { continue }
            await cluster.learn(
                topic: request.topic, partition: leader.partition, leader: leader.leader, epoch: leader.leaderEpoch,
                endpoints: response.nodeEndpoints)
        }
    }

    /// Finds out why an offset is out of range, which the answer does not say: the records were deleted, or lost.
    private func explained(_ fetched: [SourceFetched], _ request: SourceFetch) async -> [SourceFetched] {
        var fetched = fetched
        for (index, asked) in request.partitions.enumerated() where fetched.indices.contains(index) {
            guard case .failed(let error) = fetched[index].outcome, error.code == .offsetOutOfRange else { continue }
            fetched[index].outcome = await whyOutOfRange(asked, request, error)
        }
        return fetched
    }

    private func whyOutOfRange(
        _ asked: SourceFetch.Partition, _ request: SourceFetch, _ error: ScanError
    ) async -> SourceFetched.Outcome {
        let place = "partition \(asked.partition) of \(request.topic)"
        guard
            let bounds = try? await cluster.listOffsets(
                topic: request.topic, [(asked.partition, -2), (asked.partition, -1)], isolation: .readUncommitted),
            let start = bounds.first?.offset, let end = bounds.last?.offset
        else { return .failed(error) }
        func failed(_ code: ScanError.Code, _ message: String) -> SourceFetched.Outcome {
            .failed(
                ScanError(code, message, topic: request.topic, partition: asked.partition, offset: asked.offset))
        }
        if asked.offset < start {
            return failed(
                .offsetOutOfRange,
                "offset \(asked.offset) of \(place) is gone: the log begins at offset \(start) now. Retention, or "
                    + "somebody, deleted the records before it while they were to be read; plan the read again")
        }
        if asked.offset > end {
            return failed(
                .truncated,
                "offset \(asked.offset) of \(place) is gone: the log ends at offset \(end) now. Records were lost on the "
                    + "brokers (unclean leader election); plan the read again")
        }
        return .retry(
            why:
                "broker \(request.leader) says that offset \(asked.offset) of \(place) is out of its range, and the leader "
                + "has offsets \(start) to \(end)")
    }

    package var executor: (any TaskExecutor)? { cluster.executor }

    package func waits() async -> [String] { await cluster.waits() }

    package func topics() async throws(ScanError) -> [CatalogTopic] {
        do {
            let metadata = try await inCommonPool { () async throws(KafkaClientError) in
                try await cluster.metadata(topics: nil)
            }
            return metadata.topics.map { topic in
                CatalogTopic(
                    name: topic.name, isInternal: topic.isInternal, partitions: topic.partitions.map(\.index).sorted(),
                    problem: topic.error?.text)
            }.sorted { $0.name < $1.name }
        } catch {
            throw ScanError(error)
        }
    }

    /// A broker tells sizes only to those with rights on the cluster, by a call that kframe does not send.
    package func sizeInBytes(of topic: String) async throws(ScanError) -> Int64? { nil }

    // MARK: - Requests and answers

    private func described(_ topic: String, isFresh: Bool) async throws(ScanError) -> ClusterMetadata.Topic {
        do throws(KafkaClientError) {
            let metadata =
                isFresh ? try await cluster.refresh(topic: topic) : try await cluster.metadata(topics: [topic])
            guard let described = metadata.topic(topic) else {
                throw KafkaClientError(.unknownTopic, "no topic is named \(topic)", topic: topic)
            }
            return described
        } catch {
            throw ScanError(error)
        }
    }

    private static func timestamp(_ place: OffsetQuery.Place) -> Int64 {
        switch place {
        case .latest: -1
        case .earliest: -2
        case .maxTimestamp: -3
        case .earliestLocal: -4
        case .timestamp(let time): time
        }
    }

    /// No session: an id of 0 and the final epoch, -1 (KIP-227).
    private func message(_ request: SourceFetch, _ topic: ClusterMetadata.Topic) -> FetchRequest {
        FetchRequest(
            replicaId: -1, maxWaitMs: Int32(clamping: request.maxWaitMilliseconds), minBytes: 1,
            maxBytes: Int32(clamping: request.maxBytes), isolationLevel: request.isolation, sessionId: 0,
            sessionEpoch: -1,
            topics: [
                FetchRequest.Topic(
                    topic: request.topic, topicId: topic.id,
                    partitions: request.partitions.map {
                        FetchRequest.Partition(
                            partition: $0.partition, currentLeaderEpoch: $0.leaderEpoch, fetchOffset: $0.offset,
                            lastFetchedEpoch: $0.lastFetchedEpoch, partitionMaxBytes: Int32(clamping: $0.maxBytes))
                    })
            ],
            rackId: request.takesFollower ? cluster.properties.rack ?? "" : "")
    }

    private func answers(_ response: FetchResponse, _ request: SourceFetch) throws(ScanError) -> [SourceFetched] {
        if response.errorCode.isError {
            throw ScanError(
                response.errorCode.isRetriable ? .brokerFailed : .unsupported,
                "broker \(request.leader) refused a fetch of \(request.topic): \(response.errorCode.text)",
                topic: request.topic)
        }
        let parts = response.responses.flatMap(\.partitions).map { ($0.partitionIndex, $0) }
        let byPartition = Dictionary(parts, uniquingKeysWith: { first, _ in first })
        return request.partitions.map { asked in
            guard let part = byPartition[asked.partition] else {
                // A quota's answer has no partitions at all (KIP-219).
                let isThrottled = response.throttleTimeMs > 0
                let place = "partition \(asked.partition) of \(request.topic)"
                let why = "broker \(request.leader) left \(place) out of its answer"
                return SourceFetched(
                    partition: asked.partition,
                    outcome: isThrottled ? .records(ByteBuffer(), AbortedTransactions([])) : .retry(why: why),
                    readableEnd: -1, isThrottled: isThrottled)
            }
            return answer(part, asked, request, isThrottled: response.throttleTimeMs > 0)
        }
    }

    private func answer(
        _ part: FetchResponse.Partition, _ asked: SourceFetch.Partition, _ request: SourceFetch, isThrottled: Bool
    ) -> SourceFetched {
        let readable = request.isolation == .readCommitted ? part.lastStableOffset : part.highWatermark
        let place = "partition \(asked.partition) of \(request.topic)"
        let outcome: SourceFetched.Outcome
        switch part.errorCode {
        case .noError where part.divergingEpoch.epoch >= 0 || part.divergingEpoch.endOffset >= 0:
            outcome = .failed(diverged(part.divergingEpoch, asked, request))
        case .noError where part.preferredReadReplica >= 0 && part.records?.readableBytes ?? 0 == 0:
            outcome = .readFrom(part.preferredReadReplica)
        case .noError:
            let aborted = (part.abortedTransactions ?? []).map {
                AbortedTransaction(producerID: $0.producerId, firstOffset: $0.firstOffset)
            }
            outcome = .records(part.records ?? ByteBuffer(), AbortedTransactions(aborted))
        case .offsetOutOfRange:
            outcome = .failed(
                ScanError(
                    .offsetOutOfRange,
                    "offset \(asked.offset) of \(place) is gone: retention deleted it while it was to be read, or the log "
                        + "was truncated. Plan the read again",
                    topic: request.topic, partition: asked.partition, offset: asked.offset))
        case .topicAuthorizationFailed:
            outcome = .failed(
                ScanError(
                    .notAuthorized, "no right to read \(request.topic): the user needs the Read right on the topic",
                    topic: request.topic, partition: asked.partition))
        case .unknownTopicId, .inconsistentTopicId, .unknownTopicOrPartition:
            outcome = .retry(why: "\(place) is not known to broker \(request.leader): \(part.errorCode.text)")
        case .notLeaderOrFollower, .fencedLeaderEpoch:
            outcome = .retry(
                why: "\(place): \(part.errorCode.text) (broker \(request.leader))", leader: part.namedLeader)
        case let code where code.isRetriable:
            outcome = .retry(why: "\(place): \(code.text) (broker \(request.leader))")
        case let code:
            outcome = .failed(
                ScanError(
                    code == .corruptMessage ? .corruptRecords : .brokerFailed,
                    "broker \(request.leader) cannot read \(place) at offset \(asked.offset): \(code.text)",
                    topic: request.topic, partition: asked.partition, offset: asked.offset))
        }
        return SourceFetched(
            partition: asked.partition, outcome: outcome, readableEnd: readable, isThrottled: isThrottled)
    }

    private func diverged(
        _ known: FetchResponse.EpochEndOffset, _ asked: SourceFetch.Partition, _ request: SourceFetch
    ) -> ScanError {
        ScanError(
            .truncated,
            "the log of partition \(asked.partition) of \(request.topic) was truncated while it was read: it was read up to "
                + "offset \(asked.offset) in leader epoch \(asked.lastFetchedEpoch), and its new leader (broker "
                + "\(request.leader), epoch \(asked.leaderEpoch)) has that only up to offset \(known.endOffset). Records were "
                + "lost on the brokers (unclean leader election); plan the read again",
            topic: request.topic, partition: asked.partition, offset: known.endOffset)
    }
}

extension FetchResponse.Partition {
    /// The leader that the answer names, where it names one.
    fileprivate var namedLeader: SourcePartition? {
        guard currentLeader.leaderId >= 0, currentLeader.leaderEpoch >= 0 else { return nil }
        return SourcePartition(
            partition: partitionIndex, leader: currentLeader.leaderId, leaderEpoch: currentLeader.leaderEpoch)
    }
}

extension ScanError {
    /// The client's error in the words of a scan.
    package init(_ error: KafkaClientError) {
        let code: Code =
            switch error.code {
            case .invalidConfiguration, .requestNotAllowed: .invalidArgument
            case .bootstrapFailed, .advertisedListenerUnreachable, .expectsTLS, .expectsPlaintext, .expectsSASL,
                .certificateNotTrusted, .wrongHostName, .tlsFailed, .notKafka:
                .noBroker
            case .mechanismNotEnabled, .authenticationFailed: .authenticationFailed
            case .connectionFailed, .connectionClosed, .unknownBroker, .brokerError, .shutDown: .brokerFailed
            case .timedOut: .timedOut
            case .malformedResponse: .corruptRecords
            case .unsupportedVersion: .unsupported
            case .unknownTopic: .unknownTopic
            case .unknownPartition: .unknownPartition
            case .notAuthorized: .notAuthorized
            case .leaderNotAvailable: .leaderUnavailable
            case .cancelled: .cancelled
            }
        self.init(code, error.message, topic: error.topic, partition: error.partition, offset: error.offset)
    }
}
