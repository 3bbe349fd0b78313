import KFrameColumns

extension DecodeEngine {
    /// An object that is being written to `_rest`.
    private struct Level: BitwiseCopyable {
        var node: Int32
        /// The length of the text before the object's own key.
        var start: Int
        var hasMember = false
    }

    /// Writes what a walk over `tape` found no column for into `_rest`: an object with the event's own nesting. The
    /// tape's overridden members are marked. False where the lane's text is full.
    mutating func writeRest(_ tape: JSONTape, _ row: Int) -> Bool {
        var levels = RawVector<Level>(capacity: 32)
        levels.append(Level(node: PathTrie.root, start: 0))
        text.removeAll()
        text.append(ascii: UInt8(ascii: "{"))
        var index = JSONTape.start + 1
        while true {
            let top = levels.base + (levels.count - 1)
            let word = tape.words[index]
            if JSONTape.tag(word) == JSONTape.Tag.objectEnd {
                let level = levels.removeLast()
                text.append(ascii: UInt8(ascii: "}"))
                if levels.isEmpty {
                    if level.hasMember { break }
                    return true
                }
                if level.hasMember {
                    levels.base[levels.count - 1].hasMember = true
                } else {
                    text.truncate(to: level.start)
                }
                index += 1
                continue
            }
            if JSONTape.tag(word) == JSONTape.Tag.dropped {
                index = tape.after(index + 1)
                continue
            }
            let key = tape.string(word)
            let node = PathKey(key).map { trie.find(top.pointee.node, $0) } ?? PathNode.none
            let value = tape.words[index + 1]
            let isObject =
                JSONTape.tag(value) == JSONTape.Tag.object && JSONTape.end(value) > index + 3
            let hasColumns = node >= 0 && isObject && trie.nodes[Int(node)].objectBatch == batchNumber
            if !hasColumns && isPlaced(node, key, object: top.pointee.node, isObject: isObject, row) {
                index = tape.after(index + 1)
                continue
            }
            let keyStart = text.count
            if top.pointee.hasMember { text.append(ascii: UInt8(ascii: ",")) }
            text.append(key: key)
            if hasColumns {
                text.append(ascii: UInt8(ascii: "{"))
                levels.append(Level(node: node, start: keyStart))
                index += 2
            } else {
                text.append(tape, index + 1)
                top.pointee.hasMember = true
                index = tape.after(index + 1)
            }
        }
        restRowCount += 1
        return setText(lane(Own.rest), row) == .complete
    }

    /// Whether a member has its column, or is not wanted.
    private func isPlaced(
        _ node: Int32, _ key: UnsafeRawBufferPointer, object: Int32, isObject: Bool, _ row: Int
    ) -> Bool {
        let want = node >= 0 ? trie.nodes[Int(node)].want : want(object, key).0
        if want == PathNode.Want.nothing || (want == PathNode.Want.partly && !isObject) { return true }
        guard node >= 0, !isObject else { return false }
        let entry = trie.nodes[Int(node)]
        return entry.lane >= 0 && lanes.lanes[Int(entry.lane)].kinds[row] != Kind.absent.rawValue
    }
}
