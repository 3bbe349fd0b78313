import KFrameColumns
import KFrameScan

/// Puts the rows of a frame in order of timestamp, then partition, then offset. Rows without a timestamp come first.
struct TimeOrder {
    /// As many rows a batch, and about as many bytes.
    private static let rowsPerBatch = 65_536
    private static let bytesPerBatch = 64 << 20

    /// The rows of all batches, in their new order, by batch and row.
    let places: [RowPlace]
    /// What is left of each partition under the limit.
    let kept: [Int32: ScanCounts]

    /// - Parameters:
    ///   - batches: a batch whose places are not known has no rows.
    ///   - limit: only so many rows, the first in time; nil for all.
    init(_ batches: [RecordPlaces?], limit: Int?) {
        var keys: [(timestamp: Int64, partition: Int32, offset: Int64, place: RowPlace)] = []
        keys.reserveCapacity(batches.reduce(0) { $0 + ($1?.records.count ?? 0) })
        for (batch, rows) in batches.enumerated() {
            guard let rows else { continue }
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
            if let rows = batches[Int(key.place.batch)] {
                if rows.errors.contains(key.place.row) { one.withError = 1 }
                if let lateness = rows.lateness[key.place.row] {
                    one.late = 1
                    one.greatestLateness = lateness
                }
            }
            kept[key.partition, default: ScanCounts()].add(one)
        }
        self.kept = kept
        places = wanted.map(\.place)
    }

    func arrange(_ batches: [ColumnBatch], schema: Schema) throws -> [ColumnBatch] {
        let rowCount = batches.reduce(0) { $0 + $1.rowCount }
        let byteCount = batches.reduce(0) { $0 + $1.byteCount }
        let rowBytes = max(1, byteCount / max(1, rowCount))
        let rowsPerBatch = max(1, min(Self.rowsPerBatch, Self.bytesPerBatch / rowBytes))
        var arranged: [ColumnBatch] = []
        var start = places.startIndex
        while start < places.endIndex {
            try Task.checkCancellation()
            let end = min(start + rowsPerBatch, places.endIndex)
            try gather(places[start..<end], from: batches, schema: schema, into: &arranged)
            start = end
        }
        return arranged
    }

    /// Fewer rows at a time where a column of all of them would hold more than it can address.
    private func gather(
        _ places: ArraySlice<RowPlace>, from batches: [ColumnBatch], schema: Schema, into arranged: inout [ColumnBatch]
    ) throws {
        do throws(ColumnError) {
            arranged.append(try ColumnBatch(gathering: Array(places), from: batches, schema: schema))
        } catch {
            guard places.count > 1 else { throw error }
            let middle = places.startIndex + places.count / 2
            try gather(places[..<middle], from: batches, schema: schema, into: &arranged)
            try gather(places[middle...], from: batches, schema: schema, into: &arranged)
        }
    }
}
