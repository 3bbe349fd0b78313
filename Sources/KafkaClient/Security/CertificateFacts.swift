import NIOSSL

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What a broker's certificate says of itself, for messages. Nothing of it is verified.
package struct CertificateFacts: Sendable, Hashable {
    /// As `2026-11-22T18:00:00Z`, which sorts as the times do; empty where it cannot be read.
    package var notBefore: String
    package var notAfter: String
    /// The common name, or else the organisation, of who signed it; nil where there is neither.
    package var issuer: String?
    /// Whether it is signed by itself.
    package var isSelfSigned: Bool
    /// The host names and addresses it is for.
    package var names: [String]

    /// Nil where the bytes are no certificate.
    package init?(der: [UInt8], names: [String]) {
        var outer = DERReader(der)
        guard var certificate = outer.enter(0x30), var signed = certificate.enter(0x30) else { return nil }
        if signed.peek == 0xA0 { _ = signed.next() }
        guard signed.next() != nil, signed.next() != nil, let issuer = signed.next(), var validity = signed.enter(0x30),
            let from = validity.next(), let to = validity.next(), let subject = signed.next()
        else { return nil }
        self.names = names
        self.issuer = Self.name(issuer.content)
        isSelfSigned = issuer.content == subject.content
        notBefore = Self.instant(from) ?? ""
        notAfter = Self.instant(to) ?? ""
    }

    init?(_ certificate: NIOSSLCertificate) {
        guard let der = try? certificate.toDERBytes() else { return nil }
        self.init(der: der, names: certificate._subjectAlternativeNames().compactMap(Self.alternativeName))
    }

    /// - Parameter now: in the form of ``notAfter``.
    package func isExpired(now: String = CertificateFacts.now()) -> Bool { !notAfter.isEmpty && notAfter < now }

    package func isNotYetValid(now: String = CertificateFacts.now()) -> Bool { !notBefore.isEmpty && notBefore > now }

    package static func now() -> String {
        var seconds = time(nil)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
            + "T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }

    /// UTCTime (`YYMMDDHHMMSSZ`, years 1950 to 2049) or GeneralizedTime (`YYYYMMDDHHMMSSZ`).
    private static func instant(_ element: DERReader.Element) -> String? {
        var digits = String(decoding: element.content, as: UTF8.self)
        guard digits.removeLastIf("Z"), digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
        switch (element.tag, digits.count) {
        case (0x17, 12): digits = (digits.prefix(2) < "50" ? "20" : "19") + digits
        case (0x18, 14): break
        default: return nil
        }
        let parts = Array(digits)
        func part(_ range: Range<Int>) -> String { String(parts[range]) }
        return "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))Z"
    }

    /// Name ::= SEQUENCE OF SET OF SEQUENCE { type, value }.
    private static func name(_ content: [UInt8]) -> String? {
        var found: [[UInt8]: String] = [:]
        var sets = DERReader(content)
        while var set = sets.enter(0x31) {
            while var attribute = set.enter(0x30) {
                guard let type = attribute.next(), let value = attribute.next() else { break }
                found[type.content] = String(decoding: value.content.prefix(100), as: UTF8.self)
            }
        }
        // 2.5.4.3 and 2.5.4.10.
        return found[[0x55, 0x04, 0x03]] ?? found[[0x55, 0x04, 0x0A]]
    }

    private static func alternativeName(_ name: _SubjectAlternativeName) -> String? {
        let bytes = name.contents.withUnsafeBufferPointer { Array($0) }
        switch name.nameType {
        case .dnsName: return String(decoding: bytes, as: UTF8.self)
        case .ipAddress where bytes.count == 4: return bytes.map { "\($0)" }.joined(separator: ".")
        case .ipAddress where bytes.count == 16:
            return stride(from: 0, to: 16, by: 2)
                .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }.joined(separator: ":")
        default: return nil
        }
    }
}

extension String {
    fileprivate mutating func removeLastIf(_ character: Character) -> Bool {
        guard last == character else { return false }
        removeLast()
        return true
    }
}
