extension DecodeEngine {
    /// Steps over the value at the token `index`, which nobody wants; its grammar is checked all the same, for a value that
    /// is no JSON is a row with `_error` whatever is wanted of it.
    ///
    /// - Returns: the index of the token behind it; -1 where it is no value, or more care is needed.
    @inline(never)
    mutating func stepOver(_ json: JSONIndex, _ index: Int, depth: Int) -> Int {
        let text = json.text
        let tokens = json.tokens
        var index = index
        containers.removeAll()
        while true {
            // A value is expected.
            guard index + 1 < json.tokenCount else { return -1 }
            let first = text[Int(tokens[index])]
            if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
                // In ASCII two further.
                let close = first + 2
                index += 1
                if text[Int(tokens[index])] == close {
                    index += 1
                } else {
                    containers.append(close)
                    if containers.count + depth > Self.directDepth { return -1 }
                    if first == UInt8(ascii: "{"), !stepOverKey(json, &index) { return -1 }
                    continue
                }
            } else {
                guard isScalar(json, index, first) else { return -1 }
                index += 1
            }
            while true {
                if containers.isEmpty { return index }
                guard index < json.tokenCount else { return -1 }
                let close = containers[containers.count - 1]
                let separator = text[Int(tokens[index])]
                index += 1
                if separator == UInt8(ascii: ",") {
                    if close == UInt8(ascii: "}"), !stepOverKey(json, &index) { return -1 }
                    break
                }
                guard separator == close else { return -1 }
                _ = containers.removeLast()
            }
        }
    }

    private mutating func stepOverKey(_ json: JSONIndex, _ index: inout Int) -> Bool {
        guard index + 2 < json.tokenCount, isString(json, index),
            json.text[Int(json.tokens[index + 1])] == UInt8(ascii: ":")
        else { return false }
        index += 2
        return true
    }

    private mutating func isScalar(_ json: JSONIndex, _ index: Int, _ first: UInt8) -> Bool {
        let place = Int(json.tokens[index])
        let next = Int(json.tokens[index + 1])
        switch first {
        case UInt8(ascii: "\""): return isString(json, index)
        case UInt8(ascii: "t"): return JSONToken.isLiteral(json.text, place, "true", next: next)
        case UInt8(ascii: "f"): return JSONToken.isLiteral(json.text, place, "false", next: next)
        case UInt8(ascii: "n"): return JSONToken.isLiteral(json.text, place, "null", next: next)
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            if case .refused = JSONToken.number(json.text, place, next: next) { return false }
            return true
        default: return false
        }
    }

    private mutating func isString(_ json: JSONIndex, _ index: Int) -> Bool {
        let place = Int(json.tokens[index])
        guard json.text[place] == UInt8(ascii: "\"") else { return false }
        let quote = JSONToken.closingQuote(json.text, place, next: Int(json.tokens[index + 1]))
        if quote < 0 { return false }
        let source = json.text + (place + 1)
        let count = quote - place - 1
        guard json.hasBackslash, JSONToken.hasBackslash(source, count) else { return true }
        unescaped.removeAll()
        unescaped.reserve(count)
        return JSONToken.unescape(source, count, to: unescaped.base) >= 0
    }
}
