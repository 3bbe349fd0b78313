#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Bytes of a length not known beforehand, which become a ``Buffer``.
struct BufferBuilder: ~Copyable {
    private(set) var count = 0

    private var block: UnsafeMutableRawPointer?
    private var capacity = 0

    init(capacity: Int = 0) {
        if capacity > 0 { grow(to: capacity) }
    }

    deinit { free(block) }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        if bytes.count > capacity - count { grow(to: count + bytes.count) }
        guard let block else { return }
        memcpy(block + count, source, bytes.count)
        count += bytes.count
    }

    mutating func append(_ bytes: [UInt8]) { bytes.withUnsafeBytes { append($0) } }

    /// A buffer of the bytes appended, of exactly their length.
    func finish() -> Buffer { Buffer(copying: UnsafeRawBufferPointer(start: block, count: count)) }

    private mutating func grow(to needed: Int) {
        let size = max(needed, capacity * 2, 256)
        guard let larger = realloc(block, size) else { outOfMemory(size) }
        block = larger
        capacity = size
    }
}
