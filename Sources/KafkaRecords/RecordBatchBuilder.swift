import CCompression
package import NIOCore

/// Writes record batches of message format 2, one after the other, with the same buffers. Not for two threads at once.
///
/// Records are encoded as they are appended; ``build(into:)`` compresses them, writes the batch with its checksum, and
/// begins the next batch: base offset and base sequence go on where this one ends.
package final class RecordBatchBuilder {
    package let codec: CompressionCodec

    /// The offset of the record with delta 0.
    package var baseOffset: Int64 = 0
    package var partitionLeaderEpoch: Int32 = -1
    package var producerID: Int64 = -1
    package var producerEpoch: Int16 = -1
    package var baseSequence: Int32 = -1
    package var isTransactional = false
    package var isControl = false
    /// The base timestamp is a delete horizon; set ``baseTimestamp`` to it.
    package var hasDeleteHorizon = false
    /// The time of every record in milliseconds since 1970, where the topic takes append times.
    package var logAppendTime: Int64?
    /// What timestamps count from; nil for the first record's. For the batch under way: set it before the first append.
    package var baseTimestamp: Int64?
    /// The offset delta of the last record the batch was written with, where compaction left less; nil for the last one
    /// appended. For the batch under way.
    package var lastOffsetDelta: Int32?
    /// The largest timestamp that the batch was written with, where compaction left less; nil for the largest appended.
    /// For the batch under way.
    package var maxTimestamp: Int64?

    /// Records appended to the batch under way.
    package private(set) var recordCount: Int32 = 0

    private let level: Int32
    private let payload = RawStorage()
    private let compressor: OpaquePointer?
    private var timestampBase: Int64 = -1
    private var largestTimestamp: Int64 = -1
    private var previousOffsetDelta: Int32 = -1
    /// The batch under way is a transaction marker.
    private var isMarker = false

    /// - Parameter level: the codec's own level; nil for its default. snappy has none.
    package init(codec: CompressionCodec = .none, level: Int32? = nil) {
        self.codec = codec
        self.level = level ?? CCOMPRESSION_DEFAULT_LEVEL
        compressor = codec == .none ? nil : ccompression_compressor_create()
    }

    deinit { ccompression_compressor_destroy(compressor) }

    package var isEmpty: Bool { recordCount == 0 }

    /// The batch under way in bytes, before compression.
    package var sizeInBytes: Int { RecordBatchHeader.sizeOfMagic2 + payload.count }

    /// Appends a record. Its offset is the one after the record before it, or that of `offsetDelta`.
    ///
    /// - Throws: ``RecordError`` with the code `unencodable`; the batch under way is then as it was before.
    package func append(
        timestamp: Int64, offsetDelta: Int32? = nil, key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?,
        headers: [RecordHeader] = []
    ) throws(RecordError) {
        let base = isEmpty ? baseTimestamp ?? timestamp : timestampBase
        let (timestampDelta, timestampOverflow) = timestamp.subtractingReportingOverflow(base)
        let delta = offsetDelta ?? (previousOffsetDelta < Int32.max ? previousOffsetDelta + 1 : Int32.max)
        guard !timestampOverflow else { throw unencodable("the record's timestamp is too far from the first one's") }
        guard delta > previousOffsetDelta, recordCount < Int32.max else {
            throw unencodable("the offset deltas of a batch must ascend")
        }
        let encoded = RecordEncoder(payload).append(
            timestampDelta: timestampDelta, offsetDelta: delta, key: key, value: value, headers: headers)
        guard encoded else { throw unencodable("the records are too large for one batch") }
        timestampBase = base
        largestTimestamp = isEmpty ? timestamp : max(largestTimestamp, timestamp)
        previousOffsetDelta = delta
        recordCount += 1
    }

    /// Appends a record from arrays; nil is null.
    package func append(
        timestamp: Int64, offsetDelta: Int32? = nil, key: [UInt8]?, value: [UInt8]?, headers: [RecordHeader] = []
    ) throws(RecordError) {
        // Encoded within the scope of both pointers; a closure that throws a typed error through two scopes is clumsy.
        let result = Self.withBytes(key) { key in
            Self.withBytes(value) { value in
                Result { () throws(RecordError) in
                    try append(
                        timestamp: timestamp, offsetDelta: offsetDelta, key: key, value: value, headers: headers)
                }
            }
        }
        try result.get()
    }

    /// Appends the marker that ends a transaction. The batch must hold nothing else; it becomes a control batch, and the
    /// builder goes back to records with the next one.
    package func appendMarker(
        _ kind: ControlRecord.Kind, timestamp: Int64, coordinatorEpoch: Int32
    ) throws(RecordError) {
        guard isEmpty else { throw unencodable("a transaction marker stands alone in its batch") }
        try append(
            timestamp: timestamp, key: ControlRecord.key(kind),
            value: ControlRecord.value(coordinatorEpoch: coordinatorEpoch))
        isMarker = true
    }

    /// Writes the batch under way at the end of `buffer` and begins the next one.
    ///
    /// - Returns: Its header.
    /// - Throws: ``RecordError`` with the code `unencodable` for a batch without records, unless ``lastOffsetDelta`` says
    ///   that it is one that compaction emptied. `buffer` is then as it was before.
    @discardableResult
    package func build(into buffer: inout ByteBuffer) throws(RecordError) -> RecordBatchHeader {
        let lastOffsetDelta = lastOffsetDelta ?? previousOffsetDelta
        guard lastOffsetDelta >= previousOffsetDelta, lastOffsetDelta >= 0 else {
            throw unencodable("the batch has no records, or records beyond its last offset")
        }
        guard baseOffset >= 0, baseOffset < Int64.max - Int64(lastOffsetDelta) else {
            throw RecordError(.invalidOffset, offset: baseOffset, "the offsets do not fit into 64 bits")
        }
        let start = buffer.writerIndex
        var header = makeHeader(lastOffsetDelta: lastOffsetDelta)
        header.write(to: &buffer)
        do throws(RecordError) {
            try writePayload(to: &buffer)
        } catch {
            buffer.moveWriterIndex(to: start)
            throw error
        }
        header.sizeInBytes = buffer.writerIndex - start
        guard let length = Int32(exactly: header.sizeInBytes - RecordBatchHeader.logOverhead) else {
            buffer.moveWriterIndex(to: start)
            throw unencodable("the records are too large for one batch")
        }
        buffer.setInteger(length, at: start + 8)
        let crc = RecordBatchHeader.updateChecksum(in: &buffer, at: start, sizeInBytes: header.sizeInBytes)
        header.crc = crc ?? 0
        beginNext(after: header)
        return header
    }

    /// The batch under way in a buffer of its own; begins the next one.
    package func build() throws(RecordError) -> RawRecordBatch {
        var buffer = ByteBuffer()
        let header = try build(into: &buffer)
        return RawRecordBatch(header: header, bytes: buffer)
    }

    private func makeHeader(lastOffsetDelta: Int32) -> RecordBatchHeader {
        // A batch without records has no payload, and so no codec.
        var attributes = isEmpty ? 0 : Int16(codec.rawValue)
        if isMarker { attributes = 0 }
        if logAppendTime != nil { attributes |= 0x08 }
        if isTransactional || isMarker { attributes |= 0x10 }
        if isControl || isMarker { attributes |= 0x20 }
        if hasDeleteHorizon { attributes |= 0x40 }
        return RecordBatchHeader(
            baseOffset: baseOffset, sizeInBytes: 0, partitionLeaderEpoch: partitionLeaderEpoch, attributes: attributes,
            lastOffsetDelta: lastOffsetDelta, baseTimestamp: isEmpty ? baseTimestamp ?? -1 : timestampBase,
            maxTimestamp: logAppendTime ?? maxTimestamp ?? (isEmpty ? -1 : largestTimestamp), producerID: producerID,
            producerEpoch: producerEpoch, baseSequence: isMarker ? -1 : baseSequence, recordCount: recordCount)
    }

    private func writePayload(to buffer: inout ByteBuffer) throws(RecordError) {
        let isPlain = codec == .none || isMarker || isEmpty
        let bound = isPlain ? payload.count : ccompression_compress_bound(Int32(codec.rawValue), payload.count)
        // A ByteBuffer's indexes have 32 bits.
        guard bound <= Int(Int32.max) - buffer.writerIndex else {
            throw unencodable("the records are too large for one buffer")
        }
        guard !isPlain else {
            buffer.writeBytes(payload.bytes)
            return
        }
        guard let compressor else { throw RecordError(.outOfMemory, offset: baseOffset, "no memory to compress") }
        var reason: String?
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { space in
            let step = ccompression_compress(
                compressor, Int32(codec.rawValue), level, payload.bytes.baseAddress, payload.count, space.baseAddress,
                space.count)
            guard step.status == CCOMPRESSION_END else {
                reason = step.reason.map { String(cString: $0) } ?? "unknown"
                return 0
            }
            return min(step.produced, space.count)
        }
        if let reason { throw unencodable("\(codec.name) cannot compress the records: \(reason)") }
    }

    private func beginNext(after header: RecordBatchHeader) {
        baseOffset = header.nextOffset
        if baseSequence >= 0, !isMarker {
            // Sequence numbers begin again at 0 after the largest.
            baseSequence = Int32(truncatingIfNeeded: (Int64(baseSequence) + Int64(recordCount)) & Int64(Int32.max))
        }
        payload.truncate(to: 0)
        recordCount = 0
        previousOffsetDelta = -1
        largestTimestamp = -1
        baseTimestamp = nil
        lastOffsetDelta = nil
        maxTimestamp = nil
        isMarker = false
    }

    private func unencodable(_ message: String) -> RecordError {
        RecordError(.unencodable, offset: baseOffset, message)
    }

    private static func withBytes<R>(_ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) -> R) -> R {
        guard let bytes else { return body(nil) }
        return bytes.withUnsafeBytes { body($0) }
    }
}
