import KFrameColumns

extension FilterExpression {
    /// Checks that every column named is one of `known` or kframe's own, where the columns are known.
    ///
    /// A path that only has columns inside it may be tested for NULL, but not compared.
    /// - Throws: ``FilterError`` with the nearest known names.
    package func checkNames(known: [String]) throws(FilterError) {
        let exact = Set(known.map { ExactText($0) })
        var leaves: [Condition] = []
        condition.forEachLeaf { leaves.append($0) }
        for leaf in leaves {
            guard let path = leaf.path, path.ownColumn == nil, !exact.contains(path.name) else { continue }
            let inside = known.filter { path.contains(column: $0) }
            if inside.isEmpty {
                throw FilterError(.unknownName, Self.unknown(path, known), at: path.range, in: source)
            }
            if case .isNull = leaf { continue }
            let columns = inside.prefix(3).map { ColumnPath($0).description }.joined(separator: ", ")
            let message = "\(path) is an object; compare one of its fields: \(columns)\(inside.count > 3 ? ", …" : "")"
            throw FilterError(.unknownName, message, at: path.range, in: source)
        }
    }

    private static func unknown(_ path: ColumnPath, _ known: [String]) -> String {
        let candidates = known + OwnColumn.allCases.map(\.rawValue)
        let near = NameSuggestions.nearest(to: path.name.string, among: candidates)
            .map { ColumnPath($0).description }
        switch near.count {
        case 0: return "no column is named \(path)"
        case 1: return "no column is named \(path); did you mean \(near[0])?"
        default:
            let list = near.dropLast().joined(separator: ", ") + " or " + near[near.count - 1]
            return "no column is named \(path); did you mean \(list)?"
        }
    }
}
