extension NeedleClause {
    /// The clause most seldom fulfilled of those that follow from a condition in normal form; nil where none does.
    ///
    /// Sound by these facts. A leaf other than IS NULL is true only where the row has the field. In a JSON object
    /// without a backslash every string and every key is spelt in one way, its own bytes between quotes, and none
    /// has a quote, a backslash or a control character in it. Only fields of the event are looked at: they exist
    /// only where the value is a JSON object, which is what the needles are searched in.
    static func strongest(_ condition: Condition) -> NeedleClause? {
        switch condition {
        case .all(let parts):
            return parts.compactMap { strongest($0) }.max { $0.rarity < $1.rarity }
        case .any(let parts):
            var needles: [[UInt8]] = []
            for part in parts {
                guard let clause = strongest(part) else { return nil }
                needles.append(contentsOf: clause.needles)
            }
            return NeedleClause(needles)
        case .comparison(let path, .equal, .text(let text)):
            return isField(path) ? text.needles.flatMap { NeedleClause($0) } ?? key(path) : nil
        case .comparison(let path, let comparator, _):
            return comparator == .notEqual ? nil : key(path)
        case .between(let path, _, _, isNegated: false):
            return key(path)
        case .membership(let path, let literals, isNegated: false):
            guard isField(path) else { return nil }
            var needles: [[UInt8]] = []
            for literal in literals {
                guard case .text(let text) = literal, let spellings = text.needles else { return key(path) }
                needles.append(contentsOf: spellings)
            }
            return NeedleClause(needles) ?? key(path)
        case .like(let path, let pattern, let ignoresCase, isNegated: false):
            guard isField(path) else { return nil }
            return (ignoresCase ? nil : run(pattern)) ?? key(path)
        case .between, .membership, .like, .isNull, .not:
            return nil
        }
    }

    /// The key of the field itself, which has to be there.
    private static func key(_ path: ColumnPath) -> NeedleClause? {
        let name = path.name.bytes
        // With a backslash in the name it takes more to tell the last key.
        guard isField(path), !name.contains(UInt8(ascii: "\\")) else { return nil }
        let last = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).last ?? []
        return spelt(Array(last), opens: true, closes: true).flatMap { NeedleClause($0) }
    }

    /// The rarest run of a pattern, with the quote that stands before the first and after the last.
    private static func run(_ pattern: LikePattern) -> NeedleClause? {
        var best: NeedleClause?
        for (index, element) in pattern.elements.enumerated() {
            guard case .run(let bytes) = element else { continue }
            let closes = index == pattern.elements.count - 1
            guard let needles = spelt(bytes, opens: index == 0, closes: closes),
                let clause = NeedleClause(needles)
            else { continue }
            if best.map({ $0.rarity < clause.rarity }) ?? true { best = clause }
        }
        return best
    }

    /// How a JSON string without a backslash spells `bytes`: in one way, or not at all.
    fileprivate static func spelt(_ bytes: [UInt8], opens: Bool, closes: Bool) -> [[UInt8]]? {
        if bytes.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) { return [] }
        let quote = [UInt8(ascii: "\"")]
        return [(opens ? quote : []) + bytes + (closes ? quote : [])]
    }

    private static func isField(_ path: ColumnPath) -> Bool { path.ownColumn == nil }
}

extension ExactText {
    /// How a whole JSON string of this text is spelt.
    fileprivate var needles: [[UInt8]]? { NeedleClause.spelt(bytes, opens: true, closes: true) }
}
