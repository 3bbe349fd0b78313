import Foundation
import KFrame
import KFrameDemo
import KafkaLocal
import KafkaSasl
import KafkaWire
import Synchronization
import Testing

/// What a reader needs of a cluster, and what it leaves there.
@Suite struct RightsTests {
    private static let topic = DemoData.topic
    private static let events = 500
    private static let reading: Set<ApiKey> = [
        .apiVersions, .saslHandshake, .saslAuthenticate, .metadata, .listOffsets, .fetch,
    ]

    /// A broker where alice may do no more than the rights say; gives what was asked of it.
    private static func requests(
        _ rights: [TopicRights.Right], _ body: (Reader) async throws -> Void
    ) async throws -> Set<Int16> {
        let directory = NSTemporaryDirectory() + "kframe-rights-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        _ = try DemoData(eventCount: events).write(to: directory)
        let seen = Mutex<Set<Int16>>([])
        var options = BrokerOptions()
        options.isReadOnly = true
        options.security.sasl = .init(mechanisms: [.scramSHA256], users: SecureBroker.users)
        options.security.rights = TopicRights()
        options.security.rights?.allow("alice", rights, on: topic)
        options.onRequest = { key, _ in seen.withLock { _ = $0.insert(key) } }
        let broker = try await LocalBroker.start(directory: directory, options: options)
        do {
            let reader = try await Reader(
                .configured(
                    KafkaConfiguration([
                        "bootstrap.servers": broker.bootstrapServers, "security.protocol": "SASL_PLAINTEXT",
                        "sasl.mechanism": "SCRAM-SHA-256", "sasl.username": "alice", "sasl.password": "alice-secret",
                        "group.id": "a-group", "enable.auto.commit": "true",
                    ])))
            try await body(reader)
            await reader.close()
        } catch {
            await broker.shutdown()
            throw error
        }
        await broker.shutdown()
        return seen.withLock { $0 }
    }

    /// Everything that a reader has, with no right on any group or cluster; and not one request has to do with groups.
    @Test(arguments: [[TopicRights.Right.read, .describe], [.read]])
    func p25ReadAndDescribeAreEnoughAndP26NoGroupIsLeft(_ rights: [TopicRights.Right]) async throws {
        let seen = try await Self.requests(rights) { reader in
            #expect(try await reader.topics().map(\.name) == [Self.topic])
            _ = try await reader.plan(Self.topic, from: "earliest", to: "latest")
            let frame = try await reader.read(Self.topic, from: "earliest", to: "latest")
            #expect(frame.count == Self.events)
            #expect(try await reader.replay(frame.receipt).count == Self.events)
            #expect(try await reader.count(Self.topic, from: "earliest", to: "latest").total == Int64(Self.events))
            var rows = 0
            for try await batch in reader.batches(Self.topic, from: "earliest", to: "latest") { rows += batch.count }
            #expect(rows == Self.events)
        }
        #expect(seen == Set(Self.reading.map(\.rawValue)))
    }

    @Test func p27TheMissingRightIsNamed() async throws {
        let seen = try await Self.requests([.describe]) { reader in
            let error = await #expect(throws: KFrameError.self) {
                try await reader.read(Self.topic, from: "earliest", to: "latest")
            }
            #expect(error?.code == .notAuthorized)
            #expect(error?.message.contains("Read") == true, "\(error?.message ?? "")")
        }
        #expect(seen.isSubset(of: Self.reading.map(\.rawValue)))
    }
}
