import NIOCore

/// A record of a control batch: the end of a transaction, or something that only brokers care for.
package struct ControlRecord: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case abort
        case commit
        /// Types 2 and up: leader changes, snapshots and whatever comes. Not for consumers, and no error.
        case other(Int16)

        package var rawValue: Int16 {
            switch self {
            case .abort: 0
            case .commit: 1
            case .other(let value): value
            }
        }

        package init(rawValue: Int16) {
            switch rawValue {
            case 0: self = .abort
            case 1: self = .commit
            default: self = .other(rawValue)
            }
        }
    }

    package var offset: Int64
    package var kind: Kind
    /// The epoch of the transaction coordinator that wrote the marker; -1 for other kinds.
    package var coordinatorEpoch: Int32

    /// Reads a record of a control batch.
    ///
    /// - Throws: ``RecordError`` where the key is shorter than a version and a type, or a marker's value than its fields.
    package init(_ record: RecordSlice, in bytes: UnsafeRawBufferPointer) throws(RecordError) {
        guard let key = bytes.slice(start: record.keyStart, count: record.keyCount), key.count >= 4 else {
            throw RecordError(
                .invalidControlRecord, offset: record.offset, "the key of the control record has fewer than 4 bytes")
        }
        offset = record.offset
        kind = Kind(rawValue: BigEndian.int16(key, 2))
        coordinatorEpoch = -1
        switch kind {
        case .other: break
        case .abort, .commit:
            guard let value = bytes.slice(start: record.valueStart, count: record.valueCount), value.count >= 6 else {
                throw RecordError(
                    .invalidControlRecord, offset: record.offset,
                    "the value of the transaction marker has fewer than 6 bytes")
            }
            coordinatorEpoch = BigEndian.int32(value, 2)
        }
    }

    /// The key of a control record of this kind: version 0, type.
    package static func key(_ kind: Kind) -> [UInt8] {
        let type = UInt16(bitPattern: kind.rawValue)
        return [0, 0, UInt8(type >> 8), UInt8(type & 0xFF)]
    }

    /// The value of a transaction marker: version 0, coordinator epoch.
    package static func value(coordinatorEpoch: Int32) -> [UInt8] {
        [0, 0] + withUnsafeBytes(of: coordinatorEpoch.bigEndian) { [UInt8]($0) }
    }
}

extension DecodedBatch {
    /// The control records of a control batch; empty for any other, and for one that compaction emptied.
    package func controlRecords() throws(RecordError) -> [ControlRecord] {
        guard header.isControl else { return [] }
        let result = bytes.withUnsafeReadableBytes { bytes in
            Result { () throws(RecordError) in
                try records.map { (record) throws(RecordError) in try ControlRecord(record, in: bytes) }
            }
        }
        return try result.get()
    }
}
