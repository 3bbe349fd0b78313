import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A stretch of memory out of which buffers are cut, one behind the other.
///
/// A frame is made of some ten thousand buffers a few pages long, and asked for one by one each of their pages costs a
/// fault. A slab asks the kernel for many pages at a time. It lives as long as its last buffer; where less than half of
/// it is still in use, the pages of what was let go of are given back, neighbours together: a whole frame is let go of
/// buffer by buffer, and a call for each would take longer than giving back its memory does.
final class BufferSlab: Sendable {
    static let size = 8 << 20
    /// Larger buffers are blocks of their own.
    static let largestCut = 1 << 20
    /// How much is let go of before pages are given back.
    private static let leastReturn = 1 << 20

    /// The buffers cut so far. Offsets are those from ``base``.
    private struct Cuts {
        var next = 0
        var used = 0
        /// As far as the kernel was asked for pages.
        var populated = 0
        /// The last of those that were let go of and whose pages are still held, -1 for none: see ``Released``.
        var released = -1
        var releasedCount = 0
        var isCurrent = true
    }

    /// Written into the memory of a buffer that was let go of.
    private struct Released {
        var next: Int
        var count: Int
    }

    /// A slab that is being cut. There are as many as tasks that cut at one moment, or nearly so.
    private final class Cutter: Sendable {
        let current = Mutex<BufferSlab?>(nil)
    }

    private static let cutters = (0..<8).map { _ in Cutter() }
    /// Memory of slabs that are gone, so that a stream of batches works in the same memory over and over.
    private static let spare = Mutex<[Int]>([])
    private static let spareLimit = 4
    /// Where all slabs begin that there are, spare ones among them.
    private static let mapped = Mutex<Set<Int>>([])

    /// The address of the first byte.
    private let base: Int
    private let cuts = Mutex(Cuts())

    private init() { base = Self.spare.withLock { $0.popLast() } ?? Self.map() }

    deinit {
        let base = base
        let isKept = Self.spare.withLock { spare in
            guard spare.count < Self.spareLimit else { return false }
            spare.append(base)
            return true
        }
        if !isKept { Self.unmap(base) }
    }

    /// Gives the pages of all slabs back to the kernel, by several threads; what their buffers held is lost.
    ///
    /// For a process that is about to end: there the kernel takes its memory back by one thread.
    static func abandonAll() {
        let threadLimit = min(max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))), 8)
        mapped.withLock { mapped in
            let bases = Array(mapped)
            let threadCount = min(threadLimit, bases.count)
            DispatchQueue.concurrentPerform(iterations: threadCount) { thread in
                for index in stride(from: thread, to: bases.count, by: threadCount) {
                    madvise(UnsafeMutableRawPointer(bitPattern: bases[index]), size, MADV_DONTNEED)
                }
            }
        }
    }

    /// Cuts `count` bytes, a multiple of 64, aligned to 64; nil where they are more than ``largestCut``.
    static func cut(_ count: Int) -> (slab: BufferSlab, block: UnsafeMutableRawPointer)? {
        if count > largestCut { return nil }
        let first = preferredCutter
        for step in cutters.indices {
            let cutter = cutters[(first + step) % cutters.count]
            if let cut = cutter.current.withLockIfAvailable({ cut(count, &$0) }) { return cut }
        }
        return cutters[first].current.withLock { cut(count, &$0) }
    }

    /// The same for a thread at any time, so that two of them seldom ask for one slab: whoever waits for pages holds it.
    private static var preferredCutter: Int {
        #if canImport(Glibc)
        let thread = UInt(pthread_self())
        #else
        let thread = UInt(bitPattern: pthread_self())
        #endif
        return Int((thread &* 0x9E37_79B9_7F4A_7C15) >> 40) % cutters.count
    }

    private static func cut(
        _ count: Int, _ current: inout BufferSlab?
    ) -> (slab: BufferSlab, block: UnsafeMutableRawPointer)? {
        if let slab = current, let block = slab.take(count) { return (slab, block) }
        current?.retire()
        let slab = BufferSlab()
        current = slab
        return slab.take(count).map { (slab, $0) }
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
                    cuts.releasedCount = 0
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
            UnsafeMutableRawPointer(mutating: block).storeBytes(
                of: Released(next: cuts.released, count: count), as: Released.self)
            cuts.released = offset
            cuts.releasedCount += count
            if !cuts.isCurrent, cuts.used <= Self.size / 2, cuts.releasedCount >= Self.leastReturn {
                giveBackReleased(&cuts)
            }
        }
    }

    private func take(_ count: Int) -> UnsafeMutableRawPointer? {
        cuts.withLock { cuts in
            guard count <= Self.size - cuts.next else { return nil }
            let start = cuts.next
            cuts.next += count
            cuts.used += count
            if cuts.next > cuts.populated { populate(&cuts) }
            return UnsafeMutableRawPointer(bitPattern: base + start)
        }
    }

    /// No more will be cut from this one.
    private func retire() { cuts.withLock { $0.isCurrent = false } }

    /// Asks the kernel for the pages up to the end of what was cut, and some beyond. Where it refuses, each comes with a
    /// fault of its own.
    private func populate(_ cuts: inout Cuts) {
        let step = 256 << 10
        let end = (cuts.next + step - 1) / step * step
        #if os(Linux)
        // MADV_POPULATE_WRITE, since Linux 5.14.
        madvise(UnsafeMutableRawPointer(bitPattern: base + cuts.populated), end - cuts.populated, 23)
        #endif
        cuts.populated = end
    }

    private func giveBackReleased(_ cuts: inout Cuts) {
        var ranges: [Range<Int>] = []
        while cuts.released >= 0, let block = UnsafeRawPointer(bitPattern: base + cuts.released) {
            let released = block.load(as: Released.self)
            ranges.append(cuts.released..<cuts.released + released.count)
            cuts.released = released.next
        }
        cuts.releasedCount = 0
        ranges.sort { $0.lowerBound < $1.lowerBound }
        guard var run = ranges.first else { return }
        for range in ranges.dropFirst() {
            if range.lowerBound == run.upperBound {
                run = run.lowerBound..<range.upperBound
            } else {
                giveBack(run.lowerBound, run.count)
                run = range
            }
        }
        giveBack(run.lowerBound, run.count)
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
        guard let block = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            block != MAP_FAILED
        else { outOfMemory(size) }
        let base = Int(bitPattern: block)
        mapped.withLock { _ = $0.insert(base) }
        return base
    }

    private static func unmap(_ base: Int) {
        // Before the memory goes, so that nobody gives back what another has mapped there since.
        mapped.withLock { _ = $0.remove(base) }
        munmap(UnsafeMutableRawPointer(bitPattern: base), size)
    }
}
