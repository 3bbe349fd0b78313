import KFrame

/// What a stream gave.
struct Streamed {
    var batches: [FrameBatch] = []
    var receipt: ReadReceipt?
    var error: KFrameError?

    /// Each as `name: type`.
    var fields: [String] { batches.first?.fields.map { "\($0.name): \($0.type)" } ?? [] }
    var allRows: [[FrameValue]] { batches.flatMap { $0.rows.map(\.values) } }

    func column(_ name: String) -> [FrameValue] { batches.flatMap { $0[name]?.values ?? [] } }

    func rows(without name: String) -> [[FrameValue]] {
        guard let place = batches.first?.columnNames.firstIndex(of: name) else { return allRows }
        return allRows.map { row in Array(row[..<place] + row[(place + 1)...]) }
    }
}

extension TestLog {
    /// All of topic `t` as a stream.
    func stream(
        _ options: ReadOptions = ReadOptions(), limits: ReadLimits = ReadLimits(),
        _ change: (inout ReadOptions) -> Void = { _ in }
    ) async throws -> Streamed {
        var options = options
        change(&options)
        let streamed = await failingStream(options, limits: limits)
        if let error = streamed.error { throw error }
        return streamed
    }

    /// All of topic `t` as a stream, as far as it comes.
    func failingStream(_ options: ReadOptions = ReadOptions(), limits: ReadLimits = ReadLimits()) async -> Streamed {
        var streamed = Streamed()
        do {
            let batches = try await reader(limits).batches("t", from: "earliest", to: "latest", options: options)
            for try await batch in batches { streamed.batches.append(batch) }
            streamed.receipt = batches.receipt
        } catch {
            streamed.error = error as? KFrameError
        }
        return streamed
    }
}

extension [String] {
    func inserting(_ element: String, after place: String) -> [String] {
        var copy = self
        copy.insert(element, at: (firstIndex(of: place) ?? endIndex - 1) + 1)
        return copy
    }
}
