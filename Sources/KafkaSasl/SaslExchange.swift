/// The client's side of a mechanism as a value: messages in, messages out.
package protocol SaslExchange: Sendable {
    /// The client's first message.
    mutating func begin() throws(SaslFailure) -> [UInt8]

    /// Takes the broker's message and says what follows.
    mutating func received(_ message: [UInt8]) throws(SaslFailure) -> SaslStep

    /// What the broker said before it refused, where that says more than the refusal.
    var complaint: String? { get }

    /// Who claims to be there, for messages.
    var user: String? { get }

    /// What must not be seen in any message, though the broker may send it back.
    var secrets: [Secret] { get }
}

extension SaslExchange {
    package var complaint: String? { nil }
    package var user: String? { nil }
}

package enum SaslStep: Hashable, Sendable {
    case send([UInt8])
    /// The client is content.
    case done
}
