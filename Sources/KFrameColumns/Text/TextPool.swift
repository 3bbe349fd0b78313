import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Blocks of memory for rows as text, used again and again: to ask the system for fresh pages costs more than to write them.
///
/// It keeps a few blocks that nobody uses, until the read that it belongs to has ended.
package final class TextPool: Sendable {
    /// Memory that has one owner at a time.
    struct Block: @unchecked Sendable {
        var base: UnsafeMutablePointer<UInt8>
        var capacity: Int
    }

    private static let mostBlocks = 8
    /// Larger ones are rare, and would stay for nothing.
    private static let mostBytes = 16 << 20

    private let unused = Mutex<[Block]>([])

    package init() {}

    deinit { unused.withLock { for block in $0 { free(block.base) } } }

    /// The smallest unused block of at least `capacity` bytes; nil where there is none.
    func take(_ capacity: Int) -> Block? {
        unused.withLock { blocks in
            let fitting = blocks.indices.filter { blocks[$0].capacity >= capacity }
            guard let place = fitting.min(by: { blocks[$0].capacity < blocks[$1].capacity }) else { return nil }
            return blocks.remove(at: place)
        }
    }

    /// Takes a block that nobody uses any more. Of too many the smallest is freed.
    func give(_ block: Block) {
        let surplus: Block? = unused.withLock { blocks in
            if block.capacity > Self.mostBytes { return block }
            blocks.append(block)
            guard blocks.count > Self.mostBlocks,
                let place = blocks.indices.min(by: { blocks[$0].capacity < blocks[$1].capacity })
            else { return nil }
            return blocks.remove(at: place)
        }
        if let surplus { free(surplus.base) }
    }
}

/// Memory with text in it, which does not change any more.
package final class TextBlock: Sendable {
    private let block: TextPool.Block
    private let count: Int
    /// Where the memory goes in the end; nil where it is freed.
    private let pool: TextPool?

    /// Takes ownership of a block that `malloc` gave, of which `count` bytes are text.
    init(adopting block: TextPool.Block, count: Int, pool: TextPool?) {
        self.block = block
        self.count = count
        self.pool = pool
    }

    deinit {
        if let pool { pool.give(block) } else { free(block.base) }
    }

    package func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try withExtendedLifetime(self) { try body(UnsafeRawBufferPointer(start: block.base, count: count)) }
    }
}
