/// What is wrong with a record, told in one byte, so that throwing it costs nothing in the walk that never throws.
enum RecordFault: UInt8, Error, Equatable {
    case endOfRecords
    case varintCut
    case varintTooLong
    case recordLength
    case recordCut
    case keyLength
    case valueLength
    case headerCount
    case headerNameLength
    case headerValue
    case bytesLeftInRecord
    case bytesLeftInBatch
    case offsetOrder
    case offsetBeyondLast
    case offsetOverflow
    case timestampOverflow
    case messageLength
    case messageFormat
    case nestedCompression
    case messageChecksum
    case noMessages

    var code: RecordError.Code {
        switch self {
        case .endOfRecords, .bytesLeftInBatch: .invalidRecordCount
        case .offsetOrder, .offsetBeyondLast, .offsetOverflow: .invalidOffset
        case .timestampOverflow: .invalidTimestamp
        case .messageChecksum: .checksumMismatch
        default: .invalidRecord
        }
    }

    var text: String {
        switch self {
        case .endOfRecords: "the bytes end before the records that the header counts"
        case .varintCut: "a variable-length number is cut"
        case .varintTooLong: "a variable-length number is too long"
        case .recordLength: "the record's length is not that of a record"
        case .recordCut: "the record is longer than the bytes left"
        case .keyLength: "the key's length does not fit the record"
        case .valueLength: "the value's length does not fit the record"
        case .headerCount: "the number of headers does not fit the record"
        case .headerNameLength: "a header name's length does not fit the record"
        case .headerValue: "a header value's length does not fit the record"
        case .bytesLeftInRecord: "the record is longer than its fields"
        case .bytesLeftInBatch: "bytes are left over behind the records that the header counts"
        case .offsetOrder: "the offset is not above the one before it"
        case .offsetBeyondLast: "the offset is beyond the last offset of the batch"
        case .offsetOverflow: "the offset does not fit into 64 bits"
        case .timestampOverflow: "the timestamp does not fit into 64 bits"
        case .messageLength: "the message's length does not fit the message set"
        case .messageFormat: "the message's format is not that of its wrapper"
        case .nestedCompression: "a compressed message is inside of a compressed message"
        case .messageChecksum: "the message's checksum is wrong"
        case .noMessages: "the compressed message holds no messages"
        }
    }
}
