/// Finds the names that someone may have meant.
package enum NearestNames {
    /// The known names nearest to a wrong one, best first; empty where none is near.
    ///
    /// Near is: equal but for case and separators, containing or contained, or few edits away.
    package static func of(_ name: String, among known: [String], limit: Int = 3) -> [String] {
        let wanted = folded(name)
        let allowance = max(1, wanted.count / 3)
        var found: [(distance: Int, name: String)] = []
        for candidate in known {
            let other = folded(candidate)
            if other == wanted {
                found.append((0, candidate))
            } else if let distance = editDistance(wanted, other, atMost: allowance) {
                found.append((distance, candidate))
            } else if wanted.count >= 3, other.count >= 3, contains(other, wanted) || contains(wanted, other) {
                found.append((allowance + 1, candidate))
            }
        }
        found.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
        return found.prefix(limit).map(\.name)
    }

    /// The number of single-character insertions, deletions, replacements and swaps of neighbours that turn one
    /// name into the other; nil where more than the allowance would be needed.
    static func editDistance(_ a: [UInt8], _ b: [UInt8], atMost allowance: Int) -> Int? {
        guard abs(a.count - b.count) <= allowance else { return nil }
        var beforePrevious: [Int] = []
        var previous = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            row.reserveCapacity(b.count + 1)
            for j in b.indices {
                var best = min(previous[j] + (a[i] == b[j] ? 0 : 1), previous[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforePrevious[j - 1] + 1) }
                row.append(best)
            }
            guard row.contains(where: { $0 <= allowance }) else { return nil }
            beforePrevious = previous
            previous = row
        }
        return previous[b.count] <= allowance ? previous[b.count] : nil
    }

    /// Topic names are ASCII; case and the three separators are what people mix up.
    private static func folded(_ name: String) -> [UInt8] {
        name.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            case UInt8(ascii: "-"), UInt8(ascii: "."): UInt8(ascii: "_")
            default: byte
            }
        }
    }

    private static func contains(_ whole: [UInt8], _ part: [UInt8]) -> Bool {
        guard part.count <= whole.count else { return false }
        return (0...(whole.count - part.count)).contains { whole[$0..<$0 + part.count].elementsEqual(part) }
    }
}
