import KafkaWire
import NIOCore

/// Decodes a message, encodes it and decodes it again.
enum MessageRoundTrip {
    static func check(
        _ type: any KafkaMessage.Type, _ bytes: ByteBuffer, version: Int16,
        header: (inout WireReader) throws -> Void
    ) throws {
        func open<M: KafkaMessage>(_ type: M.Type) throws {
            guard let message = try? decode(type, bytes, version: version, header: header) else { return }
            let written = encode(message, version: version)
            guard let again = try? decode(type, written, version: version, header: { _ in }) else {
                throw FuzzFinding("\(type) version \(version) does not read what it wrote")
            }
            try hold(again == message, "\(type) version \(version) read \(message), wrote it, and read \(again)")
            try hold(
                encode(again, version: version) == written, "\(type) version \(version) writes one value in two ways")
        }
        try open(type)
    }

    private static func decode<M: KafkaMessage>(
        _ type: M.Type, _ bytes: ByteBuffer, version: Int16, header: (inout WireReader) throws -> Void
    ) throws -> M {
        var reader = WireReader(bytes)
        try header(&reader)
        let message = try M(reading: &reader, version: version)
        try reader.finish()
        return message
    }

    private static func encode<M: KafkaMessage>(_ message: M, version: Int16) -> ByteBuffer {
        var writer = WireWriter()
        message.write(to: &writer, version: version)
        return writer.buffer
    }
}
