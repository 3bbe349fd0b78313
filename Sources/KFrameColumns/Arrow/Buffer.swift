#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A block of memory as Arrow wants it: aligned to 64 bytes and padded with zeros to a multiple of 64.
///
/// It is owned and counted as one object, so that the C data interface can export it without a copy: retain the
/// buffer, hand out `base`. It is immutable once made, hence `Sendable`.
package final class Buffer: @unchecked Sendable {
    /// Never nil, also where `count` is 0.
    package let base: UnsafeRawPointer
    /// The bytes that mean something.
    package let count: Int
    /// Whose memory it is; nil where the block is the buffer's own.
    private let slab: BufferSlab?

    /// A buffer of `count` bytes, which `initialize` must write wholly.
    package init<E: Error>(count: Int, initialize: (UnsafeMutableRawPointer) throws(E) -> Void) throws(E) {
        let block: UnsafeMutableRawPointer
        (slab, block) = Self.allocate(count)
        base = UnsafeRawPointer(block)
        self.count = count
        // Where this throws the object is complete, so that deinit frees the block.
        try initialize(block)
    }

    /// A buffer of `count` zero bytes.
    package convenience init(zeros count: Int) {
        self.init(count: count) { _ = memset($0, 0, count) }
    }

    /// A copy of `bytes`.
    package convenience init(copying bytes: UnsafeRawBufferPointer) {
        self.init(count: bytes.count) { block in
            if let source = bytes.baseAddress { memcpy(block, source, bytes.count) }
        }
    }

    /// A copy of `values`.
    package convenience init<T: BitwiseCopyable>(_ values: [T]) {
        self.init(count: values.count * MemoryLayout<T>.stride) { block in
            values.withUnsafeBytes { if let source = $0.baseAddress { memcpy(block, source, $0.count) } }
        }
    }

    deinit {
        if let slab {
            slab.release(base, Self.size(count))
        } else {
            free(UnsafeMutableRawPointer(mutating: base))
        }
    }

    /// Gives the memory of all buffers back to the kernel, but for large ones: only where the process is about to end, for what
    /// they held is lost.
    package static func abandonAll() { BufferSlab.abandonAll() }

    /// Valid while the buffer lives: hold it, by its owner or `withExtendedLifetime`.
    package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// The buffer's bytes seen as values of `type`, which must be the type they were written as; valid while it lives.
    @inlinable
    package func values<T: BitwiseCopyable>(_ type: T.Type = T.self) -> UnsafeBufferPointer<T> {
        UnsafeBufferPointer(start: base.assumingMemoryBound(to: T.self), count: count / MemoryLayout<T>.stride)
    }

    /// `count` zero bytes or more: for columns without values, which all share one block where it is large enough.
    static func sharedZeros(atLeast count: Int) -> Buffer {
        count <= zeroBlock.count ? zeroBlock : Buffer(zeros: count)
    }

    private static let zeroBlock = Buffer(zeros: 1 << 18)

    private static func size(_ count: Int) -> Int { max(64, (count + 63) & ~63) }

    /// Running out of memory traps, as everywhere in Swift. The padding is zeroed, the rest is not.
    private static func allocate(_ count: Int) -> (BufferSlab?, UnsafeMutableRawPointer) {
        let size = size(count)
        if let (slab, block) = BufferSlab.cut(size) {
            memset(block + count, 0, size - count)
            return (slab, block)
        }
        var block: UnsafeMutableRawPointer?
        guard posix_memalign(&block, 64, size) == 0, let block else { outOfMemory(size) }
        memset(block + count, 0, size - count)
        return (nil, block)
    }
}
