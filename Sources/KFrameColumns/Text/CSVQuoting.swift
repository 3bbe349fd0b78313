/// Which texts comma-separated values have in quotes.
enum CSVQuoting {
    private static let ones: UInt64 = 0x0101_0101_0101_0101

    /// Whether there is a comma, a quote, a CR or an LF; eight bytes at a time.
    static func isNeeded(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let base = text.baseAddress else { return false }
        var index = 0
        while text.count - index >= 8 {
            let word = base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let found = zeros(word ^ ones &* 0x2C) | zeros(word ^ ones &* 0x22) | zeros(word ^ ones &* 0x0A)
            if (found | zeros(word ^ ones &* 0x0D)) & (ones << 7) != 0 { return true }
            index += 8
        }
        while index < text.count {
            let byte = text[index]
            if byte == 0x2C || byte == 0x22 || byte == 0x0A || byte == 0x0D { return true }
            index += 1
        }
        return false
    }

    /// The top bit of the lowest zero byte, and perhaps of bytes above it.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
}
