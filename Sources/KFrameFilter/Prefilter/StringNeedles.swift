#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Any number of needles that begin with a quote, looked for at each quote of a value: the two bytes behind it are
/// looked up in a table of 64 Ki bits, and only where some needle has them there are needles compared.
///
/// Immutable after `init`; raw memory, so that a search touches no reference count.
final class StringNeedles: @unchecked Sendable {
    private struct Entry {
        /// The two bytes behind the quote.
        let key: UInt16
        let start: Int
        let count: Int
    }

    private let bytes: UnsafeMutablePointer<UInt8>
    /// By key.
    private let entries: UnsafeMutablePointer<Entry>
    private let entryCount: Int
    private let table: UnsafeMutablePointer<UInt64>

    /// Nil unless each needle begins with a quote and has three bytes or more.
    init?(_ needles: [[UInt8]]) {
        guard needles.allSatisfy({ $0.count >= 3 && $0[0] == UInt8(ascii: "\"") }) else { return nil }
        let sorted = needles.sorted { Self.key($0) < Self.key($1) }
        let text = sorted.flatMap { $0 }
        bytes = .allocate(capacity: max(1, text.count))
        bytes.initialize(from: text, count: text.count)
        table = .allocate(capacity: 1_024)
        table.initialize(repeating: 0, count: 1_024)
        entryCount = sorted.count
        entries = .allocate(capacity: max(1, sorted.count))
        var start = 0
        for (index, needle) in sorted.enumerated() {
            let key = Self.key(needle)
            (entries + index).initialize(to: Entry(key: key, start: start, count: needle.count))
            table[Int(key >> 6)] |= 1 << UInt64(key & 63)
            start += needle.count
        }
    }

    deinit {
        bytes.deallocate()
        entries.deallocate()
        table.deallocate()
    }

    /// Whether any of the needles stands in `text[0..<count]`.
    func isAny(in text: UnsafeRawPointer, _ count: Int) -> Bool {
        var place = 0
        while place &+ 8 <= count {
            let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            var marks = ByteNeedle.zeros(word ^ 0x2222_2222_2222_2222)
            while marks != 0 {
                if isAny(at: place &+ marks.trailingZeroBitCount / 8, in: text, count) { return true }
                marks &= marks &- 1
            }
            place &+= 8
        }
        while place < count {
            if isAny(at: place, in: text, count) { return true }
            place &+= 1
        }
        return false
    }

    /// Whether a needle begins at `place`. What is there need not be a quote: the needles' own are compared.
    @inline(__always)
    private func isAny(at place: Int, in text: UnsafeRawPointer, _ count: Int) -> Bool {
        guard place &+ 3 <= count else { return false }
        let key = UInt16(littleEndian: text.loadUnaligned(fromByteOffset: place &+ 1, as: UInt16.self))
        guard table[Int(key >> 6)] & (1 << UInt64(key & 63)) != 0 else { return false }
        return compare(key, at: place, in: text, count)
    }

    private func compare(_ key: UInt16, at place: Int, in text: UnsafeRawPointer, _ count: Int) -> Bool {
        var low = 0
        var high = entryCount
        while low < high {
            let middle = (low &+ high) / 2
            if entries[middle].key < key { low = middle &+ 1 } else { high = middle }
        }
        while low < entryCount, entries[low].key == key {
            let entry = entries[low]
            if entry.count <= count &- place, memcmp(text + place, bytes + entry.start, entry.count) == 0 {
                return true
            }
            low &+= 1
        }
        return false
    }

    private static func key(_ needle: [UInt8]) -> UInt16 { UInt16(needle[1]) | UInt16(needle[2]) << 8 }
}
