import CSimdJSON

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Gives simdjson the bytes behind a value that it may read: where memory ends too soon, the value is copied.
struct PaddedText: ~Copyable {
    /// Bytes beyond a value that may be read.
    static let padding = Int(CSIMDJSON_PADDING)

    private var scratch = RawVector<UInt8>(capacity: 4096)

    /// Where `count` bytes from `start` can be read with their padding, of which `readable` are there already. Good until
    /// the next call.
    mutating func place(_ start: UnsafeRawPointer, count: Int, readable: Int) -> UnsafeRawPointer {
        guard readable - count < Self.padding else { return start }
        scratch.removeAll()
        scratch.reserve(count + Self.padding)
        memcpy(scratch.base, start, count)
        memset(scratch.base + count, 0x20, Self.padding)
        return UnsafeRawPointer(scratch.base)
    }

    mutating func shrink(to limit: Int) { scratch.shrink(to: limit) }
}
