package import NIOCore

/// What every response begins with: version 0 the correlation id, version 1 tagged fields too.
package struct ResponseHeader: Sendable, Equatable {
    package var correlationId: Int32
    package var unknownTaggedFields: [TaggedField]

    package init(correlationId: Int32, unknownTaggedFields: [TaggedField] = []) {
        self.correlationId = correlationId
        self.unknownTaggedFields = unknownTaggedFields
    }

    /// - Parameter version: the header's version, from `ApiKey.responseHeaderVersion`.
    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        reader.beginHeader("ResponseHeader")
        correlationId = try reader.int32("correlationId")
        unknownTaggedFields = version >= 1 ? try reader.headerTaggedFields() : []
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.int32(correlationId)
        if version >= 1 { writer.headerTaggedFields(unknownTaggedFields) }
    }

    /// The correlation id of a frame, which lies in the same place in both versions: it says which request is answered,
    /// and only that request says how to read the rest.
    package static func correlationId(of frame: ByteBuffer) throws(WireError) -> Int32 {
        var reader = WireReader(frame, message: "ResponseHeader")
        return try reader.int32("correlationId")
    }
}
