import KFrameColumns

/// The rows of one job as text, and where each begins, for putting them in order.
struct RowBlock: Sendable {
    var bytes: TextBlock
    /// Where each row ends in ``bytes``.
    var ends: [Int]
    /// Only where rows are put in order of time.
    var places: RecordPlaces?

    init(_ rows: SelectedRows, bytes: TextBlock, ends: [Int], keepsPlaces: Bool) {
        self.bytes = bytes
        self.ends = ends
        places = keepsPlaces ? rows.places : nil
    }

    /// The memory that it takes.
    var byteCount: Int {
        (ends.last ?? 0) + 8 * ends.count + (places?.records.count ?? 0) * MemoryLayout<RecordPlace>.stride
    }

    /// Where row `row` lies in ``bytes``.
    func range(_ row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }
}

/// How rows become text.
package enum RowFormat: Sendable, Equatable {
    /// One JSON object a line (ndjson.org), each field with the type that its event gave it.
    case ndjson
    /// RFC 4180, with just these columns.
    case csv([String])
}
