import KafkaRecords
import TestSupport
import Testing

@Suite struct CRC32CTests {
    /// RFC 3720, B.4, and the check value of the CRC catalogues.
    @Test func knownVectors() {
        func checksum(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { CRC32C.checksum($0) } }
        #expect(checksum([]) == 0)
        #expect(checksum([UInt8]("123456789".utf8)) == 0xE306_9283)
        #expect(checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(checksum([UInt8](0..<32)) == 0x46DD_794E)
        #expect(checksum((0..<32).reversed().map { UInt8($0) }) == 0x113F_DB5C)
    }

    /// Every length up to beyond the small stretches, and lengths around the borders of the long ones, at every
    /// alignment.
    @Test func theProcessorAgreesWithThePortableWay() {
        var generator = SplitMix64(seed: 32)
        let bytes = generator.bytes(40_000)
        let lengths = Array(0...900) + [6143, 6144, 6145, 6911, 6912, 6913, 12_287, 12_288, 12_289, 20_000, 39_900]
        bytes.withUnsafeBytes { bytes in
            for length in lengths {
                let start = length % 16
                let part = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + length)])
                let expected = CRC32C.portableChecksum(part)
                #expect(CRC32C.checksum(part) == expected, "\(length) bytes at \(start)")
                #expect(CRC32C.narrowChecksum(part) == expected, "\(length) bytes at \(start)")
            }
            for _ in 0..<500 {
                let start = Int(generator.next() % 64)
                let length = Int(generator.next() % UInt64(bytes.count - start))
                let part = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + length)])
                let expected = CRC32C.portableChecksum(part)
                #expect(CRC32C.checksum(part) == expected, "\(length) bytes at \(start)")
                #expect(CRC32C.narrowChecksum(part) == expected, "\(length) bytes at \(start)")
            }
        }
    }

    @Test func thePortableWayAgreesWithTheDefinition() {
        var generator = SplitMix64(seed: 7)
        for count in 0..<100 {
            let bytes = generator.bytes(count)
            let bitwise = ~bytes.reduce(~UInt32(0)) { crc, byte in
                (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in (crc >> 1) ^ (crc & 1 == 1 ? 0x82F6_3B78 : 0) }
            }
            #expect(bytes.withUnsafeBytes { CRC32C.portableChecksum($0) } == bitwise)
        }
    }

    @Test func checksumsGoOn() {
        var generator = SplitMix64(seed: 11)
        let bytes = generator.bytes(10_000)
        bytes.withUnsafeBytes { bytes in
            let whole = CRC32C.checksum(bytes)
            for cut in [0, 1, 7, 800, 6144, 9999, 10_000] {
                let first = CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[..<cut]))
                #expect(CRC32C.update(first, with: UnsafeRawBufferPointer(rebasing: bytes[cut...])) == whole)
            }
        }
    }

    @Test func itSaysWhatItUses() {
        #expect(["avx512+vpclmulqdq", "sse4.2+pclmul", "armv8", "portable"].contains(CRC32C.implementation))
    }
}
