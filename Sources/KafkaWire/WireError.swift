/// Bytes that do not follow the protocol: what is wrong, in which field of which message, and where.
///
/// It never holds any of the bytes themselves, but for the first four where a peer is no Kafka broker at all.
package struct WireError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
        /// The field needs `needed` bytes and the message has `available` left.
        case truncated(needed: Int, available: Int)
        /// The message is over and `count` bytes are left.
        case trailingBytes(count: Int)
        /// A length or count below -1.
        case negativeLength(Int)
        /// A null where the protocol allows none.
        case unexpectedNull
        /// An array announces more elements than the bytes left could hold.
        case countTooLarge(count: Int, available: Int)
        /// More elements of arrays, and tagged fields, than a message may have.
        case tooManyElements(limit: Int)
        /// A variable-length integer does not end, or does not fit into 32 bits.
        case varintTooLong
        /// A string is not UTF-8.
        case invalidUTF8
        /// A number that names nothing in this field.
        case invalidValue(Int)
        /// A version of the message that is not spoken here.
        case unsupportedVersion(Int16)
        /// A frame longer than the limit, in bytes.
        case frameTooLong(length: Int, limit: Int)
        /// A frame with a negative length.
        case negativeFrameLength(Int)
        /// The peer speaks another protocol.
        case notKafka(PeerProtocol)
    }

    package let kind: Kind
    /// The Kafka message, such as `FetchResponse`.
    package let message: String
    /// The field by its name in Kafka's message schema.
    package let field: String
    /// Where the field begins, or where in it the bytes run out, counted from the start of the frame's content (without
    /// the length prefix).
    package let byteOffset: Int

    package init(_ kind: Kind, message: String, field: String, byteOffset: Int) {
        self.kind = kind
        self.message = message
        self.field = field
        self.byteOffset = byteOffset
    }

    package var description: String {
        let place = "at byte \(byteOffset) of \(message), field \(field)"
        return switch kind {
        case .truncated(let needed, let available):
            "The message ends too early: \(needed) bytes needed, \(available) left, \(place)."
        case .trailingBytes(let count):
            "The message is over, yet \(count) bytes follow at byte \(byteOffset) of \(message)."
        case .negativeLength(let length):
            "The length \(length) is not possible \(place)."
        case .unexpectedNull:
            "A null is not allowed \(place)."
        case .countTooLarge(let count, let available):
            "\(count) elements cannot lie in the \(available) bytes left \(place)."
        case .tooManyElements(let limit):
            "The message has more than \(limit) elements \(place)."
        case .varintTooLong:
            "The variable-length integer does not fit into 32 bits \(place)."
        case .invalidUTF8:
            "The string is not UTF-8 \(place)."
        case .invalidValue(let value):
            "The value \(value) has no meaning \(place)."
        case .unsupportedVersion(let version):
            "Version \(version) of \(message) is not supported."
        case .frameTooLong(let length, let limit):
            "The peer announces a message of \(length) bytes; the limit is \(limit). Is this a Kafka port?"
        case .negativeFrameLength(let length):
            "The peer announces a message of \(length) bytes. Is this a Kafka port?"
        case .notKafka(let peer):
            peer.description
        }
    }
}
