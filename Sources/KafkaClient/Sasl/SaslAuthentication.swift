import KafkaSasl
import KafkaWire
import NIOCore

/// The talk by which a connection proves who the client is (KIP-43, KIP-152, KIP-368), as a value without I/O.
///
/// SaslHandshake names the mechanism; its messages follow in SaslAuthenticate requests, until the client is content and
/// the broker has not said no.
struct SaslAuthentication: Sendable {
    enum Step: Sendable {
        case ask(SaslAuthenticateRequest)
        /// Both sides are content. After this time the broker wants to be asked again; nil for never.
        case done(lifetime: TimeAmount?)
    }

    private let mechanism: String
    private var exchange: any SaslExchange

    init(_ mechanism: SaslMechanism, _ exchange: any SaslExchange) {
        self.mechanism = mechanism.rawValue
        self.exchange = exchange
    }

    /// Who claims to be there, where the mechanism says it.
    var user: String? { exchange.user }

    var handshake: SaslHandshakeRequest { SaslHandshakeRequest(mechanism: mechanism) }

    mutating func received(_ response: SaslHandshakeResponse) throws(SaslFailure) -> SaslAuthenticateRequest {
        switch response.errorCode {
        case .noError: break
        case .unsupportedSaslMechanism: throw .mechanismNotEnabled(mechanism, offered: response.mechanisms)
        case .illegalSaslState: throw .notExpected
        case let code: throw .malformed("the broker answered SaslHandshake with \(code.name): \(code.text)")
        }
        return SaslAuthenticateRequest(authBytes: ByteBuffer(bytes: try exchange.begin()))
    }

    /// SCRAM works for a while in here: not for event loops.
    mutating func received(_ response: SaslAuthenticateResponse) throws(SaslFailure) -> Step {
        guard !response.errorCode.isError else {
            let said = [exchange.complaint, response.errorMessage].compactMap(\.self).joined(separator: "; ")
            let text = String(exchange.secrets.reduce(said) { $1.covered(in: $0) }.prefix(400))
            throw .refused(mechanism: mechanism, user: exchange.user, text: text.isEmpty ? nil : text)
        }
        switch try exchange.received(Array(response.authBytes.readableBytesView)) {
        case .send(let message): return .ask(SaslAuthenticateRequest(authBytes: ByteBuffer(bytes: message)))
        case .done:
            let lifetime = response.sessionLifetimeMs
            return .done(lifetime: lifetime > 0 ? .milliseconds(min(lifetime, 1 << 40)) : nil)
        }
    }
}
