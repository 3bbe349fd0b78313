/// The characters that a JSON string must escape: quote, backslash and the controls below U+0020.
enum JSONEscape {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// The index of the first byte from `start` on that must be escaped, or the count.
    static func next(in text: UnsafeRawBufferPointer, from start: Int) -> Int {
        guard let base = text.baseAddress else { return text.count }
        var index = start
        // Sixteen bytes at a time while none of them is one, then eight; the loads stay within `text`.
        while text.count &- index >= 16 {
            let first = base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let second = base.loadUnaligned(fromByteOffset: index &+ 8, as: UInt64.self)
            if (found(first) | found(second)) & tops != 0 { break }
            index &+= 16
        }
        while text.count &- index >= 8 {
            if found(base.loadUnaligned(fromByteOffset: index, as: UInt64.self)) & tops != 0 { break }
            index &+= 8
        }
        if index == text.count { return index }
        // Fewer than eight at one look, some bytes of it twice.
        if text.count &- index < 8, text.count >= 4 {
            let word: UInt64
            if text.count >= 8 {
                word = base.loadUnaligned(fromByteOffset: text.count &- 8, as: UInt64.self)
            } else {
                let first = UInt64(base.loadUnaligned(as: UInt32.self))
                word = UInt64(base.loadUnaligned(fromByteOffset: text.count &- 4, as: UInt32.self)) << 32 | first
            }
            if found(word) & tops == 0 { return text.count }
        }
        while index < text.count {
            let byte = text[index]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { return index }
            index += 1
        }
        return index
    }

    /// The top bit of the lowest byte that must be escaped, and perhaps of bytes above it.
    @inline(__always)
    private static func found(_ word: UInt64) -> UInt64 {
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5C)
        return (word &- ones &* 0x20) & ~word | (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes
    }

    static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x22, 0x5C: bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            let digit = byte & 0xF
            bytes.append(contentsOf: [UInt8(ascii: "u"), 0x30, 0x30, 0x30 + (byte >> 4)])
            bytes.append(digit < 10 ? 0x30 + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
