import KafkaRecords
import NIOCore

/// Compressed payloads as the codecs' libraries get them, and what comes back when bytes are compressed here.
enum CodecFuzz {
    /// A byte for the codec, two for the record count, and the payload.
    static let target = FuzzTarget("codecs", maximumLength: 4096, seeds: seeds) { bytes in
        var input = FuzzInput(bytes)
        let choice = input.byte()
        let codec = CompressionCodec(rawValue: Int8(choice & 0x07)) ?? .none
        let count = Int32(input.uint16())
        let payload = Array(input.rest)
        if choice & 0x80 != 0 { try compress(payload, codec) }
        var buffer = ByteBuffer()
        let header = RecordBatchHeader(
            baseOffset: 0, sizeInBytes: RecordBatchHeader.sizeOfMagic2 + payload.count,
            attributes: Int16(codec.rawValue), lastOffsetDelta: max(0, count - 1), baseTimestamp: 0, maxTimestamp: 0,
            recordCount: count)
        header.write(to: &buffer)
        buffer.writeBytes(payload)
        var set = Array(buffer.readableBytesView)
        Checksums.mend(&set)
        try RecordChecks.check(ByteBuffer(bytes: set))
    }

    /// What is compressed here comes back.
    private static func compress(_ value: [UInt8], _ codec: CompressionCodec) throws {
        let builder = RecordBatchBuilder(codec: codec)
        try builder.append(timestamp: 1, key: nil, value: value)
        let batch = try BatchDecoder(limit: RecordChecks.limit).decode(try builder.build())
        let back = batch.records.first.flatMap { batch.value(of: $0) }.map { Array($0.readableBytesView) }
        try hold(back == value, "\(codec.name) gave back other bytes")
    }

    private static let seeds: @Sendable () throws -> [[UInt8]] = {
        var byCodec: [CompressionCodec: [[UInt8]]] = [:]
        for batch in try GoldenLogs.batches() {
            guard let codec = batch.header.codec, codec != .none, batch.header.sizeInBytes < 3000 else { continue }
            let count = UInt16(clamping: batch.header.recordCount)
            let payload = Array(batch.bytes.readableBytesView.dropFirst(RecordBatchHeader.sizeOfMagic2))
            byCodec[codec, default: []].append(
                [UInt8(codec.rawValue), UInt8(count >> 8), UInt8(truncatingIfNeeded: count)] + payload)
        }
        let stored = byCodec.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { $0.value.prefix(24) }
        return stored + CompressionCodec.allCases.map { [0x80 | UInt8($0.rawValue), 0, 1] + Array("abcabcabc".utf8) }
    }
}
