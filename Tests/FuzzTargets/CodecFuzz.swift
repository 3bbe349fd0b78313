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
        if choice & 0x40 != 0 { try compareBlock(payload) }
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

    /// A single lz4 block is the same whether it is decoded here or, in a frame of linked blocks, by liblz4.
    private static func compareBlock(_ block: [UInt8]) throws {
        func outcome(_ flags: [UInt8]) throws -> Result<[UInt8], RecordError> {
            var buffer = ByteBuffer()
            let size = UInt32(block.count)
            var payload: [UInt8] = [0x04, 0x22, 0x4D, 0x18] + flags
            payload += (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) } + block + [0, 0, 0, 0]
            let header = RecordBatchHeader(
                baseOffset: 0, sizeInBytes: RecordBatchHeader.sizeOfMagic2 + payload.count,
                attributes: Int16(CompressionCodec.lz4.rawValue), lastOffsetDelta: 0, baseTimestamp: 0,
                maxTimestamp: 0, recordCount: 1)
            header.write(to: &buffer)
            buffer.writeBytes(payload)
            var set = Array(buffer.readableBytesView)
            Checksums.mend(&set)
            var iterator = RecordBatchIterator(ByteBuffer(bytes: set))
            guard let batch = try iterator.next() else { throw FuzzFinding("a batch of one lz4 block is none") }
            do throws(RecordError) {
                let decoded = try BatchDecoder(limit: RecordChecks.limit).decode(batch)
                return .success(
                    decoded.records.first.flatMap { decoded.value(of: $0) }.map { Array($0.readableBytesView) } ?? [])
            } catch {
                return .failure(error)
            }
        }
        // The same but for whether blocks are independent, with the checksums of these headers.
        switch (try outcome([0x60, 0x40, 0x82]), try outcome([0x40, 0x40, 0xC0])) {
        case (.success(let own), .success(let other)): try hold(own == other, "an lz4 block has two values")
        case (.failure(let own), .failure(let other)):
            try hold(own.code == other.code, "an lz4 block is refused as \(own) and as \(other)")
        case (let own, let other): throw FuzzFinding("an lz4 block is \(own) and \(other)")
        }
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
        // The blocks alone, behind the frame's header and the block's size.
        let blocks = (byCodec[.lz4] ?? []).prefix(12).filter { $0.count > 18 }.map {
            [0x40, 0, 1] + Array($0[14...].dropLast(4))
        }
        return stored + blocks
            + CompressionCodec.allCases.map { [0x80 | UInt8($0.rawValue), 0, 1] + Array("abcabcabc".utf8) }
    }
}
