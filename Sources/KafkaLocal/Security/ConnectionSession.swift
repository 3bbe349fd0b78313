import KafkaSasl
import KafkaWire
import NIOCore
import Synchronization

/// What a broker remembers of one connection: who is there.
final class ConnectionSession: Sendable {
    private static let anonymous = "ANONYMOUS"

    private let gate: Mutex<SaslGate?>
    private let rights: TopicRights?

    init(_ security: ListenerSecurity, _ credentials: ScramCredentials) {
        gate = Mutex(security.sasl.map { SaslGate($0, credentials) })
        rights = security.rights
    }

    /// Whether a call may be made now; where not, the connection is closed, as Kafka does it.
    func allows(_ api: ApiKey) -> Bool {
        gate.withLock { gate in
            guard let gate else { return true }
            return gate.allows(api, now: .now())
        }
    }

    func allows(_ right: TopicRights.Right, on topic: String) -> Bool {
        guard let rights else { return true }
        return rights.allows(gate.withLock { $0?.user } ?? Self.anonymous, right, on: topic)
    }

    func handshake(_ request: SaslHandshakeRequest) -> (response: SaslHandshakeResponse, closes: Bool) {
        gate.withLock { gate in
            gate?.handshake(request) ?? (SaslHandshakeResponse(errorCode: .illegalSaslState), false)
        }
    }

    func authenticate(_ request: SaslAuthenticateRequest) -> (response: SaslAuthenticateResponse, closes: Bool) {
        gate.withLock { gate in
            gate?.authenticate(request, now: .now())
                ?? (
                    SaslAuthenticateResponse(
                        errorCode: .illegalSaslState, errorMessage: "This listener wants no authentication."), false
                )
        }
    }
}
