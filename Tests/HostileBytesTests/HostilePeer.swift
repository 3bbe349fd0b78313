import KFrame
import KFrameScan
import KafkaWire
import NIOCore
import NIOPosix

/// A broker on loopback with one topic `t` of one partition, which answers one call with bytes of
/// a test's choice and the others as a broker does.
struct HostilePeer {
    /// What goes over the wire in place of an answer, the length prefix included.
    typealias Bytes = @Sendable (RequestHeader) -> ByteBuffer

    private let channel: any Channel

    /// - Parameters:
    ///   - closes: whether the connection ends after these bytes.
    ///   - end: the offset after the partition's last.
    static func run<R>(
        _ api: ApiKey, closes: Bool = false, end: Int64 = 1000, bytes: @escaping Bytes,
        _ body: (Reader) async throws -> R
    ) async throws -> R {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        ByteToMessageHandler(KafkaFrameDecoder()),
                        Answers(api: api, closes: closes, end: end, bytes: bytes))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = server.localAddress?.port ?? 0
        let configuration = KafkaConfiguration([
            "bootstrap.servers": "127.0.0.1:\(port)", "socket.timeout.ms": "1000", "default.api.timeout.ms": "2000",
        ])
        do {
            var limits = ReadLimits()
            limits.frame.patience = .milliseconds(500)
            let reader = try await Reader(.configured(configuration), limits: limits)
            let result = try await body(reader)
            await reader.close()
            try await server.close()
            return result
        } catch {
            try await server.close()
            throw error
        }
    }
}

private final class Answers: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let api: ApiKey
    private let closes: Bool
    private let end: Int64
    private let bytes: HostilePeer.Bytes

    init(api: ApiKey, closes: Bool, end: Int64, bytes: @escaping HostilePeer.Bytes) {
        self.api = api
        self.closes = closes
        self.end = end
        self.bytes = bytes
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        var reader = WireReader(frame)
        guard let header = try? RequestHeader(reading: &reader), let called = ApiKey(rawValue: header.apiKey) else {
            return context.close(promise: nil)
        }
        guard called != api else {
            context.writeAndFlush(wrapOutboundOut(bytes(header)), promise: nil)
            if closes { context.close(promise: nil) }
            return
        }
        guard let answer = answer(called, header, reader, port: context.localAddress?.port ?? 0) else {
            return context.close(promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
    }

    private func answer(
        _ api: ApiKey, _ header: RequestHeader, _ reader: WireReader, port: Int
    ) -> ByteBuffer? {
        var body = reader
        func encoded(_ response: some KafkaResponse) -> ByteBuffer {
            encodeResponse(response, version: header.apiVersion, correlationId: header.correlationId)
        }
        switch api {
        case .apiVersions:
            return encoded(
                ApiVersionsResponse(
                    apiKeys: [ApiKey.fetch, .listOffsets, .metadata, .apiVersions].map {
                        // Up to where a Fetch names its topics.
                        .init(
                            apiKey: $0.rawValue, minVersion: $0.versions.lowerBound,
                            maxVersion: min($0.versions.upperBound, 12))
                    }))
        case .metadata:
            return encoded(
                MetadataResponse(
                    brokers: [.init(nodeId: 1, host: "127.0.0.1", port: Int32(port))], clusterId: "c", controllerId: 1,
                    topics: [.init(name: "t", partitions: [.init(partitionIndex: 0, leaderId: 1)])]))
        case .listOffsets:
            guard let asked = try? ListOffsetsRequest(reading: &body, version: header.apiVersion) else { return nil }
            let partitions = asked.topics.flatMap(\.partitions).map { partition in
                ListOffsetsResponse.Partition(partitionIndex: 0, offset: partition.timestamp == -2 ? 0 : end)
            }
            return encoded(ListOffsetsResponse(topics: [.init(name: "t", partitions: partitions)]))
        default:
            return nil
        }
    }
}
