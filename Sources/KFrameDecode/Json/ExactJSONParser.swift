/// A JSON parser that takes everything the grammar of RFC 8259 allows, however large its numbers, and says where and
/// why it refuses the rest. It is the judge of what is JSON: ``SimdJSONParser`` is only faster.
///
/// It makes the same tape as simdjson, with three differences: a number that neither Int64 nor Double can hold (an
/// integer beyond Int64, a magnitude beyond double, a nonzero one that a double would make 0) keeps its digits; `-0`
/// is the double -0; and nesting of exactly ``maximumDepth`` is taken. No recursion; memory and time are linear in
/// the value's length.
struct ExactJSONParser: ~Copyable {
    /// Containers within containers, the outermost being the first.
    static let maximumDepth = 1024
    /// Values whose length or tape would not fit 32 bits are refused.
    static let maximumByteCount = Int(UInt32.max) - 64

    private enum Step { case value, key, next }

    var words = RawVector<UInt64>(capacity: 512)
    var strings = RawVector<UInt8>(capacity: 4096)
    private var open = RawVector<UInt32>(capacity: 64)

    /// Parses one document with nothing but white space around it.
    mutating func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) -> JSONTape {
        guard bytes.count <= Self.maximumByteCount else { throw JSONSyntaxError(reason: .tooLarge, offset: 0) }
        words.removeAll()
        strings.removeAll()
        open.removeAll()
        words.append(0)
        var position = Self.skipWhitespace(bytes, 0)
        guard position < bytes.count else { throw JSONSyntaxError(reason: .empty, offset: 0) }
        try parseValue(bytes, &position)
        position = Self.skipWhitespace(bytes, position)
        guard position == bytes.count else { throw JSONSyntaxError(reason: .trailingBytes, offset: position) }
        let end = words.count
        append(JSONTape.Tag.root, 0)
        words[0] = UInt64(JSONTape.Tag.root) << 56 | UInt64(end)
        strings.reserve(JSONTape.slack)
        return JSONTape(words: words.base, strings: UnsafeRawPointer(strings.base))
    }

    /// Gives memory back after a large value.
    mutating func releaseLargeBuffers(limit: Int) {
        words.shrink(to: limit / 8)
        strings.shrink(to: limit)
    }

    private mutating func parseValue(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) throws(JSONSyntaxError) {
        var step = Step.value
        while true {
            position = Self.skipWhitespace(bytes, position)
            guard position < bytes.count else {
                throw JSONSyntaxError(reason: .unfinished, offset: position)
            }
            let byte = bytes[position]
            switch step {
            case .value:
                step = try parseValueStart(bytes, &position, byte)
            case .key:
                guard byte == UInt8(ascii: "\"") else { throw JSONSyntaxError(reason: .keyExpected, offset: position) }
                try parseString(bytes, &position)
                position = Self.skipWhitespace(bytes, position)
                guard position < bytes.count else { throw JSONSyntaxError(reason: .unfinished, offset: position) }
                guard bytes[position] == UInt8(ascii: ":") else {
                    throw JSONSyntaxError(reason: .colonExpected, offset: position)
                }
                position += 1
                step = .value
            case .next:
                let isObject = JSONTape.tag(words[Int(open[open.count - 1])]) == JSONTape.Tag.object
                if byte == UInt8(ascii: ",") {
                    step = isObject ? .key : .value
                } else if byte == (isObject ? JSONTape.Tag.objectEnd : JSONTape.Tag.arrayEnd) {
                    close(byte)
                } else {
                    let reason: JSONSyntaxError.Reason = isObject ? .commaOrBraceExpected : .commaOrBracketExpected
                    throw JSONSyntaxError(reason: reason, offset: position)
                }
                position += 1
            }
            if step == .next && open.isEmpty { return }
        }
    }

    /// Parses a scalar, an empty container, or the start of a container.
    private mutating func parseValueStart(
        _ bytes: UnsafeRawBufferPointer, _ position: inout Int, _ byte: UInt8
    ) throws(JSONSyntaxError) -> Step {
        switch byte {
        case JSONTape.Tag.object, JSONTape.Tag.array:
            guard open.count < Self.maximumDepth else {
                throw JSONSyntaxError(reason: .nestedTooDeep, offset: position)
            }
            open.append(UInt32(words.count))
            append(byte, 0)
            position = Self.skipWhitespace(bytes, position + 1)
            let isObject = byte == JSONTape.Tag.object
            let end = isObject ? JSONTape.Tag.objectEnd : JSONTape.Tag.arrayEnd
            guard position < bytes.count, bytes[position] == end else { return isObject ? .key : .value }
            position += 1
            close(end)
        case UInt8(ascii: "\""):
            try parseString(bytes, &position)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            try parseNumber(bytes, &position)
        case UInt8(ascii: "t"):
            try parseLiteral(bytes, &position, "true", JSONTape.Tag.true)
        case UInt8(ascii: "f"):
            try parseLiteral(bytes, &position, "false", JSONTape.Tag.false)
        case UInt8(ascii: "n"):
            try parseLiteral(bytes, &position, "null", JSONTape.Tag.null)
        case 0x80...:
            throw JSONSyntaxError(
                reason: UTF8Sequence.length(bytes, position) == 0 ? .invalidUTF8 : .valueExpected, offset: position)
        default:
            throw JSONSyntaxError(reason: .valueExpected, offset: position)
        }
        return .next
    }

    private mutating func parseLiteral(
        _ bytes: UnsafeRawBufferPointer, _ position: inout Int, _ literal: StaticString, _ tag: UInt8
    ) throws(JSONSyntaxError) {
        for index in 0..<literal.utf8CodeUnitCount {
            guard position + index < bytes.count else {
                throw JSONSyntaxError(reason: .unfinished, offset: position + index)
            }
            guard bytes[position + index] == literal.utf8Start[index] else {
                throw JSONSyntaxError(reason: .literal, offset: position)
            }
        }
        position += literal.utf8CodeUnitCount
        append(tag, 0)
    }

    private mutating func close(_ tag: UInt8) {
        let start = Int(open.removeLast())
        append(tag, start)
        words[start] |= UInt64(words.count)
    }

    mutating func append(_ tag: UInt8, _ payload: Int) {
        words.append(UInt64(tag) << 56 | UInt64(payload))
    }

    mutating func append(_ tag: UInt8, value: UInt64) {
        append(tag, 0)
        words.append(value)
    }

    private static func skipWhitespace(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> Int {
        var position = position
        while position < bytes.count, JSONCharacter.isWhitespace(bytes[position]) { position += 1 }
        return position
    }
}
