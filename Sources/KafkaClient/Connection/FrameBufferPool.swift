package import NIOCore
import Synchronization

/// Keeps the memory of large answers, or of what was read from files in their place, for the next ones.
///
/// Fresh memory costs more than what is done with it: every page of it is a fault into the system. An answer handed on
/// is remembered here too; once nobody else holds it or a slice of it, its memory is given out again.
package final class FrameBufferPool: Sendable {
    /// Smaller answers are left to the allocator, which recycles them well itself.
    private static let smallestKept = 128 * 1024

    private let limit: Int
    private let allocator = ByteBufferAllocator()
    private let kept = Mutex<[ByteBuffer]>([])

    /// - Parameter limit: how many bytes are kept at most, of all answers together.
    package init(limit: Int) {
        self.limit = limit
    }

    /// An empty buffer that holds so many bytes without growing.
    package func buffer(capacity: Int) -> ByteBuffer {
        guard capacity >= Self.smallestKept else { return allocator.buffer(capacity: capacity) }
        return recycled(capacity: capacity) ?? allocator.buffer(capacity: capacity)
    }

    /// Remembers an answer, whose memory comes back when its last holder lets it go.
    package func keep(_ buffer: ByteBuffer) {
        guard buffer.storageCapacity >= Self.smallestKept, buffer.storageCapacity <= limit else { return }
        kept.withLock { kept in
            kept.append(buffer)
            var total = kept.reduce(0) { $0 + $1.storageCapacity }
            while total > limit, let oldest = kept.first {
                total -= oldest.storageCapacity
                kept.removeFirst()
            }
        }
    }

    /// Lets go of all memory that nobody uses.
    func drain() {
        kept.withLock { $0.removeAll() }
    }

    private func recycled(capacity: Int) -> ByteBuffer? {
        kept.withLock { kept in
            for index in kept.indices {
                let isFree = kept[index].modifyIfUniquelyOwned { $0.storageCapacity >= capacity } ?? false
                guard isFree else { continue }
                var buffer = kept.remove(at: index)
                buffer.clear()
                return buffer
            }
            return nil
        }
    }
}
