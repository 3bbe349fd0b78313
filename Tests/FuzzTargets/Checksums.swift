import CCompression
import KafkaRecords
import NIOCore

/// Puts the checksums of a record set right, as far as its lengths can be followed.
enum Checksums {
    static func mend(_ set: inout [UInt8]) {
        var start = 0
        while set.count - start >= 18 {
            let length = Int(Int32(bitPattern: number(set, start + 8)))
            let end = start + 12 + length
            guard length >= 14, length <= set.count, end <= set.count else { return }
            if set[start + 16] >= 2 {
                guard length >= 49 else { return }
                write(set.withUnsafeBytes { CRC32C.checksum(part($0, start + 21, end)) }, at: start + 17, in: &set)
            } else {
                write(crc32(set, start + 16, end), at: start + 12, in: &set)
            }
            start = end
        }
    }

    static func crc32(_ bytes: [UInt8], _ start: Int, _ end: Int) -> UInt32 {
        bytes.withUnsafeBytes { bytes in
            let part = part(bytes, start, end)
            return ccompression_crc32(0, part.baseAddress, part.count)
        }
    }

    static func write(_ value: UInt32, at place: Int, in bytes: inout [UInt8]) {
        for index in 0..<4 { bytes[place + index] = UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32(index))) }
    }

    private static func number(_ bytes: [UInt8], _ place: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[place + $1]) }
    }

    private static func part(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }
}
