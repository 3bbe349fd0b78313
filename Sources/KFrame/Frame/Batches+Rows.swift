package import KFrameColumns

extension [ColumnBatch] {
    /// The first rows, at most `count` of them; no memory is copied.
    package func head(_ count: Int) -> [ColumnBatch] {
        var left = Swift.max(0, count)
        var kept: [ColumnBatch] = []
        for batch in self where left > 0 {
            kept.append(batch.head(left))
            left -= Swift.min(left, batch.rowCount)
        }
        return kept
    }

    /// The last rows, at most `count` of them; no memory is copied.
    package func tail(_ count: Int) -> [ColumnBatch] {
        var left = Swift.max(0, count)
        var kept: [ColumnBatch] = []
        for batch in reversed() where left > 0 {
            kept.append(batch.tail(left))
            left -= Swift.min(left, batch.rowCount)
        }
        return kept.reversed()
    }
}
