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
            return try reply(to: header, &reader)
        } catch {
            return .close
        }
    }

    /// Looks again whether a waiting Fetch can be answered.
    ///
    /// - Parameter isOver: whether it has waited long enough: then it is answered with what there is.
    func reply(to waiting: WaitingFetch, isOver: Bool) -> Reply {
        fetch(waiting.request, waiting.header, deadline: isOver ? nil : waiting.deadline)
    }

    private func reply(to header: RequestHeader, _ reader: inout WireReader) throws(WireError) -> Reply {
        let version = header.apiVersion
        broker.options.onRequest(header.apiKey, version)
        guard let api = ApiKey(rawValue: header.apiKey) else {
            guard header.apiKey == FindCoordinatorAPI.apiKey, FindCoordinatorAPI.versions.contains(version),
                session.allows(.metadata)
            else {
                return .close
            }
            return .frame([.bytes(FindCoordinatorAPI.answer(version: version, correlationId: header.correlationId))])
        }
        guard session.allows(api) else { return .close }
        guard api.versions.contains(version) else {
            guard api == .apiVersions else { return .close }
            let refusal = encodeResponse(ApiVersionsAPI.unsupported, version: 0, correlationId: header.correlationId)
            return .frame([.bytes(refusal)])
        }
        switch api {
        case .apiVersions:
            return encode(ApiVersionsAPI.answer(try read(&reader, version), version: version, broker), header)
        case .metadata:
            return encode(MetadataAPI.answer(try read(&reader, version), version: version, broker, session), header)
        case .listOffsets:
            return encode(ListOffsetsAPI.answer(try read(&reader, version), version: version, broker, session), header)
        case .createTopics:
            return encode(CreateTopicsAPI.answer(try read(&reader, version), broker, session), header)
        case .initProducerId:
            return encode(InitProducerIdAPI.answer(try read(&reader, version), broker), header)
        case .produce:
            let (response, closes) = ProduceAPI.answer(
                try read(&reader, version), version: version, broker, session)
            guard let response else { return closes ? .close : .nothing }
            return encode(response, header)
        case .fetch:
            let request: FetchRequest = try read(&reader, version)
            if let refusal = FetchAPI.refusal(request, version: version) { return encode(refusal, header) }
            return fetch(request, header, deadline: .now() + .milliseconds(Int64(max(0, request.maxWaitMs))))
        case .saslHandshake:
            // Version 0 would be followed by messages without headers: not served.
            guard version >= 1 else { return .close }
            let (response, closes) = session.handshake(try read(&reader, version))
            return encode(response, header, closes: closes)
        case .saslAuthenticate:
            let (response, closes) = session.authenticate(try read(&reader, version))
            return encode(response, header, closes: closes)
        }
    }

    /// - Parameter deadline: nil to answer in any case.
    private func fetch(_ request: FetchRequest, _ header: RequestHeader, deadline: NIODeadline?) -> Reply {
        let ticket = broker.arrivals.ticket()
        let answer = FetchAPI.locate(request, version: header.apiVersion, broker, session)
        let isEnough = answer.hasError || answer.readable.isEmpty || answer.byteCount >= Int(request.minBytes)
        if !isEnough, request.maxWaitMs > 0, let deadline {
            return .wait(
                WaitingFetch(
                    request: request, header: header, deadline: deadline, partitions: answer.readable, ticket: ticket))
        }
        return .frame(
            FetchFrame.encode(
                FetchResponse(), topics: FetchAPI.load(answer, usesFiles: broker.options.security.tls == nil),
                version: header.apiVersion,
                correlationId: header.correlationId))
    }

    private func read<Request: KafkaRequest>(
        _ reader: inout WireReader, _ version: Int16
    ) throws(WireError) -> Request {
        // Bytes behind a request's last field are let be, as Kafka does: some clients send such.
        try Request(reading: &reader, version: version)
    }

    private func encode(_ response: some KafkaResponse, _ header: RequestHeader, closes: Bool = false) -> Reply {
        let frame = encodeResponse(response, version: header.apiVersion, correlationId: header.correlationId)
        return closes ? .last([.bytes(frame)]) : .frame([.bytes(frame)])
    }
}
