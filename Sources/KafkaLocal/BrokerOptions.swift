package import KafkaLog
package import KafkaWire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How a local broker behaves.
package struct BrokerOptions: Sendable {
    /// The directory is opened for reading: nothing in it is touched, topics cannot be created, and produced records are
    /// refused with TOPIC_AUTHORIZATION_FAILED.
    package var isReadOnly = false
    /// Whether asking for the metadata of an unknown topic creates it, where the client allows it.
    package var autoCreatesTopics = true
    /// Partitions of a topic that is created without a number.
    package var defaultPartitionCount: Int32 = 1
    /// What clients are told to connect to; nil for the address that the broker listens on.
    package var advertisedHost: String?
    /// Segment size, index density and the largest batch, for topics that do not say.
    package var log = LogAppender.Options()
    /// The longest request, in bytes. Kafka's default: 100 MiB.
    package var maxRequestBytes = 100 << 20
    /// Whether clients are sent to a replica in their own rack, as with Kafka's RackAwareReplicaSelector (KIP-392).
    package var selectsReplicaByRack = false
    /// TLS, SASL and topic rights.
    package var security = ListenerSecurity()
    /// Told of every request, by the number of its call and its version.
    package var onRequest: @Sendable (_ apiKey: Int16, _ version: Int16) -> Void = { _, _ in }
    /// Threads for file work.
    package var fileThreadCount = 2
    /// File times of segments that hold no records (see ``FileTimes``).
    package var fileTimes = FileTimes.system
    /// The time for LogAppendTime topics, in milliseconds since 1970.
    package var now: @Sendable () -> Int64 = Self.systemTime
    /// Makes ids for new topics and for a new directory's cluster.
    package var makeID: @Sendable () -> KafkaUUID = Self.randomID

    package init() {}

    static func systemTime() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    private static func randomID() -> KafkaUUID {
        // Version 4, variant 1, as Kafka's own.
        KafkaUUID(
            high: UInt64.random(in: .min ... .max) & ~0xF000 | 0x4000,
            low: UInt64.random(in: .min ... .max) & ~(3 << 62) | 2 << 62)
    }
}
