import KFrameColumns
import KFrameDecode
import KFrameFilter
import KFrameScan
import KafkaRecords

/// Everything that workers need to know of a read, decided before the first record is looked at.
struct PreparedRead: Sendable {
    var plan: ScanPlan
    var filter: FilterExpression?
    /// Nil for all columns.
    var columns: [String]?
    var onError: ErrorPolicy
    /// What values are; found out from samples where the caller left it open.
    var valueMode: ValueMode
    /// Whether any value has to be decoded: not for counting by Kafka's own columns alone.
    var decodesValues: Bool
    /// Whether rows have to become columns at all: not for counting without groups.
    var needsColumns: Bool
    /// Whether the number of rows is all that is wanted.
    var onlyCounts = false
    var limits: ReadLimits
    /// The event's columns among the first values, by their place: so that what is written row by row has its fields in
    /// one order, however the log is cut into jobs.
    var fieldRanks: [String: Int] = [:]

    var range: TimeRange { plan.range }

    /// The byte search that leaves values out before they are parsed; nil where the filter gives none.
    var prefilter: RawPrefilter? {
        decodesValues && valueMode == .json ? filter.flatMap { RawPrefilter($0) } : nil
    }

    var selection: ColumnSelection? { columns.map { ColumnSelection($0) } }

    /// The columns that the decoder has to make: what was asked for, and what the filter looks at.
    var decodedColumns: [String]? {
        guard let columns else { return nil }
        return columns + (filter?.referencedPaths ?? [])
    }

    /// The event's fields that the filter names.
    var filterNames: [String] {
        filter?.referencedPaths.filter { OwnColumn(rawValue: $0) == nil } ?? []
    }

    /// The event's fields that were asked for.
    var selectedNames: [String] { columns?.filter { OwnColumn(rawValue: $0) == nil } ?? [] }

    /// Whether the filter can tell of some rows from Kafka's own columns alone, so that their values need not be decoded.
    var preselects: Bool {
        decodesValues
            && filter?.referencedPaths.contains { KafkaColumns.names.contains($0) || $0 == "_tombstone" } ?? false
    }

    var filtersTombstones: Bool { filter?.referencedPaths.contains("_tombstone") ?? false }

    func wants(_ name: String) -> Bool {
        guard let columns else { return needsColumns }
        return columns.contains(name)
    }

    func needs(_ name: String) -> Bool {
        wants(name) || filter?.referencedPaths.contains(name) ?? false
    }
}

/// The rows of one job that are in the answer, before they take their final form.
struct SelectedRows {
    var partition: Int32
    /// Kafka's own columns, then the event's; those that only the filter needed are left out.
    var columns: [VariantColumn]
    /// Which rows of the columns.
    var rows: RowSelection
    /// The records of all rows of the columns.
    var records: [RecordSlice]
    /// Those of ``rows`` that carry `_error`, as rows of the columns.
    var errorRows: [Int32]
    /// Those of ``rows`` that came late, and by how many milliseconds.
    var lateness: [Int32: Int64]
    /// As ``PreparedRead/fieldRanks``.
    var fieldRanks: [String: Int]

    /// The columns in an order that depends on nothing but their names and the first values of the read: kframe's own,
    /// then the event's.
    var columnsInFixedOrder: [VariantColumn] {
        columns.sorted { left, right in
            let (leftOwn, rightOwn) = (FrameBuilder.leadingRanks[left.name], FrameBuilder.leadingRanks[right.name])
            if leftOwn != nil || rightOwn != nil { return leftOwn ?? .max < rightOwn ?? .max }
            let (leftRank, rightRank) = (fieldRanks[left.name] ?? .max, fieldRanks[right.name] ?? .max)
            return leftRank == rightRank ? left.name < right.name : leftRank < rightRank
        }
    }

    /// Only the rows at `places` among ``rows``.
    func slice(_ places: Range<Int>) -> SelectedRows {
        var part = self
        part.rows = rows.slice(places)
        return part
    }

    /// What `make` makes of the rows: of all at once, or of fewer at a time where a column of all would hold more text
    /// than it can address.
    func split<T>(_ make: (SelectedRows) throws -> T) throws -> [T] {
        do {
            return [try make(self)]
        } catch let error as ColumnError {
            guard case .tooLong = error.code, rows.count > 1 else { throw error }
            let half = rows.count / 2
            return try slice(0..<half).split(make) + slice(half..<rows.count).split(make)
        }
    }

    /// What has to be known of the rows to put them in order of time.
    var places: RecordPlaces {
        let indexes = rows.indexes
        var places = RecordPlaces(
            partition: partition,
            records: indexes.map { RecordPlace(offset: records[Int($0)].offset, timestamp: records[Int($0)].timestamp) }
        )
        guard !errorRows.isEmpty || !lateness.isEmpty else { return places }
        let errors = Set(errorRows)
        for (place, row) in indexes.enumerated() {
            if errors.contains(row) { places.errors.insert(Int32(truncatingIfNeeded: place)) }
            if let late = lateness[row] { places.lateness[Int32(truncatingIfNeeded: place)] = late }
        }
        return places
    }
}

/// A record's place in its partition.
struct RecordPlace: Sendable {
    var offset: Int64
    var timestamp: Int64
}

/// Where some rows of one partition come from, and what a receipt says of them.
struct RecordPlaces: Sendable {
    var partition: Int32
    /// By row.
    var records: [RecordPlace]
    /// The rows that carry `_error`.
    var errors: Set<Int32> = []
    /// The rows that came late, and by how many milliseconds.
    var lateness: [Int32: Int64] = [:]
}
