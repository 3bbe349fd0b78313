import KFrameColumns

/// Compact JSON text while it is written: shortest escapes, shortest numbers that read back the same.
///
/// What an escape and a double look like is ``JSONText``'s to say; all else, which is most, is copied here.
struct CompactText: ~Copyable {
    /// Bytes beyond a string that may be read.
    static let slack = 8

    private var text = RawVector<UInt8>(capacity: 4096)
    private var scratch = JSONText()

    /// The length of the text in bytes.
    var count: Int { text.count }
    /// The bytes of memory held for it.
    var capacity: Int { text.capacity }
    /// The text; good until it is written to.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: text.base, count: text.count) }

    mutating func removeAll() { text.removeAll() }

    mutating func truncate(to count: Int) { text.truncate(to: count) }

    /// Gives memory back where more than `limit` bytes are held; forgets the text.
    mutating func shrink(to limit: Int) { text.shrink(to: limit) }

    mutating func append(ascii byte: UInt8) { text.append(byte) }

    mutating func append(verbatim bytes: UnsafeRawBufferPointer) { text.append(contentsOf: bytes) }

    mutating func append(verbatim literal: StaticString) {
        text.append(contentsOf: UnsafeRawBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Appends a string, of which ``slack`` bytes beyond can be read, in quotes.
    mutating func append(string: UnsafeRawBufferPointer) {
        guard let source = string.baseAddress, Self.isPlain(source, string.count) else {
            scratch.append(string: string)
            takeScratch()
            return
        }
        text.append(UInt8(ascii: "\""))
        text.append(contentsOf: string)
        text.append(UInt8(ascii: "\""))
    }

    mutating func append(double value: Double) {
        scratch.append(double: value)
        takeScratch()
    }

    mutating func append(int64 value: Int64) {
        if value < 0 { text.append(UInt8(ascii: "-")) }
        append(decimal: value.magnitude)
    }

    mutating func append(decimal value: UInt64) {
        var digitCount = 1
        var rest = value
        while rest >= 10 {
            rest /= 10
            digitCount += 1
        }
        text.extend(by: digitCount)
        rest = value
        for place in 1...digitCount {
            text[text.count - place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// Whether no character of a string must be escaped. Reads up to seven bytes beyond it.
    private static func isPlain(_ source: UnsafeRawPointer, _ count: Int) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var offset = 0
        while offset < count {
            var word = source.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            // Bytes beyond the end become 0xFF, which is plain.
            if count - offset < 8 { word |= UInt64.max << UInt64(8 * (count - offset)) }
            let quotes = word ^ ones &* 0x22
            let backslashes = word ^ ones &* 0x5C
            let found =
                (word &- ones &* 0x20) & ~word | (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes
            if found & (ones << 7) != 0 { return false }
            offset += 8
        }
        return true
    }

    private mutating func takeScratch() {
        scratch.bytes.withUnsafeBytes { text.append(contentsOf: $0) }
        scratch.removeAll()
    }
}
