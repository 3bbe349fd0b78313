/// AWS's Signature Version 4: who asks, for what and when, bound together by a key that is never sent.
package struct SigV4: Sendable {
    package static let algorithm = "AWS4-HMAC-SHA256"
    /// The hash of a request without a body.
    package static let emptyPayload = hex(ScramHash.sha256.hash([]))

    package let accessKeyID: String
    package let region: String
    package let service: String
    package let time: AWSTime
    private let secretAccessKey: Secret

    package init(_ credentials: AWSCredentials, region: String, service: String, time: AWSTime) {
        accessKeyID = credentials.accessKeyID
        secretAccessKey = credentials.secretAccessKey
        self.region = region
        self.service = service
        self.time = time
    }

    /// Day, region and service that a signature is for.
    package var scope: String { "\(time.date)/\(region)/\(service)/aws4_request" }

    /// - Parameters:
    ///   - query: names and values as they are, in any order.
    ///   - headers: names in lower case, sorted.
    package static func canonicalRequest(
        method: String = "GET", path: String = "/", query: [(name: String, value: String)],
        headers: [(name: String, value: String)], payload: String = emptyPayload
    ) -> String {
        let lines =
            [method, path, canonicalQuery(query)] + headers.map { "\($0.name):\($0.value)" } + [
                "", headers.map(\.name).joined(separator: ";"), payload,
            ]
        return lines.joined(separator: "\n")
    }

    /// Names and values escaped, and sorted in that form.
    package static func canonicalQuery(_ query: [(name: String, value: String)]) -> String {
        query.map { (escaped($0.name), escaped($0.value)) }
            .sorted { Array($0.0.utf8).lexicographicallyPrecedes(Array($1.0.utf8)) || $0.0 == $1.0 && $0.1 < $1.1 }
            .map { "\($0)=\($1)" }.joined(separator: "&")
    }

    /// The signature in hexadecimal digits.
    package func signature(of canonicalRequest: String) -> String {
        let hash = Self.hex(ScramHash.sha256.hash(Array(canonicalRequest.utf8)))
        let text = [Self.algorithm, time.description, scope, hash].joined(separator: "\n")
        return Self.hex(ScramHash.sha256.hmac(key: signingKey, Array(text.utf8)))
    }

    private var signingKey: [UInt8] {
        var key = Array("AWS4".utf8) + secretAccessKey.utf8
        for part in [time.date, region, service, "aws4_request"] {
            key = ScramHash.sha256.hmac(key: key, Array(part.utf8))
        }
        return key
    }

    /// Every byte but letters, digits and `-._~` as %XX.
    package static func escaped(_ text: String) -> String {
        var escaped: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                escaped.append(byte)
            default:
                escaped += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func hex(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self).lowercased()
    }
}
