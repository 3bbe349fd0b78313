import Foundation
import KafkaClient
import KafkaLocal
import KafkaSasl
import Logging

/// A local broker with security, for the length of a test.
enum SecureBroker {
    static let users = ["alice": Secret("alice-secret"), "bob": Secret("bob-secret")]

    static func tls(_ name: String = "broker", clients: Bool = false) throws -> ListenerSecurity.TLS {
        let certificates = try TestCertificates.shared.get()
        return ListenerSecurity.TLS(
            certificateFile: certificates.path("\(name).pem"), keyFile: certificates.path("\(name).key"),
            clientAuthoritiesFile: clients ? certificates.path("ca.pem") : nil)
    }

    static func with<Value>(
        _ security: ListenerSecurity, _ body: (LocalBroker) async throws -> Value
    ) async throws -> Value {
        let directory = NSTemporaryDirectory() + "kframe-secure-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var options = BrokerOptions()
        options.security = security
        let broker = try await LocalBroker.start(directory: directory, options: options)
        do {
            let value = try await body(broker)
            await broker.shutdown()
            return value
        } catch {
            await broker.shutdown()
            throw error
        }
    }

    static func properties(
        _ broker: LocalBroker, _ security: ConnectionSecurity, host: String = "127.0.0.1"
    ) -> ClientProperties {
        var properties = ClientProperties(bootstrapServers: [BrokerAddress(host: host, port: broker.port)])
        properties.security = security
        properties.connectTimeout = .seconds(120)
        properties.retry.totalDeadline = .zero
        return properties
    }

    /// Connects, asks for the metadata, and gives the error where that fails.
    static func failure(_ broker: LocalBroker, _ security: ConnectionSecurity, host: String = "127.0.0.1") async
        -> KafkaClientError?
    {
        do {
            let cluster = try await KafkaCluster.connect(
                properties(broker, security, host: host), logger: Logger(label: "test"))
            let result: KafkaClientError?
            do {
                _ = try await cluster.metadata(topics: nil)
                result = nil
            } catch {
                result = error
            }
            await cluster.shutdown()
            return result
        } catch {
            return error
        }
    }

    static func trusting(_ authority: String = "ca") throws -> TLSOptions {
        var options = TLSOptions()
        options.trust = .authorities(.file(try TestCertificates.shared.get().path("\(authority).pem")))
        return options
    }
}
