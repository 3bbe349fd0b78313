import KFrameColumns
import KFrameScan

/// Puts the rows of a frame in order of timestamp, then partition, then offset. Rows without a timestamp come first.
struct TimeOrder {
    /// As many rows a batch.
    private static let rowsPerBatch = 65_536

    /// The rows of all batches, in their new order, by batch and row.
    let places: [RowPlace]
    /// What is left of each partition under the limit.
    let kept: [Int32: ScanCounts]

    /// - Parameter limit: only so many rows, the first in time; nil for all.
    init(_ batches: [(partition: Int32, records: [RecordPlace])], limit: Int?) {
        var keys: [(timestamp: Int64, partition: Int32, offset: Int64, place: RowPlace)] = []
        keys.reserveCapacity(batches.reduce(0) { $0 + $1.records.count })
        for (batch, rows) in batches.enumerated() {
            for (row, record) in rows.records.enumerated() {
                keys.append(
                    (record.timestamp, rows.partition, record.offset, RowPlace(batch: Int32(batch), row: Int32(row))))
            }
        }
        keys.sort { ($0.timestamp, $0.partition, $0.offset) < ($1.timestamp, $1.partition, $1.offset) }
        let wanted = keys.prefix(limit ?? keys.count)
        var kept: [Int32: ScanCounts] = [:]
        for key in wanted {
            var one = ScanCounts()
            one.delivered = 1
            if key.timestamp != -1 {
                one.lowestTimestamp = key.timestamp
                one.highestTimestamp = key.timestamp
            }
            kept[key.partition, default: ScanCounts()].add(one)
        }
        self.kept = kept
        places = wanted.map(\.place)
    }

    func arrange(_ batches: [ColumnBatch], schema: Schema) throws -> [ColumnBatch] {
        let wanted = places[...]
        var arranged: [ColumnBatch] = []
        var start = wanted.startIndex
        while start < wanted.endIndex {
            let end = min(start + Self.rowsPerBatch, wanted.endIndex)
            arranged.append(try ColumnBatch(gathering: Array(wanted[start..<end]), from: batches, schema: schema))
            start = end
        }
        return arranged
    }
}
