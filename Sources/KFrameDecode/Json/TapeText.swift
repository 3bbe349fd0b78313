import KFrameColumns

/// Writes values of a tape as compact JSON text: members in the event's order, shortest escapes, shortest numbers
/// that read back the same.
///
/// What an escape and a double look like is ``JSONText``'s to say; all else, which is most, is copied here.
struct TapeText: ~Copyable {
    /// What has been written.
    private var text = RawVector<UInt8>(capacity: 4096)
    private var scratch = JSONText()
    /// Whether an integer, and whether a double, that is 0 has been written.
    private(set) var hasZeroInteger = false
    private(set) var hasZeroDouble = false
    /// The tags of the containers that are open.
    private var containers = RawVector<UInt8>(capacity: 64)

    /// The length of the text in bytes.
    var count: Int { text.count }
    /// The bytes of memory held for it.
    var capacity: Int { text.capacity }
    /// The text; good until it is written to.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: text.base, count: text.count) }

    mutating func removeAll() {
        text.removeAll()
        hasZeroInteger = false
        hasZeroDouble = false
    }

    mutating func truncate(to count: Int) { text.truncate(to: count) }

    mutating func append(ascii byte: UInt8) { text.append(byte) }

    /// Appends a key and its colon.
    mutating func append(key: UnsafeRawBufferPointer) {
        append(string: key)
        text.append(UInt8(ascii: ":"))
    }

    /// Appends the value at `index`.
    mutating func append(_ tape: JSONTape, _ index: Int) {
        containers.removeAll()
        var index = index
        var needsComma = false
        repeat {
            var tag = JSONTape.tag(tape.words[index])
            if tag == JSONTape.Tag.objectEnd || tag == JSONTape.Tag.arrayEnd {
                text.append(tag)
                _ = containers.removeLast()
                needsComma = true
                index += 1
                continue
            }
            if tag == JSONTape.Tag.dropped {
                index = tape.after(index + 1)
                continue
            }
            if needsComma { text.append(UInt8(ascii: ",")) }
            if !containers.isEmpty && containers[containers.count - 1] == JSONTape.Tag.object {
                append(key: tape.string(tape.words[index]))
                index += 1
                tag = JSONTape.tag(tape.words[index])
            }
            if tag == JSONTape.Tag.object || tag == JSONTape.Tag.array {
                text.append(tag)
                containers.append(tag)
                needsComma = false
                index += 1
            } else {
                appendScalar(tape, index)
                needsComma = true
                index = tape.after(index)
            }
        } while !containers.isEmpty
    }

    private mutating func appendScalar(_ tape: JSONTape, _ index: Int) {
        let word = tape.words[index]
        switch JSONTape.tag(word) {
        case JSONTape.Tag.string: append(string: tape.string(word))
        case JSONTape.Tag.digits: text.append(contentsOf: tape.string(word))
        case JSONTape.Tag.int64:
            let value = Int64(bitPattern: tape.words[index + 1])
            hasZeroInteger = hasZeroInteger || value == 0
            if value < 0 { text.append(UInt8(ascii: "-")) }
            append(decimal: value.magnitude)
        case JSONTape.Tag.uint64: append(decimal: tape.words[index + 1])
        case JSONTape.Tag.double:
            let value = Double(bitPattern: tape.words[index + 1])
            hasZeroDouble = hasZeroDouble || value == 0
            scratch.append(double: value)
            takeScratch()
        case JSONTape.Tag.true: append(verbatim: "true")
        case JSONTape.Tag.false: append(verbatim: "false")
        default: append(verbatim: "null")
        }
    }

    /// Appends a string of a tape in quotes.
    private mutating func append(string: UnsafeRawBufferPointer) {
        guard let source = string.baseAddress, Self.isPlain(source, string.count) else {
            scratch.append(string: string)
            takeScratch()
            return
        }
        text.append(UInt8(ascii: "\""))
        text.append(contentsOf: string)
        text.append(UInt8(ascii: "\""))
    }

    /// Whether no character of a tape's string must be escaped. Reads up to seven bytes beyond it, as a tape allows.
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

    private mutating func append(decimal value: UInt64) {
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

    private mutating func append(verbatim literal: StaticString) {
        text.append(contentsOf: UnsafeRawBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    private mutating func takeScratch() {
        scratch.bytes.withUnsafeBytes { text.append(contentsOf: $0) }
        scratch.removeAll()
    }
}
