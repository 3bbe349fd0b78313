#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Comparison of texts by their bytes, which for UTF-8 is comparison by code points.
enum ByteOrder {
    @inline(__always)
    static func equal(_ left: UnsafeRawPointer?, _ right: UnsafeRawPointer?, _ count: Int) -> Bool {
        guard count > 0, let left, let right else { return count == 0 }
        return memcmp(left, right, count) == 0
    }

    /// Below 0 where `left` comes first, 0 where they are equal, above 0 else.
    @inline(__always)
    static func order(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        let common = min(left.count, right.count)
        if common > 0, let first = left.baseAddress, let second = right.baseAddress {
            let order = memcmp(first, second, common)
            if order != 0 { return Int(order) }
        }
        return left.count - right.count
    }
}
