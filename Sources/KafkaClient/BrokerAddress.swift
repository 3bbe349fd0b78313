/// A host and a port, as a person writes them or as a broker advertises them.
package struct BrokerAddress: Hashable, Sendable {
    /// Kafka's usual port, taken where none is written.
    package static let defaultPort = 9092

    /// A host name, an IPv4 address, or an IPv6 address without brackets.
    package var host: String
    package var port: Int

    package init(host: String, port: Int = BrokerAddress.defaultPort) {
        self.host = host
        self.port = port
    }

    /// Reads one address: `host`, `host:port`, `::1`, `[::1]` or `[::1]:9092`; a listener such as `PLAINTEXT://` may stand
    /// before it, and says nothing: `security.protocol` does.
    ///
    /// - Throws: `.invalidConfiguration` with the text and what is wrong with it.
    package init(parsing text: String) throws(KafkaClientError) {
        var rest = text.trimmingBlanks()
        if let scheme = rest.range(of: "://") {
            let name = rest[..<scheme.lowerBound].uppercased()
            guard SecurityProtocol(rawValue: name) != nil else {
                throw .invalidAddress(text, "\(name) is no security protocol of Kafka: write host:port")
            }
            rest = rest[scheme.upperBound...]
        }
        guard !rest.isEmpty else { throw .invalidAddress(text, "it is empty: write host:port") }

        let portText: Substring?
        if rest.first == "[" {
            guard let end = rest.firstIndex(of: "]") else {
                throw .invalidAddress(text, "the closing bracket of the IPv6 address is missing")
            }
            host = String(rest[rest.index(after: rest.startIndex)..<end])
            let after = rest[rest.index(after: end)...]
            guard after.isEmpty || after.first == ":" else {
                throw .invalidAddress(text, "after the bracket only :port may follow")
            }
            portText = after.isEmpty ? nil : after.dropFirst()
        } else if rest.count(where: { $0 == ":" }) > 1 {
            // Several colons without brackets: an IPv6 address alone.
            guard rest.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." || $0 == "%" || $0.isLetter }) else {
                throw .invalidAddress(text, "write host:port, or [address]:port for IPv6")
            }
            host = String(rest)
            portText = nil
        } else if let colon = rest.firstIndex(of: ":") {
            host = String(rest[..<colon])
            portText = rest[rest.index(after: colon)...]
        } else {
            host = String(rest)
            portText = nil
        }

        guard !host.isEmpty else { throw .invalidAddress(text, "the host is missing") }
        guard !host.contains(where: { $0.isWhitespace || $0 == "/" || $0 == "@" }) else {
            throw .invalidAddress(text, "a host name has no blanks, slashes or @: write host:port")
        }
        if let portText {
            guard portText.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(portText),
                (1...65535).contains(number)
            else {
                throw .invalidAddress(text, "the port must be a number from 1 to 65535")
            }
            port = number
        } else {
            port = Self.defaultPort
        }
    }

    /// Reads a list separated by commas, as in `bootstrap.servers`; an address written twice counts once.
    ///
    /// - Throws: `.invalidConfiguration` where one cannot be read or none is there.
    package static func list(parsing text: String) throws(KafkaClientError) -> [BrokerAddress] {
        var addresses: [BrokerAddress] = []
        for part in text.split(separator: ",") where !part.allSatisfy(\.isWhitespace) {
            let address = try BrokerAddress(parsing: String(part))
            if !addresses.contains(address) { addresses.append(address) }
        }
        guard !addresses.isEmpty else { throw .invalidAddress(text, "it names no broker: write host:port") }
        return addresses
    }
}

extension BrokerAddress {
    /// The host as TLS wants it named: nil for IP addresses, which are compared with the certificate's addresses.
    var serverName: String? {
        let isIPv4 =
            host.split(separator: ".", omittingEmptySubsequences: false).count == 4
            && host.allSatisfy { $0 == "." || ("0"..."9").contains($0) }
        return isIPv4 || host.contains(":") ? nil : host
    }
}

extension BrokerAddress: CustomStringConvertible {
    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

extension StringProtocol {
    func trimmingBlanks() -> SubSequence {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return self[startIndex..<startIndex] }
        return self[first...last]
    }
}

extension Substring {
    /// The first place of a short marker. (The standard library's own search needs the regex module.)
    fileprivate func range(of marker: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(marker) { return start..<index(start, offsetBy: marker.count) }
            start = index(after: start)
        }
        return nil
    }
}
