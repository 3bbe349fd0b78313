package import KFrameColumns

/// One column of a frame, over all its batches. Cheap to make: it shares the frame's memory.
public struct FrameColumn: Sendable {
    /// As rows and filters name it: `context.page.url`.
    public let name: String
    /// The type of all its values.
    public let type: ColumnType
    package let chunks: [Column]
    private let starts: [Int]

    package init(name: String, type: DataType, chunks: [Column]) {
        self.name = name
        self.type = ColumnType(type)
        self.chunks = chunks
        var starts: [Int] = []
        var next = 0
        for chunk in chunks {
            starts.append(next)
            next += chunk.length
        }
        self.starts = starts
        count = next
    }

    /// Rows.
    public let count: Int

    /// Rows without a value.
    public var nullCount: Int { chunks.reduce(0) { $0 + $1.nullCount } }

    /// The value of row `row`, which must be in `0..<count`.
    public subscript(row: Int) -> FrameValue {
        let (chunk, place) = locate(row)
        return FrameValue(chunks[chunk], row: place)
    }

    /// Every value as text, of a column of type ``ColumnType/text``; nil for any other type.
    public var texts: [String?]? {
        guard type == .text else { return nil }
        return collect { $0.string($1) }
    }

    /// Every value of an integer column, or of a timestamp column its count of units; nil for any other type.
    public var ints: [Int64?]? {
        switch type {
        case .int32, .int64, .timestamp: collect { $0.int64($1) }
        default: nil
        }
    }

    /// Every value of a column of type ``ColumnType/double``; nil for any other type.
    public var doubles: [Double?]? {
        guard type == .double else { return nil }
        return collect { $0.double($1) }
    }

    /// Every value of a column of type ``ColumnType/bool``; nil for any other type.
    public var bools: [Bool?]? {
        guard type == .bool else { return nil }
        return collect { $0.bool($1) }
    }

    /// Every value.
    public var values: [FrameValue] {
        chunks.flatMap { chunk in (0..<chunk.length).map { FrameValue(chunk, row: $0) } }
    }

    private func collect<T>(_ value: (Column, Int) -> T?) -> [T?] {
        var all: [T?] = []
        all.reserveCapacity(count)
        for chunk in chunks { for row in 0..<chunk.length { all.append(value(chunk, row)) } }
        return all
    }

    private func locate(_ row: Int) -> (chunk: Int, row: Int) {
        precondition(row >= 0 && row < count, "row \(row) of a column of \(count) rows")
        var low = 0
        var high = starts.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if starts[middle] <= row { low = middle } else { high = middle - 1 }
        }
        // A batch without rows begins where the next one does.
        return (low, row - starts[low])
    }
}
