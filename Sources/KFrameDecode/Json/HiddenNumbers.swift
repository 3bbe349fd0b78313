/// Where simdjson reads a zero, the text may say something else: `-0` (it gives the integer 0), or a number that is
/// not zero but too small for a double. These searches tell cheaply, and err only towards "maybe".
enum HiddenNumbers {
    /// Whether `-0` may stand somewhere as a number of its own.
    static func mayHaveNegativeZero(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        // Eight places at a time: a byte of `both` is zero where "-0" begins.
        while bytes.count - index >= 9 {
            let minus = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ 0x2D2D_2D2D_2D2D_2D2D
            let zero = bytes.loadUnaligned(fromByteOffset: index + 1, as: UInt64.self) ^ 0x3030_3030_3030_3030
            let both = minus | zero
            if (both &- 0x0101_0101_0101_0101) & ~both & 0x8080_8080_8080_8080 != 0 {
                for place in index..<index + 8 where isNegativeZero(bytes, place) { return true }
            }
            index += 8
        }
        for place in index..<bytes.count where isNegativeZero(bytes, place) { return true }
        return false
    }

    /// Whether a number may be so small that a double makes it 0: an exponent of three digits below zero, or so many
    /// zeros in a row that a smaller exponent does.
    static func mayUnderflow(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index + 4 < bytes.count {
            if bytes[index] | 0x20 == UInt8(ascii: "e"), bytes[index + 1] == UInt8(ascii: "-"),
                JSONCharacter.isDigit(bytes[index + 2]), JSONCharacter.isDigit(bytes[index + 3]),
                JSONCharacter.isDigit(bytes[index + 4])
            {
                return true
            }
            index += 1
        }
        // 1e-324 with an exponent of two digits takes over 200 zeros, which meet two of these places one after the other.
        var zeros = 0
        for place in stride(from: 0, to: bytes.count, by: 100) {
            zeros = bytes[place] == UInt8(ascii: "0") ? zeros + 1 : 0
            if zeros == 2 { return true }
        }
        return false
    }

    private static func isNegativeZero(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Bool {
        guard place + 1 < bytes.count, bytes[place] == UInt8(ascii: "-"), bytes[place + 1] == UInt8(ascii: "0") else {
            return false
        }
        if place + 2 == bytes.count { return true }
        let next = bytes[place + 2]
        return JSONCharacter.isWhitespace(next) || next == UInt8(ascii: ",") || next == UInt8(ascii: "]")
            || next == UInt8(ascii: "}")
    }
}
