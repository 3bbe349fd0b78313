/// Where a web service is: scheme, host, port and path. No fragment, and no user in it.
package struct WebAddress: Sendable, Hashable {
    package let usesTLS: Bool
    package let host: BrokerAddress
    /// From the first slash on, with the query.
    package let target: String

    /// Nil where the text is no address of http or https.
    package init?(_ text: String) {
        let scheme = text.prefix { $0 != ":" }
        switch scheme.lowercased() {
        case "https": usesTLS = true
        case "http": usesTLS = false
        default: return nil
        }
        var rest = text.dropFirst(scheme.count)
        guard rest.hasPrefix("://") else { return nil }
        rest = rest.dropFirst(3)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        rest = rest.dropFirst(authority.count).prefix { $0 != "#" }
        guard !authority.isEmpty, rest.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        let hasPort =
            authority.drop { $0 != "]" }.dropFirst().contains(":")
            || !authority.contains("]") && authority.contains(":")
        do {
            var host = try BrokerAddress(parsing: String(authority))
            if !hasPort { host.port = usesTLS ? 443 : 80 }
            self.host = host
        } catch {
            return nil
        }
        target = rest.hasPrefix("/") ? String(rest) : "/" + rest
    }

    /// The same service at another path.
    func at(_ path: String) -> WebAddress { WebAddress(usesTLS: usesTLS, host: host, target: path) }

    private init(usesTLS: Bool, host: BrokerAddress, target: String) {
        self.usesTLS = usesTLS
        self.host = host
        self.target = target
    }

    /// The value of the header Host.
    var authority: String {
        let name = host.host.contains(":") ? "[\(host.host)]" : host.host
        return host.port == (usesTLS ? 443 : 80) ? name : "\(name):\(host.port)"
    }

    /// Whether what is sent there stays on this machine.
    var isLoopback: Bool { host.host == "localhost" || host.host == "::1" || host.host.hasPrefix("127.") }
}

extension WebAddress: CustomStringConvertible {
    /// Without the query, which may hold a secret.
    package var description: String { "\(usesTLS ? "https" : "http")://\(authority)\(target.prefix { $0 != "?" })" }
}
