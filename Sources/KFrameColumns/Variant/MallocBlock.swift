#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Memory of `malloc`, as ``VariantColumn`` adopts it.
enum MallocBlock {
    /// A block of `count` bytes, uninitialised; nil for none. Running out of memory traps, as everywhere in Swift.
    static func allocate(_ count: Int) -> UnsafeMutableRawPointer? {
        if count == 0 { return nil }
        guard let block = malloc(count) else { outOfMemory(count) }
        return block
    }

    static func copy(of bytes: UnsafeRawBufferPointer) -> UnsafeMutableRawPointer? {
        guard let source = bytes.baseAddress, let block = allocate(bytes.count) else { return nil }
        memcpy(block, source, bytes.count)
        return block
    }
}
