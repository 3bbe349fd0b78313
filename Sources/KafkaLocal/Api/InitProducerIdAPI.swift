import KafkaWire

/// InitProducerId: a fresh id, so that idempotent producers work. Their sequence numbers are not looked at.
enum InitProducerIdAPI {
    static func answer(_ request: InitProducerIdRequest, _ broker: BrokerState) -> InitProducerIdResponse {
        if let failure = broker.faults.failure(of: .initProducerId, at: broker.nodeID) {
            return InitProducerIdResponse(errorCode: failure.code, producerId: -1, producerEpoch: -1)
        }
        guard request.transactionalId == nil else {
            return InitProducerIdResponse(
                errorCode: .transactionalIdAuthorizationFailed, producerId: -1, producerEpoch: -1)
        }
        return InitProducerIdResponse(producerId: broker.newProducerID(), producerEpoch: 0)
    }
}
