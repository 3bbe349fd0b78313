import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A stretch of memory out of which buffers are cut, one behind the other.
///
/// A frame is made of some ten thousand buffers a few pages long. Asked for one by one, each page of them costs a fault;
/// a slab is large enough for the kernel to give it in huge pages, of which one fault makes 512 small ones. It lives as
/// long as its last buffer; where less than half of it is still in use, the pages of what was let go of are given back.
final class BufferSlab: Sendable {
    /// Four huge pages.
    static let size = 8 << 20
    /// Larger buffers are blocks of their own.
    static let largestCut = 1 << 20

    /// The buffers cut so far. Offsets are those from ``base``.
    private struct Cuts {
        var next = 0
        var used = 0
        /// The last of those that were let go of and whose pages are still held, -1 for none: see ``Released``.
        var released = -1
        var isCurrent = true
    }

    /// Written into the memory of a buffer that was let go of.
    private struct Released {
        var next: Int
        var count: Int
    }

    /// The slab that is being cut, and memory of slabs that are gone.
    private struct Pool {
        var current: BufferSlab?
        var spare: [Int] = []
    }

    private static let pool = Mutex(Pool())
    /// Slabs kept for the next ones, so that a stream of batches works in the same memory over and over.
    private static let spareLimit = 4

    /// The address of the first byte.
    private let base: Int
    private let cuts = Mutex(Cuts())

    private init(base: Int) { self.base = base }

    deinit {
        let base = base
        let isKept = Self.pool.withLock { pool in
            guard pool.spare.count < Self.spareLimit else { return false }
            pool.spare.append(base)
            return true
        }
        if !isKept { munmap(UnsafeMutableRawPointer(bitPattern: base), Self.size) }
    }

    /// Cuts `count` bytes, a multiple of 64 of at most ``largestCut``, aligned to 64.
    static func cut(_ count: Int) -> (slab: BufferSlab, block: UnsafeMutableRawPointer) {
        let (slab, block, full) = pool.withLock { pool -> (BufferSlab, UnsafeMutableRawPointer, BufferSlab?) in
            let full = pool.current
            if let full, let block = full.take(count) { return (full, block, nil) }
            full?.retire()
            let slab = BufferSlab(base: pool.spare.popLast() ?? map())
            pool.current = slab
            guard let block = slab.take(count) else { fatalError("a buffer of \(count) bytes does not fit a slab") }
            return (slab, block, full)
        }
        // The end of a slab takes the lock.
        withExtendedLifetime(full) {}
        return (slab, block)
    }

    /// Takes back what ``cut(_:)`` gave.
    func release(_ block: UnsafeRawPointer, _ count: Int) {
        cuts.withLock { cuts in
            cuts.used -= count
            let offset = Int(bitPattern: block) - base
            if cuts.isCurrent {
                if cuts.used == 0 {
                    cuts.next = 0
                    cuts.released = -1
                    return
                }
                // The one that was cut last goes as if it had not been.
                if offset + count == cuts.next {
                    cuts.next = offset
                    return
                }
            } else if cuts.used == 0 {
                return
            }
            if cuts.isCurrent || cuts.used > Self.size / 2 {
                UnsafeMutableRawPointer(mutating: block).storeBytes(
                    of: Released(next: cuts.released, count: count), as: Released.self)
                cuts.released = offset
            } else {
                giveBack(offset, count)
                giveBackReleased(&cuts)
            }
        }
    }

    private func take(_ count: Int) -> UnsafeMutableRawPointer? {
        cuts.withLock { cuts in
            guard count <= Self.size - cuts.next else { return nil }
            defer {
                cuts.next += count
                cuts.used += count
            }
            return UnsafeMutableRawPointer(bitPattern: base + cuts.next)
        }
    }

    /// No more will be cut from this one.
    private func retire() { cuts.withLock { $0.isCurrent = false } }

    private func giveBackReleased(_ cuts: inout Cuts) {
        while cuts.released >= 0, let block = UnsafeRawPointer(bitPattern: base + cuts.released) {
            let released = block.load(as: Released.self)
            giveBack(cuts.released, released.count)
            cuts.released = released.next
        }
    }

    /// Gives the whole pages of a range back to the kernel.
    private func giveBack(_ offset: Int, _ count: Int) {
        let page = Self.pageSize
        let start = (base + offset + page - 1) & ~(page - 1)
        let end = (base + offset + count) & ~(page - 1)
        if start < end { madvise(UnsafeMutableRawPointer(bitPattern: start), end - start, MADV_DONTNEED) }
    }

    private static let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

    /// Running out of memory traps, as everywhere in Swift.
    private static func map() -> Int {
        let alignment = 2 << 20
        guard
            let mapped = mmap(
                nil, size + alignment, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            mapped != MAP_FAILED
        else { fatalError("out of memory: \(size) bytes") }
        let base = (Int(bitPattern: mapped) + alignment - 1) & ~(alignment - 1)
        let before = base - Int(bitPattern: mapped)
        if before > 0 { munmap(mapped, before) }
        munmap(UnsafeMutableRawPointer(bitPattern: base + size), alignment - before)
        #if os(Linux)
        madvise(UnsafeMutableRawPointer(bitPattern: base), size, MADV_HUGEPAGE)
        #endif
        return base
    }
}
