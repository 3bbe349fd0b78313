import KFrameColumns
import KFrameDecode
import KFrameFilter
import KFrameScan

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

    var range: TimeRange { plan.range }

    var selection: ColumnSelection? { columns.map { ColumnSelection($0) } }

    /// The columns that the decoder has to make: what was asked for, and what the filter looks at.
    var decodedColumns: [String]? {
        guard let columns else { return nil }
        return columns + (filter?.referencedPaths ?? [])
    }

    /// Whether the filter can tell of some rows from Kafka's own columns alone, so that their values need not be decoded.
    var preselects: Bool {
        decodesValues && filter?.referencedPaths.contains { KafkaColumns.names.contains($0) } ?? false
    }

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
    var records: [RecordPlace]
}

/// A record's place in its partition.
struct RecordPlace: Sendable {
    var offset: Int64
    var timestamp: Int64
}
