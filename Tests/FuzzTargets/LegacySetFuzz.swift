import CCompression
import GoldenData
import KafkaRecords
import NIOCore

/// Message sets of formats 0 and 1, plain or inside of a compressed message.
enum LegacySetFuzz {
    /// A byte for codec, format and timestamp type, two for the wrapper's offset, and the inner set.
    static let target = FuzzTarget("legacy", maximumLength: 2048, seeds: seeds) { bytes in
        var input = FuzzInput(bytes)
        let choice = input.byte()
        let offset = Int64(input.uint16())
        var set = Array(input.rest)
        if choice & 0x20 == 0 { Checksums.mend(&set) }
        guard let codec = CompressionCodec(rawValue: Int8(choice & 0x03)), codec != .none,
            let packed = compress(set, codec)
        else { return try RecordChecks.check(ByteBuffer(bytes: set)) }
        let magic: Int8 = choice & 0x08 == 0 ? 0 : 1
        var wrapper = ByteBuffer(integer: offset)
        wrapper.writeInteger(Int32(packed.count) + (magic == 0 ? 14 : 22))
        wrapper.writeInteger(UInt32(0))
        wrapper.writeInteger(magic)
        wrapper.writeInteger(codec.rawValue | (choice & 0x10 == 0 ? 0 : 0x08))
        if magic == 1 { wrapper.writeInteger(Int64(1_663_840_800_000)) }
        wrapper.writeInteger(Int32(-1))
        wrapper.writeInteger(Int32(packed.count))
        wrapper.writeBytes(packed)
        var whole = Array(wrapper.readableBytesView)
        Checksums.mend(&whole)
        try RecordChecks.check(ByteBuffer(bytes: whole))
    }

    private static func compress(_ bytes: [UInt8], _ codec: CompressionCodec) -> [UInt8]? {
        let compressor = ccompression_compressor_create()
        defer { ccompression_compressor_destroy(compressor) }
        let bound = ccompression_compress_bound(Int32(codec.rawValue), bytes.count)
        return bytes.withUnsafeBytes { bytes in
            var status: Int32 = -1
            let packed = [UInt8](unsafeUninitializedCapacity: bound) { space, count in
                let step = ccompression_compress(
                    compressor, Int32(codec.rawValue), CCOMPRESSION_DEFAULT_LEVEL, bytes.baseAddress, bytes.count,
                    space.baseAddress, space.count)
                status = step.status
                count = status == CCOMPRESSION_END ? step.produced : 0
            }
            return status == CCOMPRESSION_END ? packed : nil
        }
    }

    private static let seeds: @Sendable () throws -> [[UInt8]] = {
        let names = try GoldenFiles.names(in: "legacy").filter { $0.hasSuffix(".bin") }
        let sets = try names.map { try GoldenFiles.bytes("legacy/\($0)") }.filter { $0.count < 4096 }
        return sets.flatMap { set in
            [UInt8](0...3).flatMap { codec in [codec, codec | 0x08, codec | 0x18].map { [$0, 16, 0] + set } }
        }
    }
}
