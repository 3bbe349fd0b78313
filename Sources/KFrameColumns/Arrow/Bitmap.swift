import CRowKernels

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
    /// A bit a byte of `kinds`: 1 where the byte is above `threshold` (a kind beyond it).
    init(kinds: UnsafePointer<UInt8>, count: Int, above threshold: UInt8) {
        self.init(
            Buffer(count: (count + 7) / 8) { block in
                crowkernels_bits_above(kinds, count, threshold, block.assumingMemoryBound(to: UInt8.self))
            }, count: count)
    }
}
