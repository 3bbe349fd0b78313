/// What one step of a check-up found.
package struct CheckupFinding: Sendable {
    /// The way from a name to a record, in this order.
    package enum Step: String, Sendable, CaseIterable {
        case resolve
        case connect
        case tls = "TLS"
        case versions
        case sasl = "SASL"
        case metadata
        case brokers
        case topic
        case describe
        case read
    }

    package var step: Step
    package var duration: Duration
    /// What was found, in a few words; the error's message where there is one.
    package var detail: String
    package var error: KafkaClientError?

    package var isGood: Bool { error == nil }
}
