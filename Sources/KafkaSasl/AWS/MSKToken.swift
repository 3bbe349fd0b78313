/// A token for OAUTHBEARER that Amazon MSK takes: a URL signed in advance, as Base64.
///
/// Source: github.com/aws/aws-msk-iam-sasl-signer-python.
package enum MSKToken {
    package static func make(
        _ credentials: AWSCredentials, region: String, time: AWSTime, userAgent: String
    ) -> Secret {
        let host = host(region)
        let signature = MSKSignature(credentials, host: host, region: region, time: time)
        // The user agent is not signed, and stands last.
        let query =
            SigV4.canonicalQuery(signature.query) + "&X-Amz-Signature=\(signature.signature)"
            + "&User-Agent=\(SigV4.escaped(userAgent))"
        return Secret(Base64.encodeForURL(Array("https://\(host)/?\(query)".utf8)))
    }

    /// The signature that a client sent; nil where the token is none of this kind.
    package static func parse(_ token: Secret) -> MSKSignature? {
        guard let bytes = Base64.decodeFromURL(token.reveal()), let url = String(validating: bytes, as: UTF8.self),
            url.hasPrefix("https://"), let mark = url.firstIndex(of: "?")
        else { return nil }
        var host = url[..<mark].dropFirst("https://".count)
        if host.last == "/" { host.removeLast() }
        var values: [String: String] = [:]
        for part in url[url.index(after: mark)...].split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, let value = unescaped(pair[1]) else { return nil }
            values[String(pair[0])] = value
        }
        guard values["Action"] == MSKSignature.action, values["X-Amz-Algorithm"] == SigV4.algorithm,
            values["X-Amz-SignedHeaders"] == "host", values["User-Agent"] != nil,
            let credential = values["X-Amz-Credential"], let time = values["X-Amz-Date"].flatMap({ AWSTime($0) }),
            let expires = values["X-Amz-Expires"].flatMap({ Int64($0) }), let signature = values["X-Amz-Signature"]
        else { return nil }
        return MSKSignature(
            host: String(host), credential: credential, time: time,
            sessionToken: values["X-Amz-Security-Token"].map { Secret($0) }, expires: expires, signature: signature)
    }

    private static func host(_ region: String) -> String {
        "kafka.\(region).amazonaws.com" + (region.hasPrefix("cn-") ? ".cn" : "")
    }

    private static func unescaped(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let digits = String(rest.prefix(2)), digits.utf8.count == 2, let value = UInt8(digits, radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
