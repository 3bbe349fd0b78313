import KFrameColumns

extension OwnColumn {
    /// Those that a decoder makes, in the order in which they stand before the event's fields.
    static let decoded: [OwnColumn] = [.schemaID, .tombstone, .value, .error, .raw, .rest]
}
