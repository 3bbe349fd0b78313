#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The paths that events had so far, and the order of their fields: a trie in raw memory that lives over batches.
///
/// A member is found by comparing its key with that of the node which came at this place last time, then the time
/// before, and then in a hash table over all nodes. The hash is seeded, for keys are others' data.
struct PathTrie: ~Copyable {
    static let root: Int32 = 0

    /// A place of the hash table. The hash stands beside the node, so that others' nodes need not be looked at.
    struct Slot: BitwiseCopyable {
        var hash: UInt32
        /// -1 for none.
        var node: Int32
    }

    private(set) var nodes = RawVector<PathNode>(capacity: 128)
    /// All keys, end to end, and ``JSONTape/slack`` bytes.
    private(set) var keys = RawVector<UInt8>(capacity: 2048)
    /// Open addressing; a power of two; at most half full.
    private var table = RawVector<Slot>(capacity: 256)
    private var mask = 255
    private let hash = KeyHash()

    init() { reset(hasProjection: false) }

    /// Forgets all paths.
    mutating func reset(hasProjection: Bool) {
        nodes.removeAll()
        keys.removeAll()
        keys.reserve(JSONTape.slack)
        clearTable(capacity: 256)
        nodes.append(
            PathNode(
                prefix: 0, prefixMask: 0, keyStart: 0, keyCount: 0, hash: 0, parent: PathNode.none,
                projection: Projection.root,
                nameCount: 0, want: hasProjection ? PathNode.Want.partly : PathNode.Want.everything))
    }

    var count: Int { nodes.count }

    /// Whether paths of earlier batches take so much room that it is time to forget them.
    func isCrowded(_ limits: DecodeLimits) -> Bool {
        nodes.count > limits.columns + limits.objects || keys.count > 2 * limits.nameBytes
    }

    /// Whether a node may be added for a path that is wanted. Beside those that a batch's own limits allow there is room
    /// for paths of earlier batches, and of walks that were taken back.
    func hasRoom(_ keyCount: Int, _ limits: DecodeLimits) -> Bool {
        nodes.count < 4 * (limits.columns + limits.objects) && keys.count + keyCount <= 6 * limits.nameBytes
    }

    /// Whether a node may be added for a path that is not wanted, only to predict what comes after it.
    func hasRoomForUnwanted(_ keyCount: Int, _ limits: DecodeLimits) -> Bool {
        nodes.count < 2 * limits.columns && keys.count + keyCount <= limits.nameBytes
    }

    /// Whether the node's key is `key`; up to eight bytes at `key` are read even if it is shorter.
    @inline(__always)
    func matches(_ node: Int32, _ key: UnsafeRawPointer, _ count: UInt32) -> Bool {
        Self.matches(nodes.base + Int(node), keys.base, key, count)
    }

    /// The same, of a node whose key lies in `keys`.
    @inline(__always)
    static func matches(
        _ node: UnsafePointer<PathNode>, _ keys: UnsafePointer<UInt8>, _ key: UnsafeRawPointer, _ count: UInt32
    ) -> Bool {
        guard node.pointee.keyCount == count else { return false }
        let head = key.loadUnaligned(as: UInt64.self)
        if count <= 8 { return (head ^ node.pointee.prefix) & node.pointee.prefixMask == 0 }
        guard head == node.pointee.prefix else { return false }
        let other = UnsafeRawPointer(keys + node.pointee.keyStart)
        let tail = Int(count) &- 8
        var offset = 8
        while offset < tail {
            guard
                (key + offset).loadUnaligned(as: UInt64.self) == (other + offset).loadUnaligned(as: UInt64.self)
            else { return false }
            offset &+= 8
        }
        // The last eight bytes, some of which may have been compared before.
        return (key + tail).loadUnaligned(as: UInt64.self) == (other + tail).loadUnaligned(as: UInt64.self)
    }

    /// The member `key` of the object `parent`, -1 where no event had it. Up to eight bytes at `key` are read even if it
    /// is shorter.
    func find(_ parent: Int32, _ key: UnsafeRawBufferPointer) -> Int32 {
        find(parent, key, hash(key, salt: parent))
    }

    /// Adds a member to the object `parent`, which lacks it.
    mutating func insert(_ parent: Int32, _ key: UnsafeRawBufferPointer, want: UInt8, projection: Int32) -> Int32 {
        let hash = self.hash(key, salt: parent)
        let node = Int32(nodes.count)
        var prefix: UInt64 = 0
        for index in 0..<min(key.count, 8) { prefix |= UInt64(key[index]) << UInt64(8 * index) }
        let parentCount = nodes[Int(parent)].nameCount + (parent == Self.root ? 0 : 1)
        nodes.append(
            PathNode(
                prefix: prefix, prefixMask: Self.lowBytes(key.count), keyStart: keys.count,
                keyCount: UInt32(truncatingIfNeeded: key.count), hash: hash,
                parent: parent, projection: projection, nameCount: parentCount + key.count, want: want))
        keys.append(contentsOf: key)
        keys.reserve(JSONTape.slack)
        if nodes.count * 2 > mask { growTable() } else { enter(node, hash) }
        return node
    }

    /// Remembers that `node` came after `previous` in `parent` (or first, where that is -1).
    func predict(_ parent: Int32, after previous: Int32, _ node: Int32) {
        if previous < 0 {
            let entry = nodes.base + Int(parent)
            entry.pointee.otherFirst = entry.pointee.first
            entry.pointee.first = node
        } else {
            let entry = nodes.base + Int(previous)
            entry.pointee.otherNext = entry.pointee.next
            entry.pointee.next = node
        }
    }

    /// The path of `node`.
    func path(_ node: Int32) -> ColumnPath {
        var path: [String] = []
        var node = node
        while node != Self.root {
            let entry = nodes[Int(node)]
            let key = UnsafeBufferPointer(start: keys.base + entry.keyStart, count: Int(entry.keyCount))
            path.append(String(decoding: key, as: UTF8.self))
            node = entry.parent
        }
        return ColumnPath(path.reversed())
    }

    /// A mask of the first `count` bytes of a word, of all eight where there are more.
    private static func lowBytes(_ count: Int) -> UInt64 {
        // A shift by 64 gives 0.
        ~(UInt64.max << UInt64(8 * min(count, 8)))
    }

    @inline(__always)
    private func find(_ parent: Int32, _ key: UnsafeRawBufferPointer, _ hash: UInt32) -> Int32 {
        guard let start = key.baseAddress else { return PathNode.none }
        var slot = Int(hash) & mask
        while true {
            let entry = table[slot]
            if entry.node < 0 { return PathNode.none }
            if entry.hash == hash, nodes[Int(entry.node)].parent == parent,
                matches(entry.node, start, UInt32(truncatingIfNeeded: key.count))
            {
                return entry.node
            }
            slot = (slot &+ 1) & mask
        }
    }

    private func enter(_ node: Int32, _ hash: UInt32) {
        var slot = Int(hash) & mask
        while table[slot].node >= 0 { slot = (slot + 1) & mask }
        table[slot] = Slot(hash: hash, node: node)
    }

    private mutating func growTable() {
        clearTable(capacity: (mask + 1) * 2)
        for node in 1..<nodes.count { enter(Int32(node), nodes[node].hash) }
    }

    private mutating func clearTable(capacity: Int) {
        table.removeAll()
        table.extend(by: capacity)
        for slot in 0..<capacity { table[slot] = Slot(hash: 0, node: PathNode.none) }
        mask = capacity - 1
    }
}
