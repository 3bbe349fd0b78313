import KFrame

extension Frame {
    /// The columns of the event, each as `name: type`.
    var eventFields: [String] { fields.filter { !always.contains($0.name) }.map { "\($0.name): \($0.type)" } }

    /// All columns, each as `name: type`.
    var allFields: [String] { fields.map { "\($0.name): \($0.type)" } }

    /// Every row as its values' descriptions, by the frame's columns but those that every frame has.
    var eventRows: [[String]] {
        let places = fields.indices.filter { !always.contains(fields[$0].name) }
        return rows.map { row in
            let values = row.values
            return places.map { "\(values[$0])" }
        }
    }

    /// Every row, whole.
    var allRows: [[FrameValue]] { rows.map(\.values) }

    private var fields: [(name: String, type: ColumnType)] { columns.map { ($0.name, $0.type) } }
    private var always: Set<String> { ["_partition", "_offset", "_timestamp", "_key"] }
}

/// Runs `body`, which is to fail with an error of the library's own, and gives it.
func failure<R>(_ body: () async throws -> R) async -> KFrameError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? KFrameError
    }
}
