/// Where simdjson reads a zero, the text may say something else: `-0` (it gives the integer 0), or a number that is
/// not zero but too small for a double. These searches tell cheaply, and err only towards "maybe".
enum HiddenNumbers {
    /// Whether `-0` may stand somewhere as a number of its own.
    static func mayHaveNegativeZero(_ bytes: UnsafeRawBufferPointer) -> Bool {
        isAnywhere(bytes, UInt8(ascii: "-"), UInt8(ascii: "0"), foldingCase: false) { place in
            if place + 2 == bytes.count { return true }
            let next = bytes[place + 2]
            return JSONCharacter.isWhitespace(next) || next == UInt8(ascii: ",") || next == UInt8(ascii: "]")
                || next == UInt8(ascii: "}")
        }
    }

    /// Whether a number may be so small that a double makes it 0: an exponent of three digits below zero, or so many
    /// zeros in a row that a smaller exponent does.
    static func mayUnderflow(_ bytes: UnsafeRawBufferPointer) -> Bool {
        hasLongExponent(bytes) || hasLongRunOfZeros(bytes)
    }

    private static func hasLongExponent(_ bytes: UnsafeRawBufferPointer) -> Bool {
        isAnywhere(bytes, UInt8(ascii: "e"), UInt8(ascii: "-"), foldingCase: true) { place in
            place + 4 < bytes.count && (2...4).allSatisfy { JSONCharacter.isDigit(bytes[place + $0]) }
        }
    }

    /// 1e-324 with an exponent of two digits takes over 200 zeros: of every hundredth byte, two one after the other.
    private static func hasLongRunOfZeros(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let step = 100
        var place = step
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "0"),
                bytes[place - step..<place].allSatisfy({ $0 == UInt8(ascii: "0") })
            {
                return true
            }
            place += step
        }
        return false
    }

    /// Whether `first` and then `second` stand at a place that `isMatch` likes. `foldingCase` takes a letter `first` in
    /// upper case too.
    @inline(__always)
    private static func isAnywhere(
        _ bytes: UnsafeRawBufferPointer, _ first: UInt8, _ second: UInt8, foldingCase: Bool,
        where isMatch: (Int) -> Bool
    ) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let fold: UInt8 = foldingCase ? 0x20 : 0
        func isPair(_ place: Int) -> Bool {
            place + 1 < bytes.count && bytes[place] | fold == first && bytes[place + 1] == second
        }
        var index = 0
        // Eight places at a time: a byte of `both` is zero where the pair begins.
        while bytes.count - index >= 9 {
            let firsts = (bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) | ones &* UInt64(fold))
            let seconds = bytes.loadUnaligned(fromByteOffset: index + 1, as: UInt64.self)
            let both = (firsts ^ ones &* UInt64(first)) | (seconds ^ ones &* UInt64(second))
            if (both &- ones) & ~both & (ones << 7) != 0 {
                for place in index..<index + 8 where isPair(place) && isMatch(place) { return true }
            }
            index += 8
        }
        for place in index..<bytes.count where isPair(place) && isMatch(place) { return true }
        return false
    }
}
