import KFrameColumns

/// A filter as its user wrote it: SQL's WHERE over column paths.
///
///     writeKey = 'x' AND type IN ('page', 'track') AND properties.price >= 10
///       AND context.page.path LIKE '/products/%' AND userId IS NOT NULL
///
/// It looks at each value's own kind, never at a column's type: text compares with strings, a number with numbers,
/// `true` with booleans; between kinds, and with lists and JSON texts, a comparison is unknown and the row does not
/// pass. The answer for a row thus depends on that row alone.
///
/// Two expressions are equal where their conditions are; how they are written does not count.
package struct FilterExpression: Hashable, Sendable, CustomStringConvertible {
    /// The text that was parsed.
    package let source: String
    package let condition: Condition

    /// For a condition made by a program; `source` is its canonical text.
    package init(_ condition: Condition) {
        self.init(condition, source: condition.description)
    }

    private init(_ condition: Condition, source: String) {
        self.condition = condition
        self.source = source
    }

    /// Reads a filter.
    ///
    /// - Throws: ``FilterError`` with the place and what to do, also where a literal cannot be compared with one of
    ///   kframe's own columns.
    package static func parse(_ source: String) throws(FilterError) -> FilterExpression {
        var parser = ExpressionParser(source)
        return FilterExpression(try parser.parse(), source: source)
    }

    package static func == (left: FilterExpression, right: FilterExpression) -> Bool {
        left.condition == right.condition
    }

    /// The canonical text: parsed again it gives an equal expression. For receipts.
    package var description: String { condition.description }

    /// The columns that the filter names, each once, in order.
    package var referencedPaths: [String] { paths { _ in true } }

    /// Those of ``referencedPaths`` that are tested for NULL: fields inside an object at such a path count too, so a
    /// projection has to keep them (``ColumnPath/contains(column:)``).
    package var subtreePaths: [String] {
        paths { leaf in
            if case .isNull(let path, _) = leaf { return path.ownColumn == nil }
            return false
        }
    }

    /// Whether no value has to be looked at to decide it: it names `_partition`, `_offset`, `_timestamp`, `_key` and
    /// `_headers` only.
    package var dependsOnlyOnOwnColumns: Bool {
        var answer = true
        condition.forEachLeaf { leaf in
            if leaf.path?.ownColumn?.availability != .record { answer = false }
        }
        return answer
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(condition) }

    private func paths(where isWanted: (Condition) -> Bool) -> [String] {
        var seen: Set<ColumnPath> = []
        var names: [String] = []
        condition.forEachLeaf { leaf in
            guard let path = leaf.path, isWanted(leaf), seen.insert(path).inserted else { return }
            names.append(path.name.string)
        }
        return names
    }
}
