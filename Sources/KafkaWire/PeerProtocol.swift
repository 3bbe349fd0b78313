import NIOCore

/// What speaks on the other side when it is not Kafka in plain text, told by the first bytes it sends.
package enum PeerProtocol: Sendable, Equatable, CustomStringConvertible {
    /// A TLS alert: plain text was sent to a TLS port, or the handshake was refused.
    case tlsAlert
    /// The beginning of a TLS handshake on a port that expects plain text.
    case tlsHandshake
    /// An HTTP answer or request.
    case http
    /// Four bytes of other text.
    case text(String)

    package var description: String {
        switch self {
        case .tlsAlert:
            "The peer answered with a TLS alert: this port expects TLS; set the security protocol to SSL or SASL_SSL."
        case .tlsHandshake:
            "The peer began a TLS handshake on a connection without TLS."
        case .http:
            "The peer speaks HTTP: this is a web port, not a Kafka port."
        case .text(let beginning):
            "The peer sent text (\"\(beginning)…\"): this is not a Kafka port."
        }
    }

    enum Recognition: Equatable {
        case kafka
        case other(PeerProtocol)
        /// More bytes are needed to tell; `needed` in all.
        case undecided(needed: Int)
    }

    /// Tells by the bytes at the beginning of a frame who sent them.
    ///
    /// A length of about 350 MB has the same first bytes as a TLS record; so the record's type, version, length and the
    /// first byte inside must all fit before a frame is taken for TLS.
    static func recognise(_ buffer: ByteBuffer) -> Recognition {
        let start = buffer.readerIndex
        guard let prefix = buffer.getInteger(at: start, as: UInt32.self) else { return .undecided(needed: 4) }
        switch prefix {
        case 0x4854_5450:  // "HTTP"
            return .other(.http)
        case 0x1503_0000...0x1503_04ff, 0x1603_0000...0x1603_04ff:
            break
        default:
            return .kafka
        }
        guard let length = buffer.getInteger(at: start + 3, as: UInt16.self),
            let first = buffer.getInteger(at: start + 5, as: UInt8.self)
        else { return .undecided(needed: 6) }
        if prefix >> 24 == 0x15 {
            return length == 2 && (1...2).contains(first) ? .other(.tlsAlert) : .kafka
        }
        return (4...16_384).contains(length) && (1...2).contains(first) ? .other(.tlsHandshake) : .kafka
    }

    /// What four bytes that make no sensible length spell, if they are text.
    static func ofText(_ prefix: UInt32) -> PeerProtocol? {
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: prefix >> (24 - 8 * $0)) }
        guard bytes.allSatisfy({ (0x20...0x7e).contains($0) }) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        return ["GET ", "POST", "HEAD", "PUT ", "OPTI", "PRI "].contains(text) ? .http : .text(text)
    }
}
