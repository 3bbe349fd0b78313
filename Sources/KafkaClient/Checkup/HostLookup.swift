import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Asks the system for the addresses of a name.
enum HostLookup {
    /// As text, each once, in the system's order.
    ///
    /// - Throws: `.connectionFailed` where the name is not known.
    static func addresses(of address: BrokerAddress) async throws(KafkaClientError) -> [String] {
        let host = address.host
        let found: [String]
        do {
            found = try await NIOThreadPool.singleton.runIfActive { lookUp(host) }
        } catch {
            found = []
        }
        guard !found.isEmpty else {
            throw KafkaClientError(ConnectionFailure.system(.unknownHost, .connecting), broker: address)
        }
        return found
    }

    private static func lookUp(_ host: String) -> [String] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        #if canImport(Glibc)
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
        hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [String] = []
        var next = list
        while let entry = next?.pointee {
            next = entry.ai_next
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            guard
                getnameinfo(
                    entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
            else { continue }
            let name = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if !found.contains(name) { found.append(name) }
        }
        return found
    }
}
