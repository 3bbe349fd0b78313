import CCompression

/// CRC-32C (Castagnoli), the checksum of message format 2, by the processor's own instructions where it has them.
package enum CRC32C {
    /// What computes the checksums on this machine: `avx512+vpclmulqdq`,
    /// `sse4.2+pclmul`, `armv8` or `portable`.
    package static var implementation: String { String(cString: ccompression_crc32c_implementation()) }

    /// The checksum of `bytes`.
    package static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        ccompression_crc32c(0, bytes.baseAddress, bytes.count)
    }

    /// The checksum of some bytes with the checksum `crc` and `bytes` after them.
    package static func update(_ crc: UInt32, with bytes: UnsafeRawBufferPointer) -> UInt32 {
        ccompression_crc32c(crc, bytes.baseAddress, bytes.count)
    }

    /// The same as ``checksum(_:)`` as machines without wide instructions compute it.
    package static func narrowChecksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        ccompression_crc32c_narrow(0, bytes.baseAddress, bytes.count)
    }

    /// The same as ``checksum(_:)`` without special instructions.
    package static func portableChecksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        ccompression_crc32c_portable(0, bytes.baseAddress, bytes.count)
    }
}
