/// A member's name as it lies in an event, taken apart for comparing and hashing: its first sixteen bytes, which most names
/// do not exceed, in two words. No step depends on how long it is up to there, for lengths are guessed wrong time and again.
struct PathKey {
    /// Bytes beyond a name that may be read: whoever makes a key vouches for them.
    static let slack = 16

    let start: UnsafeRawPointer
    let count: Int
    /// Bytes 0 to 7, zero where the name is shorter.
    let low: UInt64
    /// Bytes 8 to 15, likewise.
    let high: UInt64

    @inline(__always)
    init(_ start: UnsafeRawPointer, _ count: Int) {
        self.start = start
        self.count = count
        low = start.loadUnaligned(as: UInt64.self) & Self.lowBytes(count)
        high = start.loadUnaligned(fromByteOffset: 8, as: UInt64.self) & Self.lowBytes(count &- 8)
    }

    /// Of a name of which ``slack`` bytes beyond can be read.
    @inline(__always)
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return nil }
        self.init(start, bytes.count)
    }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    /// Whether what comes after the first sixteen bytes is what lies at `other`, a name of the same length.
    func hasTail(of other: UnsafeRawPointer) -> Bool {
        // The last eight bytes, some of which may have been compared before.
        let tail = count &- 8
        var offset = 16
        while offset < tail {
            guard
                start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    == other.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            else { return false }
            offset &+= 8
        }
        return start.loadUnaligned(fromByteOffset: tail, as: UInt64.self)
            == other.loadUnaligned(fromByteOffset: tail, as: UInt64.self)
    }

    /// A mask of the first `count` bytes of a word, of none or all where there are fewer or more. Shifts by 64 and more
    /// give 0.
    @inline(__always)
    private static func lowBytes(_ count: Int) -> UInt64 { ~(UInt64.max << UInt64(8 &* max(count, 0))) }
}
