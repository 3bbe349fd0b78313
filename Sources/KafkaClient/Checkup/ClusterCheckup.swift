import KafkaSasl
import KafkaWire
package import Logging
import NIOCore
import NIOPosix

/// Goes the way of a read, step by step, and says at which it ends and why: `kframe doctor`.
package struct ClusterCheckup: Sendable {
    private let properties: ClientProperties
    private let topic: String?
    private let logger: Logger

    /// - Parameter topic: whose rights are tried and of which one fetch is made; nil to end with the brokers.
    package init(_ properties: ClientProperties, topic: String?, logger: Logger) {
        self.properties = properties
        self.topic = topic
        self.logger = logger
    }

    /// - Parameter report: told of each step as it ends; the last one with the error, where there is one.
    /// - Returns: whether all went well.
    package func run(_ report: (CheckupFinding) -> Void) async -> Bool {
        var failure: CheckupFinding?
        var found = false
        for address in properties.bootstrapServers where !found {
            failure = await contact(address, report)
            found = failure == nil
            // Any one that answers will do; the others' failures are shown all the same.
            if let failure { report(failure) }
        }
        guard found else { return false }
        do throws(KafkaClientError) {
            try await cluster(report)
            return true
        } catch {
            return false
        }
    }

    // MARK: One address

    private func contact(_ address: BrokerAddress, _ report: (CheckupFinding) -> Void) async -> CheckupFinding? {
        let clock = ContinuousClock()
        var start = clock.now
        func done(_ step: CheckupFinding.Step, _ detail: String, _ error: KafkaClientError? = nil) -> CheckupFinding {
            let now = clock.now
            defer { start = now }
            return CheckupFinding(step: step, duration: now - start, detail: detail, error: error)
        }
        let found: [String]
        do throws(KafkaClientError) {
            found = try await HostLookup.addresses(of: address)
        } catch {
            return done(.resolve, error.message, error)
        }
        report(done(.resolve, "\(address.host): \(found.joined(separator: ", "))"))
        var stages: [(ConnectionStage, Duration)] = []
        do throws(KafkaClientError) {
            let connection = try await BrokerConnection.open(
                to: address, properties: properties, pool: FrameBufferPool(limit: 0), logger: logger
            ) { stage in
                let now = clock.now
                stages.append((stage, now - start))
                start = now
            }
            for (stage, duration) in stages {
                report(
                    CheckupFinding(
                        step: stage.step, duration: duration, detail: await detail(of: stage, connection), error: nil))
            }
            await connection.close()
            return nil
        } catch {
            for (stage, duration) in stages {
                report(CheckupFinding(step: stage.step, duration: duration, detail: "\(address)", error: nil))
            }
            let step = nextStep(after: stages.last?.0)
            let finding = done(step, "", error)
            let diagnosed = await error.diagnosed(at: address, properties, logger)
            return CheckupFinding(step: step, duration: finding.duration, detail: diagnosed.message, error: diagnosed)
        }
    }

    private func nextStep(after stage: ConnectionStage?) -> CheckupFinding.Step {
        switch stage {
        case nil: .connect
        case .connected: properties.security.securityProtocol.usesTLS ? .tls : .versions
        case .secured: .versions
        case .negotiated, .authenticated: .sasl
        }
    }

    private func detail(of stage: ConnectionStage, _ connection: BrokerConnection) async -> String {
        switch stage {
        case .connected: return "\(connection.address)"
        case .secured:
            guard let facts = await connection.peerCertificate() else { return "secured" }
            let signer = facts.issuer.map { "signed by \($0), " } ?? ""
            let checked = properties.security.verifiesCertificate ? "" : " (NOT checked)"
            return
                "certificate for \(facts.names.prefix(4).joined(separator: ", ")), \(signer)until \(facts.notAfter)\(checked)"
        case .negotiated:
            var parts: [String] = []
            for api in [ApiKey.metadata, .listOffsets, .fetch] {
                guard let version = try? await connection.agreedVersion(of: api) else { continue }
                parts.append("\(api.name) v\(version)")
            }
            return parts.joined(separator: ", ")
        case .authenticated:
            guard let credentials = properties.security.credentials else { return "" }
            return credentials.mechanism.rawValue + (await connection.user.map { " as \($0)" } ?? "")
        }
    }

    // MARK: The cluster

    private func cluster(_ report: (CheckupFinding) -> Void) async throws(KafkaClientError) {
        var properties = properties
        // A doctor says what is, and does not wait until it is better.
        properties.retry.totalDeadline = .zero
        let cluster = try await step(.metadata, report) { () async throws(KafkaClientError) in
            let cluster = try await KafkaCluster.connect(properties, logger: logger)
            let metadata = try await cluster.metadata(topics: nil)
            let topics = metadata.topics.count { !$0.isInternal }
            return (
                cluster,
                "cluster \(metadata.clusterID ?? "without an id"), \(counted(metadata.brokers.count, "broker")), "
                    + "\(counted(topics, "topic")) to be seen"
            )
        }
        do throws(KafkaClientError) {
            try await inside(cluster, report)
        } catch {
            await cluster.shutdown()
            throw error
        }
        await cluster.shutdown()
    }

    private func inside(_ cluster: KafkaCluster, _ report: (CheckupFinding) -> Void) async throws(KafkaClientError) {
        try await step(.brokers, report) { () async throws(KafkaClientError) in
            let brokers = try await cluster.metadata(topics: []).brokers.sorted { $0.id < $1.id }
            for broker in brokers { _ = try await cluster.version(of: .fetch, at: broker.id) }
            return ((), "reached as advertised: " + brokers.map { "\($0.address)" }.joined(separator: ", "))
        }
        guard let topic else { return }
        let partitions = try await step(.topic, report) { () async throws(KafkaClientError) in
            let metadata = try await cluster.refresh(topic: topic)
            guard let found = metadata.topic(topic) else {
                throw KafkaClientError.unknownTopic(topic, nearest: [], topicCount: 0)
            }
            if let orphan = found.partitions.first(where: { $0.leader == nil }) {
                throw KafkaClientError.noLeader(topic: topic, partition: orphan.index)
            }
            return (found, "\(topic): \(counted(found.partitions.count, "partition")), each with a leader")
        }
        let numbers = partitions.partitions.map(\.index).sorted()
        let ends = try await step(.describe, report) { () async throws(KafkaClientError) in
            let starts = try await cluster.listOffsets(
                topic: topic, numbers.map { ($0, -2) }, isolation: .readCommitted)
            let ends = try await cluster.listOffsets(topic: topic, numbers.map { ($0, -1) }, isolation: .readCommitted)
            let count = zip(starts, ends).reduce(Int64(0)) { $0 &+ max(0, $1.1.offset &- $1.0.offset) }
            return (
                zip(starts, ends).map { (partition: $0.partition, start: $0.offset, end: $1.offset) },
                "\(count) offsets"
            )
        }
        try await step(.read, report) { () async throws(KafkaClientError) in
            let place = ends.first { $0.end > $0.start } ?? ends.first
            guard let place, let leader = partitions.partitions.first(where: { $0.index == place.partition })?.leader
            else {
                return ((), "there is no partition to fetch from")
            }
            return (
                (),
                try await fetch(
                    topic, partitions.id, place.partition, at: max(place.start, place.end - 1), leader, cluster)
            )
        }
    }

    private func fetch(
        _ topic: String, _ id: KafkaUUID, _ partition: Int32, at offset: Int64, _ leader: Int32, _ cluster: KafkaCluster
    ) async throws(KafkaClientError) -> String {
        let request = FetchRequest(
            replicaId: -1, maxWaitMs: 0, minBytes: 0, maxBytes: 1 << 20, isolationLevel: .readCommitted, sessionId: 0,
            sessionEpoch: -1,
            topics: [
                .init(
                    topic: topic, topicId: id,
                    partitions: [.init(partition: partition, fetchOffset: offset, partitionMaxBytes: 1 << 20)])
            ])
        let (response, version) = try await cluster.send(request, to: leader)
        let found = response.responses.flatMap(\.partitions).first { $0.partitionIndex == partition }
        let code = response.errorCode.isError ? response.errorCode : found?.errorCode ?? .noError
        switch code {
        case .noError: break
        case .topicAuthorizationFailed:
            throw KafkaClientError(
                .notAuthorized,
                "The cluster does not allow this client to read the topic \"\(topic)\": it lacks the right Read. "
                    + "Ask for the rights Read and Describe on it.", topic: topic, kafkaError: code)
        default: throw .broker(code, api: .fetch, topic: topic, partition: partition, node: leader)
        }
        let bytes = found?.records?.readableBytes ?? 0
        return "partition \(partition) offset \(offset) from broker \(leader): \(bytes) bytes (Fetch v\(version))"
    }

    // MARK: Steps

    private func step<Value>(
        _ step: CheckupFinding.Step, _ report: (CheckupFinding) -> Void,
        _ body: () async throws(KafkaClientError) -> (Value, detail: String)
    ) async throws(KafkaClientError) -> Value {
        let clock = ContinuousClock()
        let start = clock.now
        do throws(KafkaClientError) {
            let (value, detail) = try await body()
            report(CheckupFinding(step: step, duration: clock.now - start, detail: detail, error: nil))
            return value
        } catch {
            report(CheckupFinding(step: step, duration: clock.now - start, detail: error.message, error: error))
            throw error
        }
    }

    private func counted(_ count: Int, _ what: String) -> String { count == 1 ? "1 \(what)" : "\(count) \(what)s" }
}

extension ConnectionStage {
    fileprivate var step: CheckupFinding.Step {
        switch self {
        case .connected: .connect
        case .secured: .tls
        case .negotiated: .versions
        case .authenticated: .sasl
        }
    }
}
