package import KafkaWire

/// The messages of every API, for tests and fuzz targets that go through all of them.
package enum MessageTypes {
    /// What is asked.
    package static func request(_ api: ApiKey) -> any KafkaMessage.Type {
        switch api {
        case .produce: ProduceRequest.self
        case .fetch: FetchRequest.self
        case .listOffsets: ListOffsetsRequest.self
        case .metadata: MetadataRequest.self
        case .saslHandshake: SaslHandshakeRequest.self
        case .apiVersions: ApiVersionsRequest.self
        case .createTopics: CreateTopicsRequest.self
        case .initProducerId: InitProducerIdRequest.self
        case .saslAuthenticate: SaslAuthenticateRequest.self
        }
    }

    /// What is answered.
    package static func response(_ api: ApiKey) -> any KafkaMessage.Type {
        switch api {
        case .produce: ProduceResponse.self
        case .fetch: FetchResponse.self
        case .listOffsets: ListOffsetsResponse.self
        case .metadata: MetadataResponse.self
        case .saslHandshake: SaslHandshakeResponse.self
        case .apiVersions: ApiVersionsResponse.self
        case .createTopics: CreateTopicsResponse.self
        case .initProducerId: InitProducerIdResponse.self
        case .saslAuthenticate: SaslAuthenticateResponse.self
        }
    }
}
