/// Which rows of a batch are meant.
package enum RowSelection: Hashable, Sendable {
    /// All rows of a batch of this many.
    case all(Int)
    /// These rows, ascending, each once, all within the batch.
    case rows([Int32])

    /// How many rows are meant.
    package var count: Int {
        switch self {
        case .all(let count): count
        case .rows(let rows): rows.count
        }
    }

    package var isEmpty: Bool { count == 0 }

    /// The batch's row that is the `index`th of those meant; `index` must be in `0..<count`.
    package func row(at index: Int) -> Int {
        switch self {
        case .all: index
        case .rows(let rows): Int(rows[index])
        }
    }

    /// The first `limit` of the rows meant.
    package func prefix(_ limit: Int) -> RowSelection {
        switch self {
        case .all(let count): .all(count).slice(0..<min(max(limit, 0), count))
        case .rows(let rows): .rows(Array(rows.prefix(max(limit, 0))))
        }
    }

    /// The rows meant whose places among them lie in `places`, which must lie in `0..<count`.
    package func slice(_ places: Range<Int>) -> RowSelection {
        switch self {
        case .all(let count):
            places == 0..<count ? self : .rows(places.map { Int32(truncatingIfNeeded: $0) })
        case .rows(let rows):
            .rows(Array(rows[places]))
        }
    }
}
