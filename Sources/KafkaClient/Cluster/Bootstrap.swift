import KafkaWire
import Logging

/// The first contact: any of the bootstrap addresses that answers will do.
///
/// The addresses are tried in their order. The next one is begun when one fails, and also beside one that takes long;
/// the first that answers wins.
struct Bootstrap {
    struct Contact: Sendable {
        var connection: BrokerConnection
        var metadata: ClusterMetadata
    }

    private enum Event: Sendable {
        case answered(Contact)
        case failed(Int, KafkaClientError)
        case tookLong(Int)
    }

    let properties: ClientProperties
    let pool: FrameBufferPool
    let logger: Logger

    /// - Throws: `.bootstrapFailed` with every address and its cause; `.cancelled`.
    func run() async throws(KafkaClientError) -> Contact {
        let addresses = properties.bootstrapServers
        var failures: [Int: KafkaClientError] = [:]
        let contact = await withTaskGroup(of: Event.self) { group -> Contact? in
            var begun = 0
            var wantsNext = true
            while true {
                if wantsNext, begun < addresses.count {
                    let index = begun
                    begun += 1
                    group.addTask { await attempt(index) }
                    if begun < addresses.count { group.addTask { await tooLong(index) } }
                }
                guard let event = await group.next() else { return nil }
                switch event {
                case .answered(let contact):
                    group.cancelAll()
                    for await case .answered(let other) in group { await other.connection.close() }
                    return contact
                case .failed(let index, let error):
                    failures[index] = error
                    wantsNext = true
                    guard failures.count < addresses.count else {
                        group.cancelAll()
                        return nil
                    }
                case .tookLong(let index):
                    wantsNext = index == begun - 1 && failures[index] == nil
                }
            }
        }
        if let contact { return contact }
        if Task.isCancelled { throw .cancelled }
        throw .bootstrapFailed(
            failures.sorted { $0.key < $1.key }.map { (address: addresses[$0.key], error: $0.value) })
    }

    private func attempt(_ index: Int) async -> Event {
        let address = properties.bootstrapServers[index]
        do throws(KafkaClientError) {
            let connection = try await BrokerConnection.open(
                to: address, properties: properties, pool: pool, logger: logger)
            do throws(KafkaClientError) {
                // No topics: only the brokers are asked for.
                let response = try await connection.send(
                    MetadataRequest(topics: [], allowAutoTopicCreation: false), timeout: properties.connectTimeout
                ).response
                return .answered(Contact(connection: connection, metadata: ClusterMetadata(response)))
            } catch {
                await connection.close()
                throw error
            }
        } catch {
            logger.debug("bootstrap failed", metadata: ["broker": "\(address)", "error": "\(error)"])
            return .failed(index, Task.isCancelled ? error : await error.diagnosed(at: address, properties, logger))
        }
    }

    private func tooLong(_ index: Int) async -> Event {
        try? await properties.timing.clock.sleep(for: properties.bootstrapStagger)
        return .tookLong(index)
    }
}
