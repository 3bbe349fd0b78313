package import KFrameColumns

/// A filter made ready to run on batches of columns. A plain value: one is shared by all tasks, each with its own
/// ``FilterScratch``.
package struct BoundFilter: Sendable {
    package let expression: FilterExpression
    let root: FilterNode
    let leaves: [FilterLeaf]
    let paths: [BoundPath]

    package init(_ expression: FilterExpression) {
        self.expression = expression
        let subtrees = Set(expression.subtreePaths.map { ExactText($0) })
        var places: [ColumnPath: Int] = [:]
        var paths: [BoundPath] = []
        for name in expression.referencedPaths {
            let path = ColumnPath(name)
            places[path] = paths.count
            paths.append(
                BoundPath(
                    path: path, availability: path.ownColumn?.availability ?? .value,
                    needsFields: subtrees.contains(path.name)))
        }
        var leaves: [FilterLeaf] = []
        func node(_ condition: Condition) -> FilterNode {
            switch condition {
            case .all(let parts): return .all(parts.map(node))
            case .any(let parts): return .any(parts.map(node))
            default:
                guard let path = condition.path, let place = places[path], let test = LeafTest(condition) else {
                    // Nothing in a normal form but leaves gets here.
                    return .any([])
                }
                leaves.append(FilterLeaf(test: test, path: place))
                return .leaf(leaves.count - 1)
            }
        }
        root = node(expression.condition.normalized)
        self.leaves = leaves
        self.paths = paths
    }

    /// Decides the rows of a batch.
    ///
    /// Of a row that could not be decoded, the event's fields may be anything: the row passes where the filter is
    /// true whatever they are, is filtered where it can never be true, and is undecodable else.
    ///
    /// - Parameters:
    ///   - batch: all columns that the filter names, as far as any row has them.
    ///   - undecodableRows: the rows whose value could not be decoded, in any order.
    package func evaluate(
        _ batch: VariantBatch, undecodableRows: [Int32] = [], scratch: FilterScratch
    ) -> FilterOutcome {
        var run = FilterRun(self, batch, scratch)
        run.undecodableRows = undecodableRows.filter { $0 >= 0 && Int($0) < batch.rowCount }
        return run.outcome()
    }

    /// Decides what can be decided before any value is decoded, from kframe's own columns of the records.
    ///
    /// - Returns: as `selected` the rows that pass and as `filteredCount` how many do not, whatever their values are;
    ///   as `undecodable` those that have to be decoded and evaluated.
    package func preselect(_ ownColumns: VariantBatch, scratch: FilterScratch) -> FilterOutcome {
        var run = FilterRun(self, ownColumns, scratch)
        run.isBeforeDecoding = true
        return run.outcome()
    }
}
