import KFrameColumns
package import KFrameScan

extension Reader {
    /// Reads rows and writes them as text while they come, in memory that does not grow with the range (but in order of
    /// time, which holds all rows before it writes the first).
    ///
    /// - Parameter write: takes bytes in order; what it throws ends the read.
    package func writeRows(
        _ plan: ScanPlan, options: ReadOptions, as format: RowFormat,
        to write: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws(KFrameError) -> ReadReceipt {
        let startedAt = Self.now()
        let isTimeOrder = options.order == .time
        do {
            var options = options.started()
            if case .csv(let names) = format {
                options.columns = names
                try CSVRows.header(names).withUnsafeBytes(write)
            }
            let read = try prepare(plan, options, needsColumns: true)
            let selection = read.selection
            let pool = isTimeOrder ? nil : TextPool()
            let held = HeldRows(ReadMemory(.frame, read, options))
            let pipeline = ReadPipeline<RowBlock>(
                source: recordSource, read: read, detectsValueMode: options.values == .auto, keepsOrder: true,
                limit: isTimeOrder ? nil : options.limit, fetches: limits.stream, deadline: options.deadline,
                progress: options.progress
            ) { rows in
                switch format {
                case .ndjson:
                    [
                        NDJSONRows(rows.columnsInFixedOrder, selection: selection)
                            .block(rows, pool: pool, keepsPlaces: isTimeOrder)
                    ]
                case .csv(let names):
                    [try CSVRows(rows, names: names, topic: plan.topic).block(pool: pool, keepsPlaces: isTimeOrder)]
                }
            }
            let outcome = try await pipeline.run { result in
                for block in result.outputs {
                    if isTimeOrder {
                        try await held.add(block)
                    } else {
                        try block.bytes.withUnsafeBytes(write)
                    }
                }
                return true
            }
            var receipt = receipt(plan, options, read, outcome, startedAt: startedAt)
            if isTimeOrder, let kept = try await held.write(limit: options.limit, to: write) {
                receipt.limit(to: kept)
            }
            try receipt.check()
            return ReadReceipt(receipt)
        } catch {
            throw KFrameError.ending(error)
        }
    }
}

/// Rows as text that wait for all others, to be written in order of time.
private actor HeldRows {
    private var blocks: [RowBlock] = []

    private var memory: ReadMemory

    init(_ memory: ReadMemory) { self.memory = memory }

    func add(_ block: RowBlock) throws(KFrameError) {
        blocks.append(block)
        try memory.add(block.byteCount)
    }

    /// - Returns: what is left of each partition under the limit, if there is one.
    func write(
        limit: Int?, to write: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> [Int32: ScanCounts]? {
        let order = TimeOrder(blocks.map(\.places), limit: limit)
        var buffer: [UInt8] = []
        for place in order.places {
            let block = blocks[Int(place.batch)]
            block.bytes.withUnsafeBytes { buffer.append(contentsOf: $0[block.range(Int(place.row))]) }
            if buffer.count >= 1 << 20 {
                try buffer.withUnsafeBytes(write)
                buffer.removeAll(keepingCapacity: true)
            }
        }
        try buffer.withUnsafeBytes(write)
        return limit == nil ? nil : order.kept
    }
}

extension Reader {
    /// Refuses a filter that does not parse.
    package static func checkFilter(_ options: ReadOptions) throws(KFrameError) {
        _ = try filter(options)
    }

    /// Whether one of the names stands for several columns among the first events: then the columns of a text are not
    /// known before all rows are.
    package func namesObjects(
        _ plan: ScanPlan, _ names: [String], deadline: ReadDeadline? = nil
    ) async throws(KFrameError) -> Bool {
        do {
            let scan = RecordScan(
                source: recordSource, plan: plan, delivery: .planOrder, limits: limits.stream)
            let found = try await ReadDeadline.run(
                deadline, "The read of \(plan.topic)",
                situation: { ["No row was written."] + (await self.recordSource.waits()) }
            ) {
                try await scan.run { scheduler in try await ValueSampler.sample(scheduler, plan).columnNames }
            }
            return ColumnSelection(names).hasObjects(among: found)
        } catch {
            throw KFrameError(wrapping: error)
        }
    }
}
