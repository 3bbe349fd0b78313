/// Why bytes are not the records they claim to be.
package struct RecordError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        /// The length field of a batch cannot be right.
        case invalidLength
        /// A message format other than 0, 1 and 2.
        case unsupportedMagic
        /// A field of the batch header contradicts another one, or is negative where it cannot be.
        case invalidHeader
        /// The offsets do not ascend, lie outside of their batch, or do not fit into 64 bits.
        case invalidOffset
        /// A timestamp does not fit into 64 bits.
        case invalidTimestamp
        /// The stored checksum is not that of the bytes.
        case checksumMismatch
        /// A codec that does not exist, or not in this message format.
        case unknownCodec
        /// The compressed payload is damaged, cut, or of another codec.
        case decompressionFailed
        /// The batch unpacks to more than the ``DecompressionLimit`` allows.
        case decompressionLimitExceeded
        /// A record, or a legacy message, whose fields do not fit its bytes.
        case invalidRecord
        /// The batch holds more or fewer records than its header says.
        case invalidRecordCount
        /// A control record whose key or value is too short.
        case invalidControlRecord
        /// Records that cannot be written: too large, or too many, or too far apart for their fields.
        case unencodable
        /// No memory left.
        case outOfMemory
    }

    package var code: Code
    /// The base offset of the batch, or a legacy message's own offset; nil where not even that can be known.
    package var offset: Int64?
    /// One sentence without the offset and without any of the record's bytes.
    package var message: String

    package init(_ code: Code, offset: Int64?, _ message: String) {
        self.code = code
        self.offset = offset
        self.message = message
    }

    package var description: String {
        if let offset { "record batch at offset \(offset): \(message)" } else { "record batch: \(message)" }
    }
}
