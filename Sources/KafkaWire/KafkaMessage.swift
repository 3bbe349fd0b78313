/// The body of a request or a response.
package protocol KafkaMessage: WireStruct {
    static var apiKey: ApiKey { get }
}

/// The body of a request, and the type of its answer.
package protocol KafkaRequest: KafkaMessage {
    associatedtype Response: KafkaResponse
}

/// The body of a response.
package protocol KafkaResponse: KafkaMessage {}
