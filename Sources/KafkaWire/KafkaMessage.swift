/// The body of a request or a response.
package protocol KafkaMessage: WireStruct {
    static var apiKey: ApiKey { get }
}

/// The body of a request, and the type of its answer.
package protocol KafkaRequest: KafkaMessage {
    associatedtype Response: KafkaResponse
}

/// The body of a response.
package protocol KafkaResponse: KafkaMessage {
    /// For how many milliseconds the broker wants to hear nothing from this client (KIP-219). 0 in calls that have none.
    var throttleTimeMs: Int32 { get set }
}

extension KafkaResponse {
    package var throttleTimeMs: Int32 {
        get { 0 }
        set {}
    }
}
