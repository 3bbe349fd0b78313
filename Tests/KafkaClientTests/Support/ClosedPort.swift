import NIOCore
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A port of 127.0.0.1 that refuses every connection until it is given back: a socket has it, and does not listen.
///
/// A port that a listener had before is no such thing: the next socket that asks for a free one can get it, of a test
/// that runs at the same time or of another process, and then somebody answers.
final class ClosedPort: Sendable {
    let port: Int
    private let descriptor: CInt

    init() throws {
        #if canImport(Glibc)
        let own = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        #else
        let own = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        try #require(own >= 0)
        let bound = try SocketAddress(ipAddress: "127.0.0.1", port: 0).withSockAddr { address, size in
            bind(own, address, socklen_t(size))
        }
        var address = [UInt8](repeating: 0, count: 128)
        var size = socklen_t(address.count)
        let named = address.withUnsafeMutableBytes { bytes in
            getsockname(own, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size)
        }
        descriptor = own
        // Of a sockaddr_in; its own type is one that NIO's modules have imported first, and only they may look into it.
        port = Int(address[2]) << 8 | Int(address[3])
        try #require(bound == 0 && named == 0 && port > 0)
    }

    /// Gives the port back. A test calls it last, so that the socket lives until then.
    func release() {
        close(descriptor)
    }
}
