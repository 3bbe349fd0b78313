import KFrameColumns

extension DecodeEngine {
    /// Walks a tape and writes each wanted value into its lane.
    ///
    /// This is the hot loop: no allocation, reference count or table look-up for a field that comes where it came last
    /// time. The memory it uses is sound because simdjson and ``ExactJSONParser`` make well-formed tapes only, and
    /// because lanes have room for `row`.
    mutating func walk(_ tape: JSONTape, _ row: Int) -> Outcome {
        walkNumber &+= 1
        hasZeroInteger = false
        hasZeroDouble = false
        isOverflowing = false
        lanes.touchedCount = 0
        guard JSONTape.tag(tape.words[JSONTape.start]) == JSONTape.Tag.object else {
            let lane = lanes.ownLane(Own.value)
            lanes.touched[0] = lane
            lanes.touchedCount = 1
            return write(tape, JSONTape.start, lane, row)
        }
        let number = walkNumber
        let batch = batchNumber
        let words = tape.words
        let strings = tape.strings
        let lanePointer = lanes.lanes
        let touched = lanes.touched
        var touchedCount = 0
        var hasZeroInteger = false
        var hasZeroDouble = false
        var nodes = trie.nodes.base
        var keys = trie.keys.base
        // The object, its member before, and the member that is expected next.
        var object = PathTrie.root
        var previous = PathNode.none
        var expected = nodes[Int(object)].first
        var index = JSONTape.start + 1
        defer {
            lanes.touchedCount = touchedCount
            self.hasZeroInteger = self.hasZeroInteger || hasZeroInteger
            self.hasZeroDouble = self.hasZeroDouble || hasZeroDouble
        }
        while true {
            let word = words[index]
            let tag = JSONTape.tag(word)
            if tag != JSONTape.Tag.string {
                if tag == JSONTape.Tag.objectEnd {
                    if object == PathTrie.root { return .complete }
                    previous = object
                    object = nodes[Int(previous)].parent
                    expected = nodes[Int(previous)].next
                    index &+= 1
                    continue
                }
                guard tag == JSONTape.Tag.dropped else { return .unreadable }
                index = tape.after(index &+ 1)
                continue
            }
            let name = strings + JSONTape.payload(word)
            let key = PathKey(name + 4, Int(name.loadUnaligned(as: UInt32.self)))
            var found = expected
            if found < 0 || !PathTrie.matches(nodes + Int(found), keys, key) {
                let isObject = JSONTape.tag(words[index &+ 1]) == JSONTape.Tag.object
                found = member(of: object, after: previous, key, isObject: isObject)
                nodes = trie.nodes.base
                keys = trie.keys.base
                if found < 0 {
                    index = tape.after(index &+ 1)
                    continue
                }
            }
            let node = nodes + Int(found)
            if node.pointee.lastRow == number { return .duplicateKey }
            node.pointee.lastRow = number
            previous = found
            expected = node.pointee.next
            index &+= 1

            let value = words[index]
            let valueTag = JSONTape.tag(value)
            let isObject = valueTag == JSONTape.Tag.object && JSONTape.end(value) > index &+ 2
            if node.pointee.want != PathNode.Want.everything {
                // Only what lies beneath may be wanted.
                if !isObject || node.pointee.want == PathNode.Want.nothing {
                    index = tape.after(index)
                    continue
                }
            }
            if isObject {
                if node.pointee.objectBatch != batch, !admitObject(found) {
                    index = JSONTape.end(value)
                    continue
                }
                object = found
                previous = PathNode.none
                expected = node.pointee.first
                index &+= 1
                continue
            }
            if node.pointee.lane < 0, !admitLane(found) {
                index = tape.after(index)
                continue
            }
            let laneIndex = node.pointee.lane
            let lane = lanePointer + Int(laneIndex)
            touched[touchedCount] = laneIndex
            touchedCount &+= 1
            switch valueTag {
            case JSONTape.Tag.string:
                let text = strings + JSONTape.payload(value)
                let count = Int(text.loadUnaligned(as: UInt32.self))
                guard lane.pointee.set(row, .string, text: text + 4, count: count) else { return .overfull }
                index &+= 1
            case JSONTape.Tag.int64:
                let bits = words[index &+ 1]
                hasZeroInteger = hasZeroInteger || bits == 0
                lane.pointee.set(row, .int64, bits)
                index &+= 2
            case JSONTape.Tag.double:
                let bits = words[index &+ 1]
                hasZeroDouble = hasZeroDouble || bits << 1 == 0
                lane.pointee.set(row, .double, bits)
                index &+= 2
            case JSONTape.Tag.true:
                lane.pointee.set(row, .bool, 1)
                index &+= 1
            case JSONTape.Tag.false:
                lane.pointee.set(row, .bool, 0)
                index &+= 1
            case JSONTape.Tag.null:
                lane.pointee.set(row, .null, 0)
                index &+= 1
            default:
                let outcome = write(tape, index, laneIndex, row)
                guard outcome == .complete else { return outcome }
                index = tape.after(index)
            }
        }
    }
}
