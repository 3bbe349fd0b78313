#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A growing run of raw bytes that keeps its memory when emptied. It never traps: where memory runs out it says so.
///
/// Audited: the only file that allocates. Between calls, `0 <= count <= capacity`, and `base` points to `capacity` bytes
/// (nil where that is 0), of which the first `count` are initialised.
final class RawStorage {
    private(set) var base: UnsafeMutableRawPointer?
    private(set) var count = 0
    private(set) var capacity = 0

    init() {}

    deinit { free(base) }

    /// The bytes so far; valid until the next change.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// The memory behind the bytes so far; valid until the next change.
    var space: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: base.map { $0 + count }, count: capacity - count)
    }

    /// Makes room for `additional` more bytes, and where it has to grow, for up to `atMost` of them, doubling. False
    /// where there is no memory.
    func reserve(_ additional: Int, atMost: Int = Int.max) -> Bool {
        guard additional > capacity - count else { return true }
        let (needed, overflow) = count.addingReportingOverflow(additional)
        guard !overflow, capacity <= Int.max / 2 else { return false }
        let most = count.addingReportingOverflow(max(additional, atMost))
        let doubled = min(max(needed, capacity * 2, 1024), most.overflow ? Int.max : most.partialValue)
        return reallocate(to: doubled) || reallocate(to: needed)
    }

    /// Takes in bytes that were written to ``space``; never more than it had.
    func commit(_ additional: Int) {
        count += max(0, min(additional, capacity - count))
    }

    /// Forgets the bytes from `newCount` on.
    func truncate(to newCount: Int) {
        count = max(0, min(newCount, count))
    }

    /// Moves bytes to an earlier place; they may overlap. False, and nothing is moved, where that is no earlier place or
    /// they are not all there.
    func move(_ range: Range<Int>, to place: Int) -> Bool {
        guard place >= 0, place <= range.lowerBound, range.upperBound <= count, let base else { return false }
        if place < range.lowerBound { memmove(base + place, base + range.lowerBound, range.count) }
        return true
    }

    /// False where there is no memory, and then nothing is appended.
    func append(_ more: UnsafeRawBufferPointer) -> Bool {
        guard reserve(more.count) else { return false }
        if let base, let from = more.baseAddress {
            // `reserve` made sure that count + more.count <= capacity.
            (base + count).copyMemory(from: from, byteCount: more.count)
            count += more.count
        }
        return true
    }

    /// Gives the memory back and forgets the bytes.
    func release() {
        free(base)
        base = nil
        count = 0
        capacity = 0
    }

    private func reallocate(to newCapacity: Int) -> Bool {
        guard newCapacity > 0, let moved = realloc(base, newCapacity) else { return false }
        base = moved
        capacity = newCapacity
        return true
    }
}
