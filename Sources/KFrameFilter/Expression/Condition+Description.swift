extension Condition: CustomStringConvertible {
    /// The condition in SQL, with the parentheses it needs, so that parsing it gives an equal condition.
    package var description: String {
        switch self {
        case .comparison(let path, let comparator, let literal):
            "\(path) \(comparator.rawValue) \(literal)"
        case .membership(let path, let literals, let isNegated):
            "\(path) \(Self.word("IN", isNegated)) (\(literals.map(\.description).joined(separator: ", ")))"
        case .between(let path, let low, let high, let isNegated):
            "\(path) \(Self.word("BETWEEN", isNegated)) \(low) AND \(high)"
        case .like(let path, let pattern, let ignoresCase, let isNegated):
            "\(path) \(Self.word(ignoresCase ? "ILIKE" : "LIKE", isNegated)) \(pattern.description)"
        case .isNull(let path, let isNegated):
            "\(path) IS \(isNegated ? "NOT " : "")NULL"
        case .not(let inner):
            "NOT \(inner.isCompound ? "(\(inner))" : inner.description)"
        case .all(let parts):
            parts.map { $0.isCompound ? "(\($0))" : $0.description }.joined(separator: " AND ")
        case .any(let parts):
            // AND binds closer than OR and needs no parentheses; they are there for those who read it.
            parts.map { $0.isCompound ? "(\($0))" : $0.description }.joined(separator: " OR ")
        }
    }

    private var isCompound: Bool {
        switch self {
        case .all, .any: true
        default: false
        }
    }

    private static func word(_ word: String, _ isNegated: Bool) -> String { isNegated ? "NOT \(word)" : word }
}
