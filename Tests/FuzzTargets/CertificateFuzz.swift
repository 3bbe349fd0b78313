import Foundation
import KafkaClient
import KafkaSasl
import NIOCore
import NIOSSL

/// A broker's certificate in DER, of which kframe reads a few facts for its messages. Where BoringSSL takes it too, both
/// read the same times.
enum CertificateFuzz {
    private static let seeds = [
        """
        MIIB2zCCAYCgAwIBAgIUTPWqsPjxJcFZRWf6UgG1ZK5EImYwCgYIKoZIzj0EAwIwLzEbMBkGA1UEAwwSYnJva2VyLmV4YW1wbGUu\
        Y29tMRAwDgYDVQQKDAdFeGFtcGxlMCAXDTI2MTEyMzAwNDA0M1oYDzIxMjYxMDMwMDA0MDQzWjAvMRswGQYDVQQDDBJicm9rZXIu\
        ZXhhbXBsZS5jb20xEDAOBgNVBAoMB0V4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQJqtv8uyVTVO5QrG6WiVpGpEb0\
        qJNIz0aiBuVLdsSb6nj4A/V8noNwoFFlQl0c624spM5Zeyha+ScHepVBR7Hyo3gwdjAdBgNVHQ4EFgQUzdvxl62HagPzfd2V/9QS\
        UCAo78EwHwYDVR0jBBgwFoAUzdvxl62HagPzfd2V/9QSUCAo78EwDwYDVR0TAQH/BAUwAwEB/zAjBgNVHREEHDAaghJicm9rZXIu\
        ZXhhbXBsZS5jb22HBH8AAAEwCgYIKoZIzj0EAwIDSQAwRgIhANmYLBnrRnl+94IDS8sVWWH8bD6tq6FkkR76QtwNqt0EAiEA0aSS\
        lvp0mm0K3ft3/Ijypvj+ax/LAeM4gwMjn/qj5MQ=
        """,
        """
        MIIBODCB66ADAgECAhQVGNpnohtxKZt4eykny2aUjGc0GjAFBgMrZXAwEjEQMA4GA1UECgwHRXhhbXBsZTAeFw0yNjExMjMwMDQw\
        NDNaFw0yNjExMjYwMDQwNDNaMBIxEDAOBgNVBAoMB0V4YW1wbGUwKjAFBgMrZXADIQAUCmSGjIZ8o5vzYKQBnVsGzpvT0WLYif/k\
        6iiW+/YfZKNTMFEwHQYDVR0OBBYEFFLExOrzkGqM01WTc7OF53BH6V28MB8GA1UdIwQYMBaAFFLExOrzkGqM01WTc7OF53BH6V28\
        MA8GA1UdEwEB/wQFMAMBAf8wBQYDK2VwA0EAwKWKHevQS1OqnkuN5n1qHFSRXTB4qfjTNPnrWiR2Th0MXbjkwXJMNgBlq8Cust0b\
        +JNocTrzxkQ/eLN8Jle8DA==
        """,
    ]

    static let target = FuzzTarget(
        "certificates", maximumLength: 800,
        binaryWords: [
            [0x30, 0x82], [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], [0x30, 0x80], [0x17, 0x0D], [0x18, 0x0F], [0xA0, 0x03],
            [0x31], [0x06, 0x03, 0x55, 0x04, 0x03], Array("20500101000000Z".utf8), Array("491231235959Z".utf8),
        ],
        seeds: {
            try seeds.map { seed in
                guard let data = Data(base64Encoded: seed) else { throw FuzzFinding("a seed is no Base64") }
                return [UInt8](data)
            }
        }
    ) { bytes in
        let bytes = Array(bytes)
        var reader = DERReader(bytes)
        var taken = 0
        while let element = reader.next() { taken += 2 + element.content.count }
        try hold(taken <= bytes.count, "elements of \(taken) bytes in \(bytes.count)")
        guard let facts = CertificateFacts(der: bytes, names: ["a"]) else { return }
        for time in [facts.notBefore, facts.notAfter] where !time.isEmpty {
            try hold(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil, "\(time) is no time")
        }
        // A hundred bytes, each of which may become the three of a replacement.
        try hold(facts.issuer?.utf8.count ?? 0 <= 300, "an endless name")
        try hold(!facts.isExpired(now: facts.notAfter), "expired at the moment of its end")
        try compare(facts, bytes)
    }

    private static func compare(_ facts: CertificateFacts, _ bytes: [UInt8]) throws {
        guard let certificate = try? NIOSSLCertificate(bytes: bytes, format: .der),
            let before = seconds(facts.notBefore), let after = seconds(facts.notAfter)
        else { return }
        try hold(before == certificate.notValidBefore, "\(facts.notBefore), and not \(certificate.notValidBefore)")
        try hold(after == certificate.notValidAfter, "\(facts.notAfter), and not \(certificate.notValidAfter)")
    }

    private static func seconds(_ text: String) -> Int? {
        AWSTime(text.filter { $0 != "-" && $0 != ":" }).map { Int($0.secondsSince1970) }
    }
}
