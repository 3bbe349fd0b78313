#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Finds members that a later member of the same name in the same object overrides. Linear in the tape's length.
struct DuplicateKeys: ~Copyable {
    /// Up to this many members are compared with each other.
    private static let pairwiseLimit = 12

    private let hash = KeyHash()
    /// The tape indexes of the keys of one object.
    private var members = RawVector<UInt32>(capacity: 64)
    /// Open addressing; indexes of keys, 0 for none (word 0 is the root's).
    private var table = RawVector<UInt32>(capacity: 64)

    /// Marks the keys of overridden members in `tape` from `start` to `end` as ``JSONTape/Tag/dropped``.
    ///
    /// - Returns: how many there are.
    mutating func mark(_ tape: JSONTape, from start: Int, to end: Int) -> Int {
        scan(tape, from: start, to: end, isMarking: true)
    }

    /// Whether there is any in `tape` from `start` to `end`.
    mutating func exist(in tape: JSONTape, from start: Int, to end: Int) -> Bool {
        scan(tape, from: start, to: end, isMarking: false) > 0
    }

    private mutating func scan(_ tape: JSONTape, from start: Int, to end: Int, isMarking: Bool) -> Int {
        var found = 0
        var index = start
        while index < end {
            switch JSONTape.tag(tape.words[index]) {
            case JSONTape.Tag.object:
                found += scanObject(tape, index, isMarking: isMarking)
                if found > 0 && !isMarking { return found }
                index += 1
            case JSONTape.Tag.int64, JSONTape.Tag.uint64, JSONTape.Tag.double: index += 2
            default: index += 1
            }
        }
        return found
    }

    private mutating func scanObject(_ tape: JSONTape, _ start: Int, isMarking: Bool) -> Int {
        members.removeAll()
        var index = start + 1
        while JSONTape.tag(tape.words[index]) != JSONTape.Tag.objectEnd {
            members.append(UInt32(truncatingIfNeeded: index))
            index = tape.after(index + 1)
        }
        return members.count <= Self.pairwiseLimit
            ? comparePairs(tape, isMarking: isMarking) : compareByTable(tape, isMarking: isMarking)
    }

    private func comparePairs(_ tape: JSONTape, isMarking: Bool) -> Int {
        var found = 0
        for first in 0..<members.count {
            for second in first + 1..<max(members.count, first + 1)
            where Self.equal(tape, Int(members[first]), Int(members[second])) {
                found += 1
                if !isMarking { return found }
                Self.drop(tape, Int(members[first]))
                break
            }
        }
        return found
    }

    private mutating func compareByTable(_ tape: JSONTape, isMarking: Bool) -> Int {
        var capacity = 32
        while capacity < members.count * 2 { capacity *= 2 }
        table.removeAll()
        table.extend(by: capacity)
        for slot in 0..<capacity { table[slot] = 0 }
        var found = 0
        for position in 0..<members.count {
            let member = Int(members[position])
            guard let key = PathKey(tape.string(tape.words[member])) else { continue }
            var slot = Int(hash(key)) & (capacity - 1)
            while table[slot] != 0 && !Self.equal(tape, Int(table[slot]), member) { slot = (slot + 1) & (capacity - 1) }
            if table[slot] != 0 {
                found += 1
                if !isMarking { return found }
                Self.drop(tape, Int(table[slot]))
            }
            table[slot] = UInt32(truncatingIfNeeded: member)
        }
        return found
    }

    private static func drop(_ tape: JSONTape, _ index: Int) {
        tape.words[index] = tape.words[index] & ~(0xFF << 56) | UInt64(JSONTape.Tag.dropped) << 56
    }

    private static func equal(_ tape: JSONTape, _ first: Int, _ second: Int) -> Bool {
        let (left, right) = (tape.string(tape.words[first]), tape.string(tape.words[second]))
        guard left.count == right.count, let start = left.baseAddress, let other = right.baseAddress else {
            return false
        }
        return memcmp(start, other, left.count) == 0
    }
}
