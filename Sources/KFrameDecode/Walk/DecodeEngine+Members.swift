import KFrameColumns

extension DecodeEngine {
    /// The node of a member that is not the one expected; -1 where it has none and gets none.
    @inline(__always)
    mutating func member(
        of object: Int32, after previous: Int32, _ key: PathKey, isObject: Bool
    ) -> Int32 {
        let node = trie.find(object, key)
        if node < 0 { return newMember(of: object, after: previous, key, isObject: isObject) }
        trie.predict(object, after: previous, node)
        return node
    }

    /// The node of a member that no event had so far; -1 where it gets none.
    @inline(never)
    mutating func newMember(
        of object: Int32, after previous: Int32, _ key: PathKey, isObject: Bool
    ) -> Int32 {
        let (want, projection) = want(object, key.bytes)
        guard mayInsert(object, key.bytes, want: want, isObject: isObject) else {
            isOverflowing = isOverflowing || want != PathNode.Want.nothing
            return PathNode.none
        }
        let node = trie.insert(object, key, want: want, projection: projection)
        trie.predict(object, after: previous, node)
        return node
    }

    /// Gives the node a lane in this batch; false where a limit forbids.
    @inline(never)
    mutating func admitLane(_ node: Int32) -> Bool {
        let entry = trie.nodes.base + Int(node)
        guard lanes.eventCount < options.limits.columns,
            nameBytes + Int(entry.pointee.nameCount) <= options.limits.nameBytes
        else {
            isOverflowing = true
            return false
        }
        nameBytes += Int(entry.pointee.nameCount)
        let hint = lanes.textHint(Int(entry.pointee.textHint))
        entry.pointee.lane = lanes.add(node: node, textHint: hint)
        return true
    }

    /// Lets the batch have an object at the node; false where a limit forbids.
    @inline(never)
    mutating func admitObject(_ node: Int32) -> Bool {
        let entry = trie.nodes.base + Int(node)
        // Objects on the way to a wanted field are as few as the projection has.
        if entry.pointee.want != PathNode.Want.partly {
            guard objectCount < options.limits.objects else {
                isOverflowing = true
                return false
            }
            objectCount += 1
        }
        entry.pointee.objectBatch = batchNumber
        return true
    }

    /// What is wanted of a member that has no node yet.
    func want(_ object: Int32, _ key: UnsafeRawBufferPointer) -> (UInt8, Int32) {
        let parent = trie.nodes[Int(object)]
        guard parent.want == PathNode.Want.partly, let projection = options.projection else {
            return (PathNode.Want.everything, PathNode.none)
        }
        switch projection.verdict(parent.projection, key) {
        case .unwanted: return (PathNode.Want.nothing, PathNode.none)
        case .partly(let child): return (PathNode.Want.partly, child)
        case .wanted: return (PathNode.Want.everything, PathNode.none)
        }
    }

    /// Whether a member that no event had before gets a node.
    private func mayInsert(_ object: Int32, _ key: UnsafeRawBufferPointer, want: UInt8, isObject: Bool) -> Bool {
        switch want {
        case PathNode.Want.nothing: return trie.hasRoomForUnwanted(key.count, options.limits)
        case PathNode.Want.partly: return true
        default:
            let isAdmitted =
                isObject
                ? objectCount < options.limits.objects
                : lanes.eventCount < options.limits.columns
                    && nameBytes + Int(trie.nodes[Int(object)].nameCount) + key.count <= options.limits.nameBytes
            return isAdmitted && trie.hasRoom(key.count, options.limits)
        }
    }
}
