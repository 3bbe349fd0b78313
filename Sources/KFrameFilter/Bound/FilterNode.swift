import KFrameColumns

/// A filter's condition in normal form, ready to run: leaves by number, ANDs and ORs.
indirect enum FilterNode: Sendable {
    case leaf(Int)
    case all([FilterNode])
    case any([FilterNode])
}

/// A leaf, its test, and which of the filter's paths it reads.
struct FilterLeaf: Sendable {
    let test: LeafTest
    let path: Int
}

/// One of the columns that a filter reads.
struct BoundPath: Sendable {
    let path: ColumnPath
    /// When its values are known.
    let availability: OwnColumn.Availability
    /// Whether some leaf tests for NULL, so that columns of fields inside count.
    let needsFields: Bool
}
