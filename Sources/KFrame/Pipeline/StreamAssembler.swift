import KFrameColumns
import KFrameScan
import Synchronization

/// What a job contributes to a stream.
enum StreamPart: Sendable {
    /// Before the columns are known: the rows in their densest form, and the bytes of key and value of each.
    case compact(CompactBatch, sizes: [Int])
    case final(StreamBatch)
}

/// How workers give rows of a stream their final form, as soon as the columns are known.
final class StreamForm: Sendable {
    private let decided = Mutex<StreamColumns?>(nil)
    private let detectsTimes: Bool
    private let given: Set<String>
    private let columnBytes: Int

    init(_ options: ReadOptions, columnBytes: Int) {
        detectsTimes = options.detectsTimes
        given = Set(options.types.keys)
        self.columnBytes = columnBytes
    }

    var columns: StreamColumns? {
        get { decided.withLock(\.self) }
        set { decided.withLock { $0 = newValue } }
    }

    func parts(_ rows: SelectedRows) throws -> [StreamPart] {
        if let columns { return try final(rows, columns).map(StreamPart.final) }
        return try rows.split { .compact(try compact($0), sizes: $0.sizes) }
    }

    func final(_ rows: SelectedRows, _ columns: StreamColumns) throws -> [StreamBatch] {
        try rows.split { try columns.batch($0, columnBytes: columnBytes) }
    }

    func compact(_ rows: SelectedRows) throws -> CompactBatch {
        try CompactBatch(
            rows, detectsTimes: detectsTimes, given: given, keepsPlaces: true, columnBytes: columnBytes)
    }
}

/// Makes batches of one schema of what the jobs of a read find, in plan order: holds the first rows until the columns
/// are known, and lets the others through.
///
/// Which rows the columns are taken from depends on the rows alone, not on how the log is cut into jobs: the job that
/// holds the last of them is done again for just these, and then, like those that were under way, in its final form.
actor StreamAssembler {
    private let options: ReadOptions
    private let columns: [String]?
    private let topic: String
    private let form: StreamForm
    private let channel: BatchChannel
    private var rowsLeft: Int
    private var bytesLeft: Int
    private var held: [CompactBatch] = []
    /// What the text columns of all batches so far took.
    private var kinds: [String: TypeSummary] = [:]

    init(_ read: PreparedRead, _ options: ReadOptions, _ form: StreamForm, _ channel: BatchChannel) {
        self.options = options
        columns = read.columns
        topic = read.plan.topic
        self.form = form
        self.channel = channel
        rowsLeft = read.limits.schemaRows
        bytesLeft = read.limits.schemaBytes
        if StreamColumns.areGiven(options, columns: columns) { rowsLeft = 0 }
    }

    /// Takes the result of the job that comes next in plan order.
    func take(_ result: JobResult<StreamPart>) async throws {
        if let decided = form.columns { return try await send(result, decided) }
        let first = held.count
        var rowsOfJob = 0
        for part in result.outputs {
            guard case .compact(let batch, let sizes) = part else { continue }
            let taken = take(sizes)
            rowsOfJob += taken
            guard taken == batch.rowCount, rowsLeft > 0, bytesLeft > 0 else {
                held.removeSubrange(first...)
                let decided = decide(try sample(result, rowsOfJob))
                try await sendHeld(decided)
                return try await send(result, decided)
            }
            held.append(batch)
        }
    }

    /// Says that there are no more rows.
    ///
    /// - Returns: the columns that took several kinds of values.
    func finish() async throws -> [Receipt.MixedColumn] {
        if form.columns == nil { try await sendHeld(decide([])) }
        return kinds.filter { $0.value.isMixed }.sorted { $0.key < $1.key }.map { name, summary in
            Receipt.MixedColumn(column: name, kinds: FrameBuilder.kinds(summary.counts))
        }
    }

    /// How many of these rows belong to those that the columns are taken from.
    private func take(_ sizes: [Int]) -> Int {
        var taken = 0
        for size in sizes where rowsLeft > 0 && bytesLeft > 0 {
            rowsLeft -= 1
            bytesLeft -= size
            taken += 1
        }
        return taken
    }

    /// The first rows of a job in their densest form.
    private func sample(_ result: JobResult<StreamPart>, _ rowCount: Int) throws -> [CompactBatch] {
        guard rowCount > 0, let again = result.again else { return [] }
        var left = rowCount
        return try again.run { rows in
            let count = min(left, rows.rows.count)
            left -= count
            return count == 0 ? [] : try rows.slice(0..<count).split { try form.compact($0) }
        }.outputs
    }

    /// - Parameter last: the rows beside those held of which the columns are taken.
    private func decide(_ last: [CompactBatch]) -> StreamColumns {
        var builder = SchemaBuilder(leading: FrameBuilder.leading)
        for batch in held + last { builder.add(batch.columns, rowCount: batch.rowCount) }
        let decided = StreamColumns(builder, options, columns: columns, topic: topic)
        form.columns = decided
        channel.schema = decided.schema
        return decided
    }

    private func sendHeld(_ decided: StreamColumns) async throws {
        held.reverse()
        while let batch = held.popLast() {
            let types = decided.schema
            for column in batch.columns where column.meaning == .event && types[column.name]?.type == .utf8 {
                kinds[column.name, default: TypeSummary()].merge(column.summary)
            }
            try await channel.send(try batch.promoted(to: types, topic: topic))
        }
    }

    private func send(_ result: JobResult<StreamPart>, _ decided: StreamColumns) async throws {
        var batches: [StreamBatch] = []
        var failure: (any Error)?
        for part in result.outputs {
            if case .final(let batch) = part { batches.append(batch) }
        }
        if batches.count < result.outputs.count, let again = result.again {
            let final = try again.run { try form.final($0, decided) }
            batches = final.outputs
            failure = final.failure
        }
        for batch in batches {
            for (name, summary) in batch.kinds { kinds[name, default: TypeSummary()].merge(summary) }
            try await channel.send(batch.batch)
        }
        if let failure { throw failure }
    }
}
