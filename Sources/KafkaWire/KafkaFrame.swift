package import NIOCore

/// A whole frame with its length prefix: header and body of a request.
package func encodeRequest<Request: KafkaRequest>(
    _ request: Request, version: Int16, correlationId: Int32, clientId: String?
) -> ByteBuffer {
    encodeFrame { writer in
        let header = RequestHeader(
            apiKey: Request.apiKey.rawValue, apiVersion: version, correlationId: correlationId, clientId: clientId)
        header.write(to: &writer)
        request.write(to: &writer, version: version)
    }
}

/// A whole frame with its length prefix: header and body of a response.
package func encodeResponse<Response: KafkaResponse>(
    _ response: Response, version: Int16, correlationId: Int32
) -> ByteBuffer {
    encodeFrame { writer in
        ResponseHeader(correlationId: correlationId)
            .write(to: &writer, version: Response.apiKey.responseHeaderVersion(version))
        response.write(to: &writer, version: version)
    }
}

/// Reads the answer to a request of this version from a frame's content (without the length prefix), to its last byte.
package func decodeResponse<Response: KafkaResponse>(
    _ type: Response.Type = Response.self, from frame: ByteBuffer, version: Int16
) throws(WireError) -> (header: ResponseHeader, response: Response) {
    var reader = WireReader(frame)
    let header = try ResponseHeader(reading: &reader, version: Response.apiKey.responseHeaderVersion(version))
    let response = try Response(reading: &reader, version: version)
    try reader.finish()
    return (header, response)
}

private func encodeFrame(_ write: (inout WireWriter) -> Void) -> ByteBuffer {
    var writer = WireWriter()
    writer.int32(0)
    write(&writer)
    var frame = writer.buffer
    frame.setInteger(UInt32(truncatingIfNeeded: frame.readableBytes - 4), at: frame.readerIndex)
    return frame
}
