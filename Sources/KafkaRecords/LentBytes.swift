import NIOCore

/// A run of the memory of a buffer that somebody else filled: what lies there as it is needed is not copied.
///
/// Audited: the memory is the buffer's, which is held and which nobody changes while it is held (ByteBuffer copies on
/// write), and every range was a buffer's readable bytes.
struct LentBytes {
    private let owner: ByteBuffer
    private let storage: UnsafeRawPointer
    private let base: UnsafeRawPointer
    /// The bytes so far; never negative.
    private(set) var count: Int

    /// The readable bytes of `buffer`; nil where it has none.
    init?(_ buffer: ByteBuffer) {
        guard let (storage, bytes) = Self.memory(of: buffer), let base = bytes.baseAddress else { return nil }
        owner = buffer
        self.storage = storage
        self.base = base
        count = bytes.count
    }

    /// Takes in the readable bytes of a buffer that lie behind those so far in the same memory, and what is between.
    ///
    /// - Returns: where they begin; nil, and nothing is taken in, where they lie elsewhere.
    mutating func extend(over buffer: ByteBuffer) -> Int? {
        guard let (storage, bytes) = Self.memory(of: buffer), storage == self.storage, let start = bytes.baseAddress,
            start >= base + count
        else { return nil }
        defer { count = start - base + bytes.count }
        return start - base
    }

    /// Forgets the bytes from `newCount` on.
    mutating func truncate(to newCount: Int) { count = max(0, min(newCount, count)) }

    /// Valid while the value lives.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    private static func memory(of buffer: ByteBuffer) -> (UnsafeRawPointer, UnsafeRawBufferPointer)? {
        guard buffer.readableBytes > 0 else { return nil }
        return buffer.withUnsafeReadableBytesWithStorageManagement { bytes, storage in
            (UnsafeRawPointer(storage.toOpaque()), bytes)
        }
    }
}
