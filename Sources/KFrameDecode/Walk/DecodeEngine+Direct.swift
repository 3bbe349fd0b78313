import KFrameColumns

extension DecodeEngine {
    /// Walks the tokens of a JSON object and writes each wanted value into its lane, without a tape between.
    ///
    /// This is the hot loop: a field that comes where it came last time costs a comparison of its key and a copy of its
    /// value; no allocation, reference count or table look-up. It checks the grammar of all that it sees. Whatever asks
    /// for more care (a key with an escape or twice in one object, a number beyond its kind, a limit, any mistake) is
    /// `unreadable` here, and the row is walked again by its tape.
    ///
    /// The memory it uses is sound because each place comes from the index and lies within the text, of which padding can
    /// be read beyond the end, and because lanes have room for `row`.
    mutating func walk(_ json: JSONIndex, _ row: Int) -> Outcome {
        walkNumber &+= 1
        isOverflowing = false
        lanes.touchedCount = 0
        let number = walkNumber
        let batch = batchNumber
        let text = json.text
        let tokens = json.tokens
        let tokenCount = json.tokenCount
        let hasBackslash = json.hasBackslash
        let lanePointer = lanes.lanes
        let touched = lanes.touched
        var touchedCount = 0
        var nodes = trie.nodes.base
        var keys = trie.keys.base
        // The object, its member before, and the member that is expected next.
        var object = PathTrie.root
        var previous = PathNode.none
        var expected = nodes[Int(object)].first
        var depth = 1
        defer { lanes.touchedCount = touchedCount }

        guard tokenCount >= 2, text[Int(tokens[0])] == UInt8(ascii: "{") else { return .unreadable }
        if text[Int(tokens[1])] == UInt8(ascii: "}") { return tokenCount == 2 ? .complete : .unreadable }
        var index = 1
        while true {
            // A key, its colon, a value of at least one token, and what follows.
            guard index &+ 3 < tokenCount else { return .unreadable }
            let start = Int(tokens[index])
            let colon = Int(tokens[index &+ 1])
            guard text[start] == UInt8(ascii: "\""), text[colon] == UInt8(ascii: ":") else { return .unreadable }
            let quote = JSONToken.closingQuote(text, start, next: colon)
            if quote < 0 { return .unreadable }
            let key = PathKey(text + (start &+ 1), quote &- start &- 1)
            index &+= 2
            let place = Int(tokens[index])
            let first = text[place]
            var found = expected
            if found < 0 || !PathTrie.matches(nodes + Int(found), keys, key) {
                if hasBackslash, JSONToken.hasBackslash(text + (start &+ 1), key.count) { return .unreadable }
                found = trie.find(object, key)
                if found >= 0 {
                    trie.predict(object, after: previous, found)
                } else {
                    found = newMember(of: object, after: previous, key, isObject: first == UInt8(ascii: "{"))
                    if isOverflowing { return .unreadable }
                    nodes = trie.nodes.base
                    keys = trie.keys.base
                }
            }
            var isWanted = false
            var isObject = false
            if found >= 0 {
                let node = nodes + Int(found)
                if node.pointee.lastRow == number { return .unreadable }
                node.pointee.lastRow = number
                previous = found
                expected = node.pointee.next
                isObject = first == UInt8(ascii: "{") && text[Int(tokens[index &+ 1])] != UInt8(ascii: "}")
                // Of a part that is wanted partly, only what lies beneath may be.
                isWanted =
                    node.pointee.want == PathNode.Want.everything
                    || isObject && node.pointee.want == PathNode.Want.partly
            }
            if isWanted, isObject {
                if nodes[Int(found)].objectBatch != batch, !admitObject(found) { return .unreadable }
                depth &+= 1
                if depth > Self.directDepth { return .unreadable }
                object = found
                previous = PathNode.none
                expected = nodes[Int(found)].first
                index &+= 1
                continue
            }
            if isWanted {
                if nodes[Int(found)].lane < 0, !admitLane(found) { return .unreadable }
                let laneIndex = nodes[Int(found)].lane
                let lane = lanePointer + Int(laneIndex)
                touched[touchedCount] = laneIndex
                touchedCount &+= 1
                let next = Int(tokens[index &+ 1])
                switch first {
                case UInt8(ascii: "\""):
                    let end = JSONToken.closingQuote(text, place, next: next)
                    if end < 0 { return .unreadable }
                    let source = text + (place &+ 1)
                    let count = end &- place &- 1
                    if hasBackslash, JSONToken.hasBackslash(source, count) {
                        let outcome = lane.pointee.set(row, .string, escaped: source, count: count)
                        if outcome != .complete { return outcome }
                    } else {
                        guard lane.pointee.set(row, .string, text: source, count: count) else { return .overfull }
                    }
                    index &+= 1
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    switch JSONToken.number(text, place, next: next) {
                    case .integer(let value): lane.pointee.set(row, .int64, UInt64(bitPattern: value))
                    case .double(let bits): lane.pointee.set(row, .double, bits)
                    case .refused: return .unreadable
                    }
                    index &+= 1
                case UInt8(ascii: "t"):
                    guard JSONToken.isLiteral(text, place, "true", next: next) else { return .unreadable }
                    lane.pointee.set(row, .bool, 1)
                    index &+= 1
                case UInt8(ascii: "f"):
                    guard JSONToken.isLiteral(text, place, "false", next: next) else { return .unreadable }
                    lane.pointee.set(row, .bool, 0)
                    index &+= 1
                case UInt8(ascii: "n"):
                    guard JSONToken.isLiteral(text, place, "null", next: next) else { return .unreadable }
                    lane.pointee.set(row, .null, 0)
                    index &+= 1
                case UInt8(ascii: "["):
                    let outcome = writeArray(json, &index, laneIndex, row, depth: depth)
                    if outcome != .complete { return outcome }
                case UInt8(ascii: "{"):
                    let outcome = setEmptyObject(lane, row)
                    if outcome != .complete { return outcome }
                    index &+= 2
                default: return .unreadable
                }
            } else if first == UInt8(ascii: "\""), !hasBackslash {
                if JSONToken.closingQuote(text, place, next: Int(tokens[index &+ 1])) < 0 { return .unreadable }
                index &+= 1
            } else {
                index = stepOver(json, index, depth: depth)
                if index < 0 { return .unreadable }
            }
            while true {
                guard index < tokenCount else { return .unreadable }
                let separator = text[Int(tokens[index])]
                index &+= 1
                if separator == UInt8(ascii: ",") { break }
                guard separator == UInt8(ascii: "}") else { return .unreadable }
                if object == PathTrie.root { return index == tokenCount ? .complete : .unreadable }
                depth &-= 1
                previous = object
                object = nodes[Int(previous)].parent
                expected = nodes[Int(previous)].next
            }
        }
    }
}
