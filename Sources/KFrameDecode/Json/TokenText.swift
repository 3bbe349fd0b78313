/// Copies a container by its tokens as the compact JSON text that ``TapeText`` would write of its tape.
///
/// Most of such texts are already what they are to become, but for white space: then it is a copy of what stands between
/// that, after a look at the grammar. Strings with escapes and numbers that kframe spells otherwise are written anew. A key
/// with an escape, or one that may be there twice, numbers that ask for more care, and any mistake are left to the tape.
struct TokenText: ~Copyable {
    /// A container that is open.
    struct Container: BitwiseCopyable {
        var isObject: Bool
        /// Where its keys begin among all keys, and a bit for what they were hashed to.
        var firstKey: Int
        var seen: UInt64
    }

    /// Objects with more members are left to the tape: a key is compared with all before it where the hash bids so.
    private static let memberLimit = 64

    private var text = CompactText()
    private var unescaped = RawVector<UInt8>(capacity: 256)
    private var containers = RawVector<Container>(capacity: 16)
    /// The keys of all open objects: a start in the upper half, a count in the lower.
    private var keys = RawVector<UInt64>(capacity: 64)
    /// Where what is not copied yet begins.
    private var run = 0

    /// The text of the container whose bracket is the token `index`, which is moved behind it; nil where the tape has to
    /// decide. It lies in the value itself where no white space is in between, and is good until the next call.
    ///
    /// - Parameter limit: how deep containers may lie within each other, this one included.
    @inline(never)
    mutating func copy(_ json: JSONIndex, _ index: inout Int, limit: Int) -> UnsafeRawBufferPointer? {
        text.removeAll()
        containers.removeAll()
        keys.removeAll()
        let source = json.text
        let tokens = json.tokens
        let start = Int(tokens[index])
        run = start
        var token = index
        var isObject = false
        while true {
            // A value, and a token behind it.
            guard token &+ 1 < json.tokenCount else { return nil }
            let place = Int(tokens[token])
            let next = Int(tokens[token &+ 1])
            let first = source[place]
            if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
                guard containers.count < limit else { return nil }
                isObject = first == UInt8(ascii: "{")
                containers.append(Container(isObject: isObject, firstKey: keys.count, seen: 0))
                passOver(source, to: place &+ 1, next: next)
                token &+= 1
                // In ASCII a closing bracket is two further.
                if source[next] != first &+ 2 {
                    if isObject, !takeKey(json, &token) { return nil }
                    continue
                }
            } else {
                let end = takeScalar(json, place, first, next: next)
                if end < 0 { return nil }
                passOver(source, to: end, next: next)
                token &+= 1
            }
            while true {
                guard token < json.tokenCount else { return nil }
                let place = Int(tokens[token])
                if source[place] == UInt8(ascii: ",") {
                    guard token &+ 1 < json.tokenCount else { return nil }
                    passOver(source, to: place &+ 1, next: Int(tokens[token &+ 1]))
                    token &+= 1
                    if isObject, !takeKey(json, &token) { return nil }
                    break
                }
                guard source[place] == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { return nil }
                token &+= 1
                keys.truncate(to: containers.removeLast().firstKey)
                if containers.isEmpty {
                    index = token
                    return finish(source, start, place &+ 1)
                }
                guard token < json.tokenCount else { return nil }
                passOver(source, to: place &+ 1, next: Int(tokens[token]))
                isObject = containers[containers.count &- 1].isObject
            }
        }
    }

    /// Gives memory back after a large value.
    mutating func shrink(to limit: Int) {
        text.shrink(to: limit)
        unescaped.shrink(to: limit)
    }

    /// Moves over a token that ends at `end`. Where white space stands before the next, what lies before that is copied.
    @inline(__always)
    private mutating func passOver(_ source: UnsafePointer<UInt8>, to end: Int, next: Int) {
        if end == next { return }
        copyRun(source, to: end)
        run = next
    }

    private mutating func copyRun(_ source: UnsafePointer<UInt8>, to end: Int) {
        text.append(verbatim: UnsafeRawBufferPointer(start: source + run, count: end &- run))
    }

    private mutating func finish(_ source: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
        let rest = UnsafeRawBufferPointer(start: source + run, count: end - run)
        if run == start { return rest }
        text.append(verbatim: rest)
        return text.bytes
    }

    /// Moves over a key and its colon; false where the tape has to look.
    private mutating func takeKey(_ json: JSONIndex, _ token: inout Int) -> Bool {
        guard token &+ 2 < json.tokenCount else { return false }
        let source = json.text
        let place = Int(json.tokens[token])
        let colon = Int(json.tokens[token &+ 1])
        guard source[place] == UInt8(ascii: "\""), source[colon] == UInt8(ascii: ":") else { return false }
        let quote = JSONToken.closingQuote(source, place, next: colon)
        if quote < 0 { return false }
        let count = quote &- place &- 1
        if json.hasBackslash, JSONToken.hasBackslash(source + (place &+ 1), count) { return false }
        guard isNew(source, place &+ 1, count) else { return false }
        passOver(source, to: quote &+ 1, next: colon)
        passOver(source, to: colon &+ 1, next: Int(json.tokens[token &+ 2]))
        token &+= 2
        return true
    }

    /// Whether the innermost object has no such key yet, as far as that is certain; takes it down.
    @inline(__always)
    private mutating func isNew(_ source: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Bool {
        let container = containers.base + (containers.count &- 1)
        let key = PathKey(source + start, count)
        let mixed = (key.low ^ key.high &* 31 &+ UInt64(truncatingIfNeeded: count)) &* 0x9E37_79B9_7F4A_7C15
        let bit: UInt64 = 1 << (mixed >> 58)
        if container.pointee.seen & bit != 0, has(key, source, from: container.pointee.firstKey) { return false }
        guard keys.count &- container.pointee.firstKey < Self.memberLimit else { return false }
        container.pointee.seen |= bit
        keys.append(UInt64(truncatingIfNeeded: start) << 32 | UInt64(truncatingIfNeeded: count))
        return true
    }

    private func has(_ key: PathKey, _ source: UnsafePointer<UInt8>, from first: Int) -> Bool {
        for index in first..<keys.count {
            let other = PathKey(
                source + Int(keys[index] >> 32), Int(truncatingIfNeeded: keys[index] & 0xFFFF_FFFF))
            if other.count == key.count, other.low == key.low, other.high == key.high,
                key.count <= 16 || key.hasTail(of: other.start)
            {
                return true
            }
        }
        return false
    }

    /// Where the scalar at `place` ends, which is written anew where it would be written otherwise; -1 where the tape has to
    /// look.
    @inline(__always)
    private mutating func takeScalar(_ json: JSONIndex, _ place: Int, _ first: UInt8, next: Int) -> Int {
        let text = json.text
        switch first {
        case UInt8(ascii: "\""):
            let quote = JSONToken.closingQuote(text, place, next: next)
            if quote < 0 { return -1 }
            if json.hasBackslash, JSONToken.hasBackslash(text + (place &+ 1), quote &- place &- 1) {
                return rewriteString(text, place, quote)
            }
            return quote &+ 1
        case UInt8(ascii: "t"): return JSONToken.isLiteral(text, place, "true", next: next) ? place &+ 4 : -1
        case UInt8(ascii: "f"): return JSONToken.isLiteral(text, place, "false", next: next) ? place &+ 5 : -1
        case UInt8(ascii: "n"): return JSONToken.isLiteral(text, place, "null", next: next) ? place &+ 4 : -1
        default:
            let end = JSONToken.shortestNumberEnd(text, place, next: next)
            return end >= 0 ? end : rewriteNumber(text, place, next: next)
        }
    }

    @inline(never)
    private mutating func rewriteString(_ source: UnsafePointer<UInt8>, _ place: Int, _ quote: Int) -> Int {
        let count = quote &- place &- 1
        unescaped.removeAll()
        unescaped.reserve(count &+ CompactText.slack)
        let written = JSONToken.unescape(source + (place &+ 1), count, to: unescaped.base)
        if written < 0 { return -1 }
        copyRun(source, to: place)
        text.append(string: UnsafeRawBufferPointer(start: unescaped.base, count: written))
        run = quote &+ 1
        return run
    }

    @inline(never)
    private mutating func rewriteNumber(_ source: UnsafePointer<UInt8>, _ place: Int, next: Int) -> Int {
        guard case .double(let bits) = JSONToken.number(source, place, next: next) else { return -1 }
        copyRun(source, to: place)
        text.append(double: Double(bitPattern: bits))
        run = next
        while JSONCharacter.isWhitespace(source[run &- 1]) { run &-= 1 }
        return run
    }
}
