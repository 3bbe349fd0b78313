/// Finds the names that a mistyped one may have been meant for.
enum NameSuggestions {
    /// Longer names are compared by this many leading bytes, which bounds the work.
    private static let lengthLimit = 128

    /// Up to `limit` of `candidates`, the nearest first: such as differ by few edits, in case alone, or by the
    /// objects around the last key.
    static func nearest(to name: String, among candidates: [String], limit: Int = 3) -> [String] {
        let wanted = folded(name)
        var scored: [(distance: Int, name: String)] = []
        var seen: Set<ExactText> = []
        for candidate in candidates where seen.insert(ExactText(candidate)).inserted {
            let other = folded(candidate)
            let tolerance = max(1, min(wanted.count, other.count) / 3)
            if lastKey(wanted) == lastKey(other) || other.suffix(wanted.count + 1) == [UInt8(ascii: ".")] + wanted {
                scored.append((wanted == other ? 0 : 1, candidate))
            } else if abs(wanted.count - other.count) <= tolerance {
                let distance = editDistance(wanted, other)
                if distance <= tolerance { scored.append((distance, candidate)) }
            }
        }
        // By distance, then by name: the order of `candidates` is of no meaning to the reader.
        scored.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
        return scored.prefix(limit).map(\.name)
    }

    /// Insertions, deletions, replacements and swaps of neighbours between the two.
    static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (i, byte) in left.enumerated() {
            var row = [i + 1]
            row.reserveCapacity(right.count + 1)
            for (j, other) in right.enumerated() {
                var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (byte == other ? 0 : 1))
                if i > 0, j > 0, byte == right[j - 1], left[i - 1] == other { best = min(best, beforeLast[j - 1] + 1) }
                row.append(best)
            }
            beforeLast = last
            last = row
        }
        return last[right.count]
    }

    private static func folded(_ name: String) -> [UInt8] { Array(name.lowercased().utf8.prefix(lengthLimit)) }

    private static func lastKey(_ name: [UInt8]) -> ArraySlice<UInt8> {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return name[...] }
        return name[(dot + 1)...]
    }
}
