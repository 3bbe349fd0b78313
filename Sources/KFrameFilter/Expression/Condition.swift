/// A condition on one row: true, false or unknown, as in SQL.
///
/// A comparison is unknown where the value is absent, null or of another kind than the literal, whatever the
/// operator, and so is its negation. `IS NULL` is never unknown.
package enum Condition: Hashable, Sendable {
    case comparison(ColumnPath, Comparator, Literal)
    /// True where the value equals one of the literals; as in SQL, an OR of comparisons.
    case membership(ColumnPath, [Literal], isNegated: Bool)
    case between(ColumnPath, Literal, Literal, isNegated: Bool)
    case like(ColumnPath, LikePattern, ignoresCase: Bool, isNegated: Bool)
    /// True where the row has no such field or it is null, and no field inside an object at that path.
    case isNull(ColumnPath, isNegated: Bool)
    indirect case not(Condition)
    /// AND; at least two.
    case all([Condition])
    /// OR; at least two.
    case any([Condition])
}

extension Condition {
    /// The same condition with every NOT moved into a leaf. For three truth values this changes nothing.
    ///
    /// What is left are AND and OR, under which a row can only gain by a leaf becoming true: so “is it true” needs
    /// one bit a leaf, and “may it be true” the same formula once more.
    var normalized: Condition {
        switch self {
        case .not(let inner): inner.negation
        case .all(let parts): .all(parts.map(\.normalized))
        case .any(let parts): .any(parts.map(\.normalized))
        default: self
        }
    }

    /// The normal form of NOT this.
    private var negation: Condition {
        switch self {
        case .comparison(let path, let comparator, let literal):
            .comparison(path, comparator.negated, literal)
        case .membership(let path, let literals, let isNegated):
            .membership(path, literals, isNegated: !isNegated)
        case .between(let path, let low, let high, let isNegated):
            .between(path, low, high, isNegated: !isNegated)
        case .like(let path, let pattern, let ignoresCase, let isNegated):
            .like(path, pattern, ignoresCase: ignoresCase, isNegated: !isNegated)
        case .isNull(let path, let isNegated): .isNull(path, isNegated: !isNegated)
        case .not(let inner): inner.normalized
        case .all(let parts): .any(parts.map(\.negation))
        case .any(let parts): .all(parts.map(\.negation))
        }
    }

    /// Calls `body` for every leaf, from left to right.
    func forEachLeaf(_ body: (Condition) -> Void) {
        switch self {
        case .not(let inner): inner.forEachLeaf(body)
        case .all(let parts), .any(let parts): for part in parts { part.forEachLeaf(body) }
        default: body(self)
        }
    }

    /// The column of a leaf.
    var path: ColumnPath? {
        switch self {
        case .comparison(let path, _, _), .membership(let path, _, _), .between(let path, _, _, _),
            .like(let path, _, _, _), .isNull(let path, _):
            path
        case .not, .all, .any: nil
        }
    }
}
