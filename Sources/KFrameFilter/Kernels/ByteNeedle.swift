import CByteSearch

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Bytes to be found in other bytes: two of them, which are rare in JSON events, are looked for 32 places at a time,
/// and the rest is compared where both are found.
///
/// Where the processor has AVX2 that is done in C. Elsewhere, and in short texts, places are looked at as four words of
/// eight bytes, not as a `SIMD32<UInt8>`: Swift 6.3 runs the operators of that lane by lane, 200 times slower.
///
/// Holds no memory of its own: `find` is given the needle's bytes.
struct ByteNeedle: Sendable {
    let count: Int
    private let firstIndex: Int
    private let secondIndex: Int
    private let first: UInt8
    /// Each of the two bytes eight times over.
    private let firsts: UInt64
    private let seconds: UInt64
    private let isWide = Self.canBeWide

    private static let canBeWide = cbytesearch_is_wide() != 0

    /// `bytes` must not be empty.
    init(_ bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        count = bytes.count
        var best = 0
        for index in bytes.indices where ByteFrequency.commonness(bytes[index]) < ByteFrequency.commonness(bytes[best])
        {
            best = index
        }
        // The second must not be the same byte where there is another: a run of one byte would match all along.
        var next = best
        for index in bytes.indices where index != best && bytes[index] != bytes[best] {
            let isBetter = ByteFrequency.commonness(bytes[index]) < ByteFrequency.commonness(bytes[next])
            if next == best || isBetter { next = index }
        }
        if next == best, bytes.count > 1 { next = best == 0 ? bytes.count - 1 : 0 }
        firstIndex = best
        secondIndex = next
        first = bytes.isEmpty ? 0 : bytes[best]
        firsts = UInt64(first) &* 0x0101_0101_0101_0101
        seconds = UInt64(bytes.isEmpty ? 0 : bytes[next]) &* 0x0101_0101_0101_0101
    }

    /// The first place in `text[0..<textCount]` where `needle`, which are this needle's bytes, stands; -1 where it does
    /// not.
    func find(_ needle: UnsafeRawPointer, in text: UnsafeRawPointer, _ textCount: Int) -> Int {
        if isWide, textCount &- count >= Int(CBYTESEARCH_LEAST) {
            return cbytesearch_find(
                text.assumingMemoryBound(to: UInt8.self), textCount, needle.assumingMemoryBound(to: UInt8.self), count,
                firstIndex, secondIndex)
        }
        return findByWords(needle, in: text, textCount)
    }

    /// As ``find(_:in:_:)``, by words of eight bytes.
    func findByWords(_ needle: UnsafeRawPointer, in text: UnsafeRawPointer, _ textCount: Int) -> Int {
        let last = textCount &- count
        guard last >= 0 else { return -1 }
        var place = 0
        while place &+ 31 <= last {
            let found = findInBlock(needle, in: text, at: place)
            if found >= 0 { return found }
            place &+= 32
        }
        if place > last { return -1 }
        if last >= 31 {
            // The rest, together with places that are known to hold nothing.
            return findInBlock(needle, in: text, at: last &- 31)
        }
        while place <= last {
            if text.load(fromByteOffset: place &+ firstIndex, as: UInt8.self) == first,
                memcmp(text + place, needle, count) == 0
            {
                return place
            }
            place &+= 1
        }
        return -1
    }

    /// As ``findByWords(_:in:_:)`` for the 32 places from `place` on; the text must hold the needle at the last.
    @inline(__always)
    private func findInBlock(_ needle: UnsafeRawPointer, in text: UnsafeRawPointer, at place: Int) -> Int {
        let left = text + (place &+ firstIndex)
        let right = text + (place &+ secondIndex)
        // Both loads end within the text, for an index is less than the needle's count.
        let hits0 = Self.zeros((Self.word(left, 0) ^ firsts) | (Self.word(right, 0) ^ seconds))
        let hits1 = Self.zeros((Self.word(left, 8) ^ firsts) | (Self.word(right, 8) ^ seconds))
        let hits2 = Self.zeros((Self.word(left, 16) ^ firsts) | (Self.word(right, 16) ^ seconds))
        let hits3 = Self.zeros((Self.word(left, 24) ^ firsts) | (Self.word(right, 24) ^ seconds))
        if (hits0 | hits1) | (hits2 | hits3) == 0 { return -1 }
        let found = check(hits0, needle, in: text, at: place)
        if found >= 0 { return found }
        let found1 = check(hits1, needle, in: text, at: place &+ 8)
        if found1 >= 0 { return found1 }
        let found2 = check(hits2, needle, in: text, at: place &+ 16)
        if found2 >= 0 { return found2 }
        return check(hits3, needle, in: text, at: place &+ 24)
    }

    /// The first place of those marked in a word's eight bytes where the whole needle stands, or -1.
    private func check(_ marks: UInt64, _ needle: UnsafeRawPointer, in text: UnsafeRawPointer, at place: Int) -> Int {
        var marks = marks
        while marks != 0 {
            let candidate = place &+ marks.trailingZeroBitCount / 8
            if memcmp(text + candidate, needle, count) == 0 { return candidate }
            marks &= marks &- 1
        }
        return -1
    }

    @inline(__always)
    private static func word(_ text: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: text.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The top bit of every byte that is zero, and of some that are 1 and follow such; none where no byte is zero.
    @inline(__always)
    static func zeros(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }
}
