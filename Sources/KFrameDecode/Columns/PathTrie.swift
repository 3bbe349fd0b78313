#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The paths that events had so far, and the order of their fields: a trie in raw memory that lives over batches.
///
/// A member is found by comparing its key with that of the node which came at this place last time, and else in a hash
/// table over all nodes. The hash is seeded, for keys are others' data.
struct PathTrie: ~Copyable {
    static let root: Int32 = 0

    /// A place of the hash table. The hash stands beside the node, so that others' nodes need not be looked at.
    struct Slot: BitwiseCopyable {
        var hash: UInt32
        /// -1 for none.
        var node: Int32
    }

    private(set) var nodes = RawVector<PathNode>(capacity: 128)
    /// All keys, end to end, and ``PathKey/slack`` bytes.
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
        keys.reserve(PathKey.slack)
        clearTable(capacity: 256)
        nodes.append(
            PathNode(
                low: 0, high: 0, keyCount: 0, keyStart: 0, parent: PathNode.none, nameCount: 0,
                projection: Projection.root, want: hasProjection ? PathNode.Want.partly : PathNode.Want.everything))
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

    /// Whether the node's key is `key`; `keys` are the trie's.
    @inline(__always)
    static func matches(_ node: UnsafePointer<PathNode>, _ keys: UnsafePointer<UInt8>, _ key: PathKey) -> Bool {
        // In Swift ^ and | have one precedence: without brackets bits of one half would hide differences in the other.
        let difference =
            (node.pointee.low ^ key.low) | (node.pointee.high ^ key.high)
            | UInt64(truncatingIfNeeded: Int(node.pointee.keyCount) ^ key.count)
        guard difference == 0 else { return false }
        return key.count <= 16 || key.hasTail(of: keys + Int(node.pointee.keyStart))
    }

    /// The member `key` of the object `parent`, -1 where no event had it.
    @inline(__always)
    func find(_ parent: Int32, _ key: PathKey) -> Int32 {
        let hash = hash(key, salt: parent)
        var slot = Int(hash) & mask
        while true {
            let entry = table[slot]
            if entry.node < 0 { return PathNode.none }
            let node = nodes.base + Int(entry.node)
            if entry.hash == hash, node.pointee.parent == parent, Self.matches(node, keys.base, key) {
                return entry.node
            }
            slot = (slot &+ 1) & mask
        }
    }

    /// Adds a member to the object `parent`, which lacks it; there must be room (``hasRoom(_:_:)``), so that all names together
    /// are far below what 32 bits count.
    mutating func insert(_ parent: Int32, _ key: PathKey, want: UInt8, projection: Int32) -> Int32 {
        let node = Int32(nodes.count)
        let parentCount = Int(nodes[Int(parent)].nameCount) + (parent == Self.root ? 0 : 1)
        nodes.append(
            PathNode(
                low: key.low, high: key.high, keyCount: UInt32(truncatingIfNeeded: key.count),
                keyStart: UInt32(truncatingIfNeeded: keys.count), parent: parent,
                nameCount: UInt32(truncatingIfNeeded: parentCount + key.count), projection: projection, want: want,
                hasBackslash: memchr(key.start, Int32(UInt8(ascii: "\\")), key.count) != nil))
        keys.append(contentsOf: key.bytes)
        keys.reserve(PathKey.slack)
        if nodes.count * 2 > mask { growTable() } else { enter(node, hash(key, salt: parent)) }
        return node
    }

    /// Remembers that `node` came after `previous` in `parent` (or first, where that is -1), unless its key may not be looked
    /// for where it stands in an event (``PathNode/hasBackslash``).
    @inline(__always)
    func predict(_ parent: Int32, after previous: Int32, _ node: Int32) {
        if nodes[Int(node)].hasBackslash { return }
        if previous < 0 {
            (nodes.base + Int(parent)).pointee.first = node
        } else {
            (nodes.base + Int(previous)).pointee.next = node
        }
    }

    /// The path of `node`.
    func path(_ node: Int32) -> ColumnPath {
        var path: [String] = []
        var node = node
        while node != Self.root {
            let entry = nodes[Int(node)]
            let key = UnsafeBufferPointer(start: keys.base + Int(entry.keyStart), count: Int(entry.keyCount))
            path.append(String(decoding: key, as: UTF8.self))
            node = entry.parent
        }
        return ColumnPath(path.reversed())
    }

    private func enter(_ node: Int32, _ hash: UInt32) {
        var slot = Int(hash) & mask
        while table[slot].node >= 0 { slot = (slot + 1) & mask }
        table[slot] = Slot(hash: hash, node: node)
    }

    private mutating func growTable() {
        clearTable(capacity: (mask + 1) * 2)
        for node in 1..<nodes.count {
            let entry = nodes[node]
            let key = PathKey(keys.base + Int(entry.keyStart), Int(entry.keyCount))
            enter(Int32(node), hash(key, salt: entry.parent))
        }
    }

    private mutating func clearTable(capacity: Int) {
        table.removeAll()
        table.extend(by: capacity)
        for slot in 0..<capacity { table[slot] = Slot(hash: 0, node: PathNode.none) }
        mask = capacity - 1
    }
}
