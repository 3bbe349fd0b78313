import KafkaLog
import KafkaWire
import NIOCore

/// Reads a request and has it answered. Works on files: not for event loops.
struct RequestRouter: Sendable {
    let broker: BrokerState
    let session: ConnectionSession

    /// - Parameter frame: a request without its length prefix.
    func reply(to frame: ByteBuffer) -> Reply {
        do throws(WireError) {
            var reader = WireReader(frame)
            let header = try RequestHeader(reading: &reader)
            return try reply(to: header, delivery(of: header), &reader)
        } catch {
            return .close
        }
    }

    /// Looks again whether a waiting Fetch can be answered.
    ///
    /// - Parameter isOver: whether it has waited long enough: then it is answered with what there is.
    func reply(to waiting: WaitingFetch, isOver: Bool) -> Reply {
        fetch(waiting.request, waiting.header, waiting.delivery, deadline: isOver ? nil : waiting.deadline)
    }

    /// Lets the faults strike that were planned for this request.
    private func delivery(of header: RequestHeader) -> AnswerDelivery {
        guard let api = ApiKey(rawValue: header.apiKey) else { return AnswerDelivery() }
        let effects = broker.faults.effects(on: api, at: broker.nodeID)
        for case .act(let act) in effects { act() }
        return AnswerDelivery(effects)
    }

    private func reply(
        to header: RequestHeader, _ delivery: AnswerDelivery, _ reader: inout WireReader
    ) throws(WireError) -> Reply {
        let version = header.apiVersion
        broker.options.onRequest(header.apiKey, version)
        guard let api = ApiKey(rawValue: header.apiKey) else {
            guard header.apiKey == FindCoordinatorAPI.apiKey, FindCoordinatorAPI.versions.contains(version),
                session.allows(.metadata)
            else {
                return .close
            }
            let answer = FindCoordinatorAPI.answer(version: version, correlationId: header.correlationId)
            return .frame([.bytes(answer)], delivery)
        }
        guard session.allows(api) else { return .close }
        guard api.versions.contains(version) else {
            guard api == .apiVersions else { return .close }
            let refusal = encodeResponse(ApiVersionsAPI.unsupported, version: 0, correlationId: header.correlationId)
            return .frame([.bytes(refusal)], delivery)
        }
        switch api {
        case .apiVersions:
            return encode(ApiVersionsAPI.answer(try read(&reader, version), version: version, broker), header, delivery)
        case .metadata:
            return encode(
                MetadataAPI.answer(try read(&reader, version), version: version, broker, session), header, delivery)
        case .listOffsets:
            return encode(
                ListOffsetsAPI.answer(try read(&reader, version), version: version, broker, session), header, delivery)
        case .createTopics:
            return encode(CreateTopicsAPI.answer(try read(&reader, version), broker, session), header, delivery)
        case .initProducerId:
            return encode(InitProducerIdAPI.answer(try read(&reader, version), broker), header, delivery)
        case .produce:
            let (response, closes) = ProduceAPI.answer(
                try read(&reader, version), version: version, broker, session)
            guard let response else { return closes ? .close : .nothing }
            return encode(response, header, delivery)
        case .fetch:
            let request: FetchRequest = try read(&reader, version)
            if let refusal = FetchAPI.refusal(request, version: version) { return encode(refusal, header, delivery) }
            return fetch(
                request, header, delivery, deadline: .now() + .milliseconds(Int64(max(0, request.maxWaitMs))))
        case .saslHandshake:
            // Version 0 would be followed by messages without headers: not served.
            guard version >= 1 else { return .close }
            let (response, closes) = session.handshake(try read(&reader, version))
            return encode(response, header, delivery, closes: closes)
        case .saslAuthenticate:
            let (response, closes) = session.authenticate(try read(&reader, version))
            return encode(response, header, delivery, closes: closes)
        }
    }

    /// - Parameter deadline: nil to answer in any case.
    private func fetch(
        _ request: FetchRequest, _ header: RequestHeader, _ delivery: AnswerDelivery, deadline: NIODeadline?
    ) -> Reply {
        if delivery.throttleMs > 0 { return encode(FetchResponse(), header, delivery) }
        let ticket = broker.arrivals.ticket()
        let answer = FetchAPI.locate(request, version: header.apiVersion, broker, session)
        let isEnough = answer.mustGoOut || answer.readable.isEmpty || answer.byteCount >= Int(request.minBytes)
        if !isEnough, request.maxWaitMs > 0, let deadline {
            return .wait(
                WaitingFetch(
                    request: request, header: header, deadline: deadline, delivery: delivery,
                    partitions: answer.readable,
                    ticket: ticket))
        }
        let usesFiles = broker.options.security.tls == nil && !delivery.needsBytes
        return .frame(
            FetchFrame.encode(
                FetchResponse(nodeEndpoints: answer.endpoints), topics: FetchAPI.load(answer, usesFiles: usesFiles),
                version: header.apiVersion, correlationId: delivery.correlationID(for: header)), delivery)
    }

    private func read<Request: KafkaRequest>(
        _ reader: inout WireReader, _ version: Int16
    ) throws(WireError) -> Request {
        // Bytes behind a request's last field are let be, as Kafka does: some clients send such.
        try Request(reading: &reader, version: version)
    }

    private func encode(
        _ response: some KafkaResponse, _ header: RequestHeader, _ delivery: AnswerDelivery, closes: Bool = false
    ) -> Reply {
        var response = response
        if delivery.throttleMs > 0 { response.throttleTimeMs = delivery.throttleMs }
        let frame = encodeResponse(
            response, version: header.apiVersion, correlationId: delivery.correlationID(for: header))
        return closes ? .last([.bytes(frame)]) : .frame([.bytes(frame)], delivery)
    }
}
