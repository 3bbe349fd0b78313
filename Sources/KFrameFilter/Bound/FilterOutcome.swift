/// What became of the rows of a batch. Every row is counted once:
/// `selected.count + filteredCount + undecodable.count` is the batch's row count.
package struct FilterOutcome: Equatable, Sendable {
    /// The rows that pass, ascending.
    package var selected: [Int32]
    /// How many rows do not pass.
    package var filteredCount: Int
    /// The rows, ascending, of which it cannot be told because their value could not be decoded.
    package var undecodable: [Int32]

    package init(selected: [Int32], filteredCount: Int, undecodable: [Int32]) {
        self.selected = selected
        self.filteredCount = filteredCount
        self.undecodable = undecodable
    }
}
