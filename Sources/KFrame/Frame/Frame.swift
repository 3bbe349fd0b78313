package import KFrameColumns

/// The rows of a time range of a topic as typed columns, with the receipt that proves them.
///
/// Kafka's own columns come first (`_partition`, `_offset`, `_timestamp`, `_key`), then the event's in order of first
/// appearance, flattened by path: `context.page.url`. The memory has Arrow's layout, in batches that share one schema.
public struct Frame: Sendable {
    package let schema: Schema
    package let batches: [ColumnBatch]
    /// What was read, and what became of every offset of it.
    public let receipt: ReadReceipt

    package init(schema: Schema, batches: [ColumnBatch], receipt: ReadReceipt) {
        self.schema = schema
        self.batches = batches
        self.receipt = receipt
    }

    /// Rows.
    public var count: Int { batches.reduce(0) { $0 + $1.rowCount } }

    /// The names of the columns, in order.
    public var columnNames: [String] { schema.fields.map(\.name) }

    /// The columns, in order.
    public var columns: [FrameColumn] { schema.fields.indices.map(column) }

    /// The column of this name (`writeKey`, `context.page.url`, `_offset`), or nil.
    public subscript(name: String) -> FrameColumn? { schema.index(of: name).map(column) }

    /// The rows, one after the other.
    public var rows: FrameRows { FrameRows(batches: batches) }

    /// The first rows.
    public func head(_ count: Int = 10) -> Frame {
        Frame(schema: schema, batches: batches.head(count), receipt: receipt)
    }

    /// The last rows.
    public func tail(_ count: Int = 10) -> Frame {
        Frame(schema: schema, batches: batches.tail(count), receipt: receipt)
    }

    /// The memory of the columns in bytes.
    public var byteCount: Int { batches.reduce(0) { $0 + $1.byteCount } }

    /// Gives the memory of all frames back to the kernel: only where the process is about to end, for what they held is lost.
    /// That takes several threads a third of the time less than the end of a process, which has but one.
    package static func abandonAll() { Buffer.abandonAll() }

    private func column(_ index: Int) -> FrameColumn {
        FrameColumn(
            name: schema.fields[index].name, type: schema.fields[index].type, chunks: batches.map { $0.columns[index] })
    }
}

/// The rows of a frame, or of a batch of one, in order.
public struct FrameRows: Sequence, Sendable {
    let batches: [ColumnBatch]

    /// Gives the rows from the first on.
    public func makeIterator() -> Iterator { Iterator(batches: batches) }

    /// Gives the rows from the first on.
    public struct Iterator: IteratorProtocol {
        private let batches: [ColumnBatch]
        private var batch = 0
        private var row = 0

        init(batches: [ColumnBatch]) { self.batches = batches }

        /// The next row, or nil after the last.
        public mutating func next() -> FrameRow? {
            while batch < batches.count, row >= batches[batch].rowCount {
                batch += 1
                row = 0
            }
            guard batch < batches.count else { return nil }
            defer { row += 1 }
            return FrameRow(batch: batches[batch], row: row)
        }
    }
}

/// One row of a frame.
public struct FrameRow: Sendable {
    let batch: ColumnBatch
    let row: Int

    /// The value in the column of this name; nil where the frame has no such column.
    public subscript(name: String) -> FrameValue? {
        batch.column(name).map { FrameValue($0, row: row) }
    }

    /// All values, by the frame's columns.
    public var values: [FrameValue] { batch.columns.map { FrameValue($0, row: row) } }
}
