package import KafkaWire
import NIOCore

extension KafkaCluster {
    /// Looks up offsets by timestamp, each at its partition's leader.
    ///
    /// A leader that moved, or has none for a while, is asked for again until the retries' deadline.
    ///
    /// - Parameters:
    ///   - queries: partitions and timestamps in milliseconds: -1 for the end of the partition (the last stable offset
    ///     under `readCommitted`), -2 for its beginning, -3 for the record with the largest timestamp. A partition may
    ///     be asked for several times.
    /// - Returns: the answers in the order of the queries.
    /// - Throws: `.unsupportedVersion` where a broker is too old for a special timestamp (-3 needs Kafka 3.0);
    ///   `.unknownTopic`, `.unknownPartition`, `.notAuthorized`, `.leaderNotAvailable` and others.
    package func listOffsets(
        topic name: String, _ queries: [(partition: Int32, timestamp: Int64)], isolation: IsolationLevel
    ) async throws(KafkaClientError) -> [ListedOffset] {
        var answers: [Int: ListedOffset] = [:]
        return try await retrying { attempt async throws(KafkaClientError) in
            let topic = try await self.topic(name, isRetry: attempt > 1, having: queries.map(\.partition))
            let open = queries.indices.filter { answers[$0] == nil }
            let batches = try OffsetLookup.batches(queries, open: open, in: topic)
            var failure: KafkaClientError?
            await withTaskGroup(of: Result<[Int: ListedOffset], BatchFailure>.self) { group in
                for batch in batches {
                    group.addTask { await self.lookUp(batch, topic: name, isolation: isolation) }
                }
                for await result in group {
                    switch result {
                    case .success(let found):
                        answers.merge(found) { $1 }
                    case .failure(let broken):
                        answers.merge(broken.answers) { $1 }
                        // What cannot be mended by asking again is what the caller must hear.
                        if failure?.isRetriable ?? true { failure = broken.error }
                        if !broken.error.isRetriable { group.cancelAll() }
                    }
                }
            }
            if let failure { throw failure }
            return queries.indices.compactMap { answers[$0] }
        }
    }

    /// A batch of which at least one query failed; the others' answers are good.
    private struct BatchFailure: Error {
        var answers: [Int: ListedOffset]
        var error: KafkaClientError
    }

    /// The topic's metadata: fresh after a failure, and where memory lacks a partition that is asked for.
    private func topic(
        _ name: String, isRetry: Bool, having partitions: [Int32]
    ) async throws(KafkaClientError) -> ClusterMetadata.Topic {
        if !isRetry, let topic = try await metadata(topics: [name]).topic(name) {
            let present = Set(topic.partitions.map(\.index))
            if present.isSuperset(of: partitions) { return topic }
        }
        guard let topic = try await refresh(topic: name).topic(name) else {
            throw .unknownTopic(name, nearest: [], topicCount: 0)
        }
        return topic
    }

    private nonisolated func lookUp(
        _ batch: OffsetLookup.Batch, topic: String, isolation: IsolationLevel
    ) async -> Result<[Int: ListedOffset], BatchFailure> {
        do throws(KafkaClientError) {
            let needed = OffsetLookup.firstVersion(for: batch.queries, isolation: isolation)
            let version = try await version(of: .listOffsets, at: batch.node)
            guard version >= needed else {
                throw KafkaClientError(
                    .unsupportedVersion,
                    "Broker \(batch.node) takes ListOffsets only up to version \(version); this look-up needs "
                        + "version \(needed). A newer Kafka has it.", node: batch.node, topic: topic)
            }
            let partitions = batch.queries.map {
                ListOffsetsRequest.Partition(
                    partitionIndex: $0.partition, currentLeaderEpoch: $0.leaderEpoch, timestamp: $0.timestamp)
            }
            let request = ListOffsetsRequest(
                replicaId: -1, isolationLevel: isolation,
                topics: [ListOffsetsRequest.Topic(name: topic, partitions: partitions)],
                timeoutMs: Int32(clamping: TimeAmount(properties.requestTimeout).nanoseconds / 1_000_000))
            let response = try await send(request, to: batch.node).response
            return read(response, for: batch, topic: topic)
        } catch {
            return .failure(BatchFailure(answers: [:], error: error))
        }
    }

    private nonisolated func read(
        _ response: ListOffsetsResponse, for batch: OffsetLookup.Batch, topic: String
    ) -> Result<[Int: ListedOffset], BatchFailure> {
        let partitions = response.topics.filter { $0.name == topic }.flatMap(\.partitions)
        let byIndex = Dictionary(partitions.map { ($0.partitionIndex, $0) }, uniquingKeysWith: { first, _ in first })
        var answers: [Int: ListedOffset] = [:]
        var failure: KafkaClientError?
        for query in batch.queries {
            let error: KafkaClientError
            if let found = byIndex[query.partition] {
                guard found.errorCode.isError else {
                    answers[query.index] = ListedOffset(
                        partition: query.partition, offset: found.offset, timestamp: found.timestamp,
                        leaderEpoch: found.leaderEpoch)
                    continue
                }
                error =
                    found.errorCode == .topicAuthorizationFailed
                    ? .notAuthorized(topic: topic, to: "ask for offsets of", code: found.errorCode)
                    : .broker(
                        found.errorCode, api: .listOffsets, topic: topic, partition: query.partition, node: batch.node)
            } else {
                error = .malformedResponse("partition \(query.partition) is missing", topic: topic, node: batch.node)
            }
            if failure?.isRetriable ?? true { failure = error }
        }
        guard let failure else { return .success(answers) }
        return .failure(BatchFailure(answers: answers, error: failure))
    }
}
