/// Bits as Arrow packs them, least significant first: which rows are valid (1), or the values of a bool column.
package struct Bitmap: Sendable {
    package let buffer: Buffer
    /// How many bits mean something; those after them in the last byte are 0.
    package let count: Int

    /// The bits in `buffer`, which must hold `count` of them.
    package init(_ buffer: Buffer, count: Int) {
        self.buffer = buffer
        self.count = count
    }

    package init(_ bits: [Bool]) {
        var bytes = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
        for (index, bit) in bits.enumerated() where bit { bytes[index >> 3] |= 1 << UInt8(index & 7) }
        self.init(Buffer(bytes), count: bits.count)
    }

    /// `count` zero bits.
    package init(zeros count: Int) {
        self.init(Buffer.sharedZeros(atLeast: (count + 7) / 8), count: count)
    }

    /// Bit `index`, which must be in `0..<count`.
    @inlinable
    package subscript(index: Int) -> Bool {
        buffer.base.load(fromByteOffset: index >> 3, as: UInt8.self) & (1 << UInt8(truncatingIfNeeded: index & 7)) != 0
    }

    /// How many bits of `range`, which must lie in `0..<count`, are 1.
    package func countOnes(in range: Range<Int>) -> Int {
        var ones = 0
        var index = range.lowerBound
        while index < range.upperBound, index & 7 != 0 {
            ones += self[index] ? 1 : 0
            index += 1
        }
        while range.upperBound - index >= 64 {
            ones += buffer.base.loadUnaligned(fromByteOffset: index >> 3, as: UInt64.self).nonzeroBitCount
            index += 64
        }
        while index < range.upperBound {
            ones += self[index] ? 1 : 0
            index += 1
        }
        return ones
    }
}

extension Bitmap {
    /// A bit a byte of `kinds`: 1 where the byte is above `threshold` (a kind beyond it), which is below 128 as the
    /// kinds are. Eight kinds make a byte in one multiplication.
    init(kinds: UnsafePointer<UInt8>, count: Int, above threshold: UInt8) {
        let lift = 0x0101_0101_0101_0101 &* UInt64(127 &- threshold)
        self.init(
            Buffer(count: (count + 7) / 8) { block in
                let bytes = block.assumingMemoryBound(to: UInt8.self)
                let raw = UnsafeRawPointer(kinds)
                var index = 0
                while count - index >= 8 {
                    let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                    // A byte above the threshold is lifted to 128 or more; its top bit becomes the row's bit.
                    let bits = ((word &+ lift) >> 7) & 0x0101_0101_0101_0101
                    bytes[index >> 3] = UInt8(truncatingIfNeeded: (bits &* 0x0102_0408_1020_4080) >> 56)
                    index += 8
                }
                if index < count {
                    var last: UInt8 = 0
                    for row in index..<count where kinds[row] > threshold { last |= 1 << UInt8(row - index) }
                    bytes[index >> 3] = last
                }
            }, count: count)
    }

    /// A bit a value: 1 where it is not 0.
    init(nonzero values: UnsafePointer<UInt64>, count: Int) {
        self.init(
            Buffer(count: (count + 7) / 8) { block in
                let bytes = block.assumingMemoryBound(to: UInt8.self)
                for byte in 0..<(count + 7) / 8 {
                    var bits: UInt8 = 0
                    for bit in 0..<min(8, count - byte * 8) where values[byte * 8 + bit] != 0 {
                        bits |= 1 << UInt8(bit)
                    }
                    bytes[byte] = bits
                }
            }, count: count)
    }
}
