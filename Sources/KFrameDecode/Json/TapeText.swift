/// Writes values of a tape as compact JSON text, members in the event's order.
struct TapeText: ~Copyable {
    /// What has been written.
    private var text = CompactText()
    /// Whether an integer, and whether a double, that is 0 has been written.
    private(set) var hasZeroInteger = false
    private(set) var hasZeroDouble = false
    /// The tags of the containers that are open.
    private var containers = RawVector<UInt8>(capacity: 64)

    /// The length of the text in bytes.
    var count: Int { text.count }
    /// The text; good until it is written to.
    var bytes: UnsafeRawBufferPointer { text.bytes }

    mutating func removeAll() {
        text.removeAll()
        hasZeroInteger = false
        hasZeroDouble = false
    }

    mutating func truncate(to count: Int) { text.truncate(to: count) }

    /// Gives memory back where more than `limit` bytes are held; forgets the text.
    mutating func shrink(to limit: Int) { text.shrink(to: limit) }

    mutating func append(ascii byte: UInt8) { text.append(ascii: byte) }

    /// Appends a key and its colon.
    mutating func append(key: UnsafeRawBufferPointer) {
        text.append(string: key)
        text.append(ascii: UInt8(ascii: ":"))
    }

    /// Appends the value at `index`.
    mutating func append(_ tape: JSONTape, _ index: Int) {
        containers.removeAll()
        var index = index
        var needsComma = false
        repeat {
            var tag = JSONTape.tag(tape.words[index])
            if tag == JSONTape.Tag.objectEnd || tag == JSONTape.Tag.arrayEnd {
                text.append(ascii: tag)
                _ = containers.removeLast()
                needsComma = true
                index += 1
                continue
            }
            if tag == JSONTape.Tag.dropped {
                index = tape.after(index + 1)
                continue
            }
            if needsComma { text.append(ascii: UInt8(ascii: ",")) }
            if !containers.isEmpty && containers[containers.count - 1] == JSONTape.Tag.object {
                append(key: tape.string(tape.words[index]))
                index += 1
                tag = JSONTape.tag(tape.words[index])
            }
            if tag == JSONTape.Tag.object || tag == JSONTape.Tag.array {
                text.append(ascii: tag)
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
        case JSONTape.Tag.string: text.append(string: tape.string(word))
        case JSONTape.Tag.digits: text.append(verbatim: tape.string(word))
        case JSONTape.Tag.int64:
            let value = Int64(bitPattern: tape.words[index + 1])
            hasZeroInteger = hasZeroInteger || value == 0
            text.append(int64: value)
        case JSONTape.Tag.uint64: text.append(decimal: tape.words[index + 1])
        case JSONTape.Tag.double:
            let value = Double(bitPattern: tape.words[index + 1])
            hasZeroDouble = hasZeroDouble || value == 0
            text.append(double: value)
        case JSONTape.Tag.true: text.append(verbatim: "true")
        case JSONTape.Tag.false: text.append(verbatim: "false")
        default: text.append(verbatim: "null")
        }
    }
}
