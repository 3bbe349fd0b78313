package import NIOCore
import NIOPosix

/// What a client is told about its cluster and its own limits.
package struct ClientProperties: Sendable {
    /// Where to ask first; any one that answers will do.
    package var bootstrapServers: [BrokerAddress]

    /// The name the brokers see in their request logs and quotas.
    package var clientID = "kframe"

    /// Where this client runs, in the brokers' words: partitions are then read from a replica in the same rack, where the
    /// cluster offers one (KIP-392). Nil for always the leader.
    package var rack: String?

    /// TLS and SASL.
    package var security = ConnectionSecurity.plaintext

    /// How long a connection may take until it is ready: name look-up, TCP, TLS, version negotiation and SASL together.
    package var connectTimeout = Duration.seconds(10)

    /// How long a request may wait for the next kibibyte from the broker, or for the end of the answer.
    package var requestTimeout = Duration.seconds(30)

    /// How long to wait for one bootstrap address before the next is tried beside it.
    package var bootstrapStagger = Duration.seconds(1)

    /// How failed requests are tried again, and for how long.
    package var retry = RetryPolicy()

    /// How long cached metadata is believed.
    package var metadataMaximumAge = Duration.seconds(300)

    /// The socket's receive buffer in bytes. Nil leaves it to the system, which tunes it while it runs: a size that is
    /// set ends that, and Linux cuts it down to `net.core.rmem_max`, mostly far below what the tuning reaches.
    package var socketReceiveBufferBytes: Int?

    /// How many bytes one read from a socket asks for.
    package var readChunkBytes = 512 * 1024

    /// The longest answer to a Fetch that is taken, in bytes; other answers have a limit of their own.
    package var maximumFetchedBytes = 512 * 1024 * 1024

    /// How many bytes of large answers' memory are kept for the next ones.
    package var recycledBytes = 64 * 1024 * 1024

    /// Where the connections run.
    package var eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton

    /// The clock and the dice of the retries.
    package var timing = RetryTiming()

    package init(bootstrapServers: [BrokerAddress]) {
        self.bootstrapServers = bootstrapServers
    }
}
