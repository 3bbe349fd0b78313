import KFrameColumns

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A growable run of plain values in memory of `malloc`, without reference counts or bounds checks.
///
/// The caller vouches for its indexes. Running out of memory traps, as everywhere in Swift.
struct RawVector<Element: BitwiseCopyable>: ~Copyable {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private(set) var capacity: Int

    init(capacity: Int) {
        self.capacity = max(capacity, 16)
        base = Self.block(self.capacity)
    }

    deinit { free(base) }

    @inline(__always)
    subscript(index: Int) -> Element {
        get { base[index] }
        nonmutating set { base[index] = newValue }
    }

    var isEmpty: Bool { count == 0 }

    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { reserve(1) }
        base[count] = element
        count += 1
    }

    mutating func removeLast() -> Element {
        count -= 1
        return base[count]
    }

    mutating func removeAll() { count = 0 }

    /// Keeps the first `count` elements.
    mutating func truncate(to count: Int) { self.count = count }

    /// Adds `count` elements that are not initialised yet.
    mutating func extend(by count: Int) {
        reserve(count)
        self.count += count
    }

    /// Makes room for `more` elements beyond those there are.
    mutating func reserve(_ more: Int) {
        if count + more <= capacity { return }
        move(to: max(capacity * 2, count + more))
    }

    /// Gives memory back where more than `limit` elements are reserved; forgets all elements.
    mutating func shrink(to limit: Int) {
        count = 0
        if capacity > max(limit, 16) { move(to: max(limit, 16)) }
    }

    private mutating func move(to capacity: Int) {
        let block = Self.block(capacity)
        memcpy(block, base, count * MemoryLayout<Element>.stride)
        free(base)
        base = block
        self.capacity = capacity
    }

    /// Aligned to the lines of the processor's cache, for elements that are as large as one.
    private static func block(_ capacity: Int) -> UnsafeMutablePointer<Element> {
        let byteCount = capacity * MemoryLayout<Element>.stride
        var block: UnsafeMutableRawPointer?
        guard posix_memalign(&block, 64, byteCount) == 0, let block else { outOfMemory(byteCount) }
        return block.assumingMemoryBound(to: Element.self)
    }
}

extension RawVector where Element == UInt8 {
    mutating func append(contentsOf bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count)
        memcpy(base + count, source, bytes.count)
        count += bytes.count
    }
}
