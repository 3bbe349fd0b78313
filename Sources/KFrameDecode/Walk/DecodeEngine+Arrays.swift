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
        while end < json.tokenCount {
            switch json.text[Int(json.tokens[end])] {
            case UInt8(ascii: "]"):
                defer { index = end + 1 }
                return writeList(json, index, end, laneIndex, row)
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                return writeNested(json, &index, laneIndex, row, depth: depth)
            default: end += 1
            }
        }
        return .unreadable
    }

    /// Writes an array with containers in it as JSON text: a copy, or else by a tape of its own.
    private mutating func writeNested(
        _ json: JSONIndex, _ index: inout Int, _ laneIndex: Int32, _ row: Int, depth: Int
    ) -> Outcome {
        let first = index
        if let copy = tokenText.copy(json, &index, limit: Self.directDepth - depth) {
            // By a pointer of its own: under the thread sanitizer Swift 6.3's compiler fails on `lanes.lanes[…].set` here.
            let lane = lanes.lanes + Int(laneIndex)
            return lane.pointee.set(row, .json, copying: copy) ? .complete : .overfull
        }
        guard let last = closingBracket(json, first, depth: depth) else { return .unreadable }
        index = last + 1
        let start = Int(json.tokens[first])
        let bytes = UnsafeRawBufferPointer(start: json.text + start, count: Int(json.tokens[last]) + 1 - start)
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

    /// The token that closes the bracket `first`; nil where none does, or containers lie too deep within each other.
    private func closingBracket(_ json: JSONIndex, _ first: Int, depth: Int) -> Int? {
        var open = depth
        for token in first..<json.tokenCount {
            switch json.text[Int(json.tokens[token])] {
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                open += 1
                if open > Self.directDepth { return nil }
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                open -= 1
                if open == depth { return token }
            default: break
            }
        }
        return nil
    }

    /// Writes the array of scalars from the token `start` to the token `end`, its brackets.
    private mutating func writeList(
        _ json: JSONIndex, _ start: Int, _ end: Int, _ laneIndex: Int32, _ row: Int
    ) -> Outcome {
        let text = json.text
        let list = lanes.elementLane(of: laneIndex)
        let first = list.pointee.count
        guard list.pointee.hasRoom(for: end - start) else { return .unreadable }
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
        guard text[Int(json.tokens[end])] == UInt8(ascii: "]") else { return .unreadable }
        lanes.lanes[Int(laneIndex)].set(row, .list, Lane.range(first, list.pointee.count - first))
        return .complete
    }
}
