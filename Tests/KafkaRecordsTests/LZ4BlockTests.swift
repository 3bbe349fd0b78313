import NIOCore
import TestSupport
import Testing

@testable import KafkaRecords

/// Blocks that are decoded without liblz4's frame reader come out as it would have decoded them.
@Suite struct LZ4BlockTests {
    private static let blockSize = 65_536

    /// A block of random sequences, and what it stands for, decoded here byte by byte.
    private static func block(_ generator: inout SplitMix64, upTo size: Int) -> (packed: [UInt8], plain: [UInt8]) {
        var packed: [UInt8] = []
        var plain: [UInt8] = []
        func append(length: Int) {
            var left = length - 15
            while left >= 255 {
                packed.append(255)
                left -= 255
            }
            packed.append(UInt8(left))
        }
        while true {
            // Mostly short, with every length around the widths of copies, and now and then long.
            let most = [4, 20, 40, 140, 600][generator.below(5)]
            let literals = generator.below(most)
            let match = 4 + generator.below(most)
            let isLast = plain.count + literals + match > size - 12 - 600
            let token = UInt8(min(literals, 15) << 4 | (isLast ? 0 : min(match - 4, 15)))
            packed.append(token)
            if literals >= 15 { append(length: literals) }
            let bytes = generator.bytes(literals)
            packed += bytes
            plain += bytes
            if isLast {
                if literals >= 5 || plain.isEmpty { return (packed, plain) }
                // A block ends with five literals at least.
                packed[packed.count - literals - 1] = 5 << 4
                packed += [UInt8](repeating: 7, count: 5 - literals)
                plain += [UInt8](repeating: 7, count: 5 - literals)
                return (packed, plain)
            }
            // Near and far: below 16 and 32 the copy overlaps what it writes.
            guard !plain.isEmpty else {
                packed.removeAll()
                continue
            }
            let offset = 1 + generator.below(min(plain.count, [15, 33, 70, 2_000, 65_535][generator.below(5)]))
            packed += [UInt8(offset & 0xFF), UInt8(offset >> 8)]
            if match - 4 >= 15 { append(length: match - 4) }
            for _ in 0..<match { plain.append(plain[plain.count - offset]) }
        }
    }

    /// A frame of one block. liblz4 reads the frame where blocks are linked, which changes nothing for the first one.
    private static func frame(_ block: [UInt8], isLinked: Bool) -> [UInt8] {
        let size = UInt32(block.count)
        return [0x04, 0x22, 0x4D, 0x18] + (isLinked ? [0x40, 0x40, 0xC0] : [0x60, 0x40, 0x82])
            + LegacyBytes.littleEndian(size) + block + [0, 0, 0, 0]
    }

    /// What it unpacks to, with a space of exactly `space` bytes at first; nil where it is damaged.
    private static func unpacked(_ frame: [UInt8], space: Int = 200_000) -> [UInt8]? {
        let storage = RawStorage()
        guard storage.reserve(space, atMost: space) else { return nil }
        do {
            try frame.withUnsafeBytes { bytes in
                try PayloadDecompressor().decompress(
                    bytes, codec: .lz4, isMagic0: false, limit: 1 << 20, offset: 0, to: storage)
            }
        } catch { return nil }
        return Array(storage.bytes)
    }

    @Test func `any block is what its sequences say`() {
        var generator = SplitMix64(seed: 17)
        for round in 0..<400 {
            let (packed, plain) = Self.block(&generator, upTo: [700, 2_000, 20_000, Self.blockSize][round % 4])
            #expect(Self.unpacked(Self.frame(packed, isLinked: false)) == plain, "round \(round)")
        }
    }

    @Test func `a damaged block is taken or refused as liblz4 does`() {
        var generator = SplitMix64(seed: 18)
        var refused = 0
        for round in 0..<3_000 {
            var (packed, _) = Self.block(&generator, upTo: 700 + generator.below(3_000))
            for _ in 0...generator.below(3) {
                switch generator.below(4) {
                case 0: packed[generator.below(packed.count)] = UInt8(generator.below(256))
                case 1: packed[generator.below(packed.count)] = 255
                case 2: packed.removeLast(min(packed.count - 1, generator.below(40)))
                default:
                    packed.insert(
                        contentsOf: generator.bytes(1 + generator.below(4)), at: generator.below(packed.count))
                }
            }
            let own = Self.unpacked(Self.frame(packed, isLinked: false))
            #expect(own == Self.unpacked(Self.frame(packed, isLinked: true)), "round \(round)")
            if own == nil { refused += 1 }
        }
        #expect(refused > 500)
        #expect(refused < 2_900)
    }

    /// Blocks are decoded two at a time; each may be shorter than its frame allows, stored as it is, or damaged.
    @Test func `any blocks one behind the other are what each of them is`() {
        var generator = SplitMix64(seed: 19)
        for round in 0..<200 {
            var frame: [UInt8] = [0x04, 0x22, 0x4D, 0x18, 0x60, 0x40, 0x82]
            var expected: [UInt8] = []
            for _ in 0..<1 + generator.below(5) {
                let (packed, plain) = Self.block(&generator, upTo: generator.pick([700, 5_000, Self.blockSize]))
                if generator.chance(20) {
                    frame += LegacyBytes.littleEndian(UInt32(plain.count) | 0x8000_0000) + plain
                } else {
                    frame += LegacyBytes.littleEndian(UInt32(packed.count)) + packed
                }
                expected += plain
            }
            let space = generator.pick([1, 140_000, 600_000])
            #expect(Self.unpacked(frame + [0, 0, 0, 0], space: space) == expected, "round \(round)")
            // An offset of 0 at the end of the last block, wherever in a pair that is.
            let damaged = frame + LegacyBytes.littleEndian(UInt32(4)) + [0x10, 7, 0, 0] + [0, 0, 0, 0]
            #expect(Self.unpacked(damaged, space: space) == nil, "round \(round)")
        }
    }

    /// Where there is no room for a whole block liblz4 takes over, in the middle of a frame.
    @Test(arguments: [0, 1, 65_535, 65_536, 70_000, 131_071, 131_072, 150_000])
    func `a frame of several blocks comes out whole, however much room there is`(_ space: Int) throws {
        var generator = SplitMix64(seed: UInt64(space))
        var bytes: [UInt8] = []
        while bytes.count < 160_000 { bytes += Array("event \(generator.below(900)) ".utf8) }
        let builder = RecordBatchBuilder(codec: .lz4)
        try builder.append(timestamp: 0, key: nil, value: bytes)
        let frame = Array(try builder.build().bytes.readableBytesView.dropFirst(RecordBatchHeader.sizeOfMagic2))
        #expect(Array(frame[4..<6]) == [0x60, 0x40])
        let unpacked = try #require(Self.unpacked(frame, space: space))
        #expect(unpacked.count > bytes.count)
        #expect(Array(unpacked.dropFirst(unpacked.count - bytes.count - 1).dropLast()) == bytes)
        // Cut anywhere it is an error.
        for cut in [1, 4, 5, 100, frame.count / 2] { #expect(Self.unpacked(frame.dropLast(cut), space: space) == nil) }
    }
}
