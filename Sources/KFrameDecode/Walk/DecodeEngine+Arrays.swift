import KFrameColumns

extension DecodeEngine {
    /// Containers within containers that are walked by tokens; deeper ones are left to the tape, which knows the limit.
    static let directDepth = 1000

    /// Writes the array whose bracket is the token `index` into `row` of a lane, and moves `index` behind it.
    @inline(never)
    mutating func writeArray(
        _ json: JSONIndex, _ index: inout Int, _ laneIndex: Int32, _ row: Int, depth: Int
    ) -> Outcome {
        var end = index + 1
        var open = depth + 1
        var deepest = open
        while end < json.tokenCount {
            switch json.text[Int(json.tokens[end])] {
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                open += 1
                deepest = max(deepest, open)
            case UInt8(ascii: "]"), UInt8(ascii: "}"): open -= 1
            default: break
            }
            if open == depth { break }
            end += 1
        }
        guard open == depth, deepest <= Self.directDepth else { return .unreadable }
        defer { index = end + 1 }
        if deepest == depth + 1 { return writeList(json, index, end, laneIndex, row) }
        return writeNested(json, Int(json.tokens[index]), Int(json.tokens[end]) + 1, laneIndex, row)
    }

    /// Writes an array with containers in it as JSON text, by a tape of its own.
    private mutating func writeNested(
        _ json: JSONIndex, _ start: Int, _ end: Int, _ laneIndex: Int32, _ row: Int
    ) -> Outcome {
        let bytes = UnsafeRawBufferPointer(start: json.text + start, count: end - start)
        guard let tape = parser.parseFast(bytes, readable: json.count - start + PaddedText.padding) else {
            return .unreadable
        }
        hasZeroInteger = false
        hasZeroDouble = false
        isMarked = false
        let outcome = write(tape, JSONTape.start, laneIndex, row)
        if outcome == .duplicateKey || mayHideNumbers(bytes) { return .unreadable }
        return outcome
    }

    /// Writes the array of scalars from the token `start` to the token `end`, its brackets.
    private mutating func writeList(
        _ json: JSONIndex, _ start: Int, _ end: Int, _ laneIndex: Int32, _ row: Int
    ) -> Outcome {
        let text = json.text
        let list = lanes.elementLane(of: laneIndex)
        let first = list.pointee.count
        // Before any element: an unfinished list must be taken back too.
        lanes.lanes[Int(laneIndex)].set(row, .list, Lane.range(first, 0))
        var index = start + 1
        // An item and what follows it, by turns; the bracket follows the last.
        while index < end {
            let place = Int(json.tokens[index])
            let next = Int(json.tokens[index + 1])
            switch text[place] {
            case UInt8(ascii: "\""):
                let quote = JSONToken.closingQuote(text, place, next: next)
                if quote < 0 { return .unreadable }
                let source = text + (place + 1)
                let count = quote - place - 1
                if json.hasBackslash, JSONToken.hasBackslash(source, count) {
                    let outcome = list.pointee.append(.string, escaped: source, count: count)
                    if outcome != .complete { return outcome }
                } else {
                    guard list.pointee.append(.string, text: source, count: count) else { return .overfull }
                }
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                switch JSONToken.number(text, place, next: next) {
                case .integer(let value): list.pointee.append(.int64, UInt64(bitPattern: value))
                case .double(let bits): list.pointee.append(.double, bits)
                case .refused: return .unreadable
                }
            case UInt8(ascii: "t"):
                guard JSONToken.isLiteral(text, place, "true", next: next) else { return .unreadable }
                list.pointee.append(.bool, 1)
            case UInt8(ascii: "f"):
                guard JSONToken.isLiteral(text, place, "false", next: next) else { return .unreadable }
                list.pointee.append(.bool, 0)
            case UInt8(ascii: "n"):
                guard JSONToken.isLiteral(text, place, "null", next: next) else { return .unreadable }
                list.pointee.append(.null, 0)
            default: return .unreadable
            }
            index += 1
            if index == end { break }
            // A comma, and an item behind it.
            guard text[Int(json.tokens[index])] == UInt8(ascii: ","), index + 1 < end else { return .unreadable }
            index += 1
        }
        guard text[Int(json.tokens[end])] == UInt8(ascii: "]"), list.pointee.count <= Lane.maximumTextCount else {
            return .unreadable
        }
        lanes.lanes[Int(laneIndex)].set(row, .list, Lane.range(first, list.pointee.count - first))
        return .complete
    }
}
