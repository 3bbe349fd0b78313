/// Kframe's own columns, whose names an event's field cannot take.
package enum OwnColumn: String, CaseIterable, Sendable {
    case partition = "_partition"
    case offset = "_offset"
    case timestamp = "_timestamp"
    case key = "_key"
    case headers = "_headers"
    case schemaID = "_schema_id"
    case tombstone = "_tombstone"
    case value = "_value"
    case error = "_error"
    case raw = "_raw"
    case rest = "_rest"

    package var name: String { rawValue }
}
