#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Bytes to be found in other bytes: two of them, which are rare in JSON events, are looked for 32 places at a time,
/// and the rest is compared where both are found.
///
/// Holds no memory of its own: `find` is given the needle's bytes.
struct ByteNeedle: Sendable {
    let count: Int
    private let firstIndex: Int
    private let secondIndex: Int
    private let first: UInt8
    private let second: UInt8

    /// `bytes` must not be empty.
    init(_ bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        count = bytes.count
        var best = 0
        for index in bytes.indices where ByteFrequency.commonness(bytes[index]) < ByteFrequency.commonness(bytes[best]) {
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
        second = bytes.isEmpty ? 0 : bytes[next]
    }

    /// The first place at or after `start` in `text[0..<textCount]` where `needle`, which are this needle's bytes,
    /// stands; -1 where it does not.
    @inline(__always)
    func find(_ needle: UnsafeRawPointer, in text: UnsafeRawPointer, _ textCount: Int, from start: Int = 0) -> Int {
        let last = textCount &- count
        guard start <= last else { return -1 }
        var place = start
        while place &+ 31 <= last {
            let found = findInBlock(needle, in: text, at: place)
            if found >= 0 { return found }
            place &+= 32
        }
        if place > last { return -1 }
        if last &- 31 >= start {
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

    /// As ``find(_:in:_:from:)`` for the 32 places from `place` on; the text must hold the needle at the last.
    @inline(__always)
    func findInBlock(_ needle: UnsafeRawPointer, in text: UnsafeRawPointer, at place: Int) -> Int {
        let firsts = SIMD32<UInt8>(repeating: first)
        let seconds = SIMD32<UInt8>(repeating: second)
        // Both loads end within the text, for an index is less than the needle's count.
        let left = text.loadUnaligned(fromByteOffset: place &+ firstIndex, as: SIMD32<UInt8>.self)
        let right = text.loadUnaligned(fromByteOffset: place &+ secondIndex, as: SIMD32<UInt8>.self)
        // Zero in each place where both bytes are the wanted ones.
        let difference = (left ^ firsts) | (right ^ seconds)
        let hits = unsafeBitCast(difference .== SIMD32<UInt8>(repeating: 0), to: SIMD4<UInt64>.self)
        if (hits[0] | hits[1]) | (hits[2] | hits[3]) == 0 { return -1 }
        for word in 0..<4 {
            var bits = UInt64(littleEndian: hits[word])
            while bits != 0 {
                let lane = bits.trailingZeroBitCount / 8
                let candidate = place &+ word &* 8 &+ lane
                if memcmp(text + candidate, needle, count) == 0 { return candidate }
                bits &= ~(0xFF << UInt64(lane &* 8))
            }
        }
        return -1
    }
}
