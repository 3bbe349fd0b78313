import KafkaWire
import NIOCore
import Testing
import WireMessages

extension MessageTypes {
    /// Reads header and body of a response frame to the last byte and writes them again.
    static func reencodeResponse(
        _ frame: ByteBuffer, api: ApiKey, version: Int16, writtenAs written: Int16? = nil
    ) throws -> ByteBuffer {
        var reader = WireReader(frame)
        let header = try ResponseHeader(reading: &reader, version: api.responseHeaderVersion(version))
        let body = try response(api).init(reading: &reader, version: version)
        try reader.finish()
        var writer = WireWriter()
        header.write(to: &writer, version: api.responseHeaderVersion(version))
        body.write(to: &writer, version: written ?? version)
        return writer.buffer
    }

    /// Reads header and body of a request frame to the last byte and writes them again.
    static func reencodeRequest(_ frame: ByteBuffer) throws -> (header: RequestHeader, frame: ByteBuffer) {
        var reader = WireReader(frame)
        let header = try RequestHeader(reading: &reader)
        let api = try #require(ApiKey(rawValue: header.apiKey))
        let body = try request(api).init(reading: &reader, version: header.apiVersion)
        try reader.finish()
        var writer = WireWriter()
        header.write(to: &writer)
        body.write(to: &writer, version: header.apiVersion)
        return (header, writer.buffer)
    }

    /// Reads a body without a header to the last byte and writes it again.
    static func reencodeBody(_ type: any KafkaMessage.Type, _ bytes: ByteBuffer, version: Int16) throws -> ByteBuffer {
        var reader = WireReader(bytes)
        let body = try type.init(reading: &reader, version: version)
        try reader.finish()
        var writer = WireWriter()
        body.write(to: &writer, version: version)
        return writer.buffer
    }
}
