import KFrameColumns

/// What a planner may leave out, because the filter is false or unknown there, whatever else a record holds.
extension BoundFilter {
    /// The `_timestamp`s, in milliseconds since 1970, that a record which passes can have. Where they are bounded on
    /// either side, a record without a timestamp cannot pass.
    package var timestampBounds: IntegerBounds { bounds(of: .timestamp) }

    /// The `_offset`s that a record which passes can have.
    package var offsetBounds: IntegerBounds { bounds(of: .offset) }

    /// Whether a record of this partition can pass.
    package func allows(partition: Int32) -> Bool {
        allows(root) { leaf in
            guard self.isOwn(leaf, .partition) else { return true }
            switch leaf.test {
            case .value(let test): return test.integers?.matches(Int64(partition)) ?? false
            case .isNull(let isNegated): return isNegated
            case .like, .foldedLike: return false
            }
        }
    }

    private func bounds(of column: OwnColumn) -> IntegerBounds {
        bounds(root) { leaf in
            guard self.isOwn(leaf, column), case .value(let test) = leaf.test else { return .unbounded }
            switch test.integers {
            case .range(let low, let high, isInverted: false):
                return low <= high ? IntegerBounds(lower: low, upper: high) : .none
            case .set(let values, isInverted: false):
                guard let low = values.first, let high = values.last else { return .none }
                return IntegerBounds(lower: low, upper: high)
            case .range, .set:
                return .unbounded
            case nil:
                return .none
            }
        }
    }

    private func isOwn(_ leaf: FilterLeaf, _ column: OwnColumn) -> Bool {
        paths[leaf.path].path.ownColumn == column
    }

    private func bounds(_ node: FilterNode, _ leafBounds: (FilterLeaf) -> IntegerBounds) -> IntegerBounds {
        switch node {
        case .leaf(let index): leafBounds(leaves[index])
        case .all(let parts): parts.reduce(.unbounded) { $0.intersection(bounds($1, leafBounds)) }
        case .any(let parts): parts.reduce(.none) { $0.hull(bounds($1, leafBounds)) }
        }
    }

    private func allows(_ node: FilterNode, _ leafAllows: (FilterLeaf) -> Bool) -> Bool {
        switch node {
        case .leaf(let index): leafAllows(leaves[index])
        case .all(let parts): parts.allSatisfy { allows($0, leafAllows) }
        case .any(let parts): parts.contains { allows($0, leafAllows) }
        }
    }
}
