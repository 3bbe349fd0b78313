package import KafkaClient

/// How to connect to a cluster, by the names that librdkafka and the Java client give their settings.
///
///     let configuration = KafkaConfiguration([
///         "bootstrap.servers": "broker-1:9093,broker-2:9093", "security.protocol": "SASL_SSL",
///         "sasl.mechanism": "SCRAM-SHA-512", "sasl.username": "alice", "sasl.password": password,
///     ])
///
/// docs/configuration.md lists the names. It never prints its values.
public struct KafkaConfiguration: Sendable, Hashable {
    /// A setting and where it comes from.
    package struct Assignment: Sendable, Hashable {
        package var name: String
        package var value: String
        package var origin: String
    }

    /// Files to begin with, in their order.
    package enum Base: Sendable, Hashable {
        case file(String)
        case profile(String, file: String)
    }

    package var bases: [Base] = []
    package var assignments: [Assignment] = []

    /// Settings by name.
    public init(_ settings: [String: String]) {
        assignments = settings.sorted { $0.key < $1.key }.map {
            Assignment(name: $0.key, value: $0.value, origin: "configuration")
        }
    }

    package init() {}

    package mutating func set(_ name: String, _ value: String, from origin: String) {
        assignments.append(Assignment(name: name, value: value, origin: origin))
    }

    /// Files and settings together, the later over the earlier.
    package func settings() throws(KafkaClientError) -> KafkaSettings {
        var settings = KafkaSettings()
        for base in bases {
            switch base {
            case .file(let path): try settings.add(file: path)
            case .profile(let name, let path): try settings.add(profile: name, file: path)
            }
        }
        for one in assignments { try settings.set(one.name, one.value, from: one.origin) }
        return settings
    }
}

extension KafkaConfiguration: CustomStringConvertible, CustomReflectable {
    /// The names of the settings, without their values.
    public var description: String {
        "KafkaConfiguration(\(assignments.map(\.name).joined(separator: ", ")))"
    }

    /// Shows names only.
    public var customMirror: Mirror { Mirror(self, children: ["names": assignments.map(\.name)]) }
}
