import KFrameColumns
import KFrameDecode
import KFrameFilter
package import KFrameScan

extension Reader {
    /// Reads the records of a topic whose timestamp is in `[from, to)` into a frame.
    ///
    /// - Parameters:
    ///   - from: RFC 3339 with a zone (`2022-09-22T12:00Z`), `-2h` (before now), 13 digits of milliseconds since 1970,
    ///     or `earliest`.
    ///   - to: the same, or `+2h` (after the start), `now`, or `latest`.
    ///   - filter: as ``ReadOptions/filter``, which it replaces.
    /// - Throws: ``KFrameError``. A partition that cannot be read is an error, never a shorter frame.
    public func read(
        _ topic: String, from: String, to: String, where filter: String? = nil, options: ReadOptions = ReadOptions()
    ) async throws(KFrameError) -> Frame {
        var options = options
        options.filter = filter ?? options.filter
        options = options.started()
        return try await read(topic, range: try Self.range(from: from, to: to, zone: nil), options: options)
    }

    /// Reads again exactly the offsets of a receipt, with its filter and columns.
    ///
    /// - Parameters:
    ///   - timeout: as ``ReadOptions/timeout``.
    ///   - memory: as ``ReadOptions/memory``.
    public func replay(
        _ receipt: ReadReceipt, timeout: Duration? = nil, memory: Int? = nil,
        progress: (@Sendable (ReadProgress) -> Void)? = nil
    ) async throws(KFrameError) -> Frame {
        var options = try ReadOptions(repeating: receipt.receipt)
        options.timeout = timeout
        options.memory = memory
        options.progress = progress
        options = options.started()
        return try await read(try await replayPlan(receipt, options: options), options: options)
    }

    /// The plan that reads exactly the offsets of a receipt again.
    ///
    /// - Throws: ``KFrameError/Code/truncated`` where other records, or none, are at these offsets now.
    package func replayPlan(_ receipt: ReadReceipt, options: ReadOptions) async throws(KFrameError) -> ScanPlan {
        let plan = receipt.receipt.replayPlan()
        do {
            try await ReadDeadline.run(
                options.started().deadline, "The look-up of what the receipt of \(plan.topic) is of",
                situation: { ["No record was read."] + (await self.recordSource.waits()) }
            ) {
                try await plan.checkPresence(in: self.recordSource)
            }
            return plan
        } catch {
            throw KFrameError.ending(error)
        }
    }

    package func read(_ topic: String, range: TimeRange, options: ReadOptions) async throws(KFrameError) -> Frame {
        let filter = try Self.filter(options)
        let options = options.started()
        return try await read(try await plan(topic, range: range, options: options, filter: filter), options: options)
    }

    /// - Parameter asText: every column of events as text, for CSV.
    package func read(
        _ plan: ScanPlan, options: ReadOptions, asText: Bool = false
    ) async throws(KFrameError) -> Frame {
        let startedAt = Self.now()
        let options = options.started()
        let isTimeOrder = options.order == .time
        let detectsTimes = options.detectsTimes && !asText
        let keepsPlaces = isTimeOrder || !options.types.isEmpty
        do {
            let read = try prepare(plan, options, needsColumns: true)
            let builder = FrameBuilder(ReadMemory(.frame, read, options))
            let pipeline = ReadPipeline<CompactBatch>(
                source: recordSource, read: read, detectsValueMode: options.values == .auto,
                // In order also where a row may end the read: so that it is always the first such row.
                keepsOrder: options.limit != nil && !isTimeOrder || options.onError == .fail,
                limit: isTimeOrder ? nil : options.limit, fetches: limits.frame, deadline: options.deadline,
                makesFrame: true, progress: options.progress
            ) { [columnBytes = limits.columnBytes, given = Set(options.types.keys)] rows in
                try rows.split {
                    try CompactBatch(
                        $0, detectsTimes: detectsTimes, given: given, keepsPlaces: keepsPlaces, columnBytes: columnBytes
                    )
                }
            }
            let outcome = try await pipeline.run { result in
                try await builder.add(result)
                return true
            }
            let built = try await builder.finish(options, read: read, asText: asText)
            var receipt = receipt(plan, options, read, outcome, startedAt: startedAt)
            receipt.mixedColumns = built.mixedColumns
            if let kept = built.kept { receipt.limit(to: kept) }
            try receipt.check()
            return Frame(schema: built.schema, batches: built.batches, receipt: ReadReceipt(receipt))
        } catch {
            throw KFrameError.ending(error)
        }
    }

    func prepare(_ plan: ScanPlan, _ options: ReadOptions, needsColumns: Bool) throws(KFrameError) -> PreparedRead {
        if let limit = options.limit, limit < 1 {
            throw KFrameError(.invalidArgument, "a limit must be at least 1, not \(limit)")
        }
        if let columns = options.columns, columns.isEmpty {
            throw KFrameError(.invalidArgument, "no column is named to be selected; leave the selection out for all")
        }
        let filter = try Self.filter(options)
        let mode: ValueMode =
            switch options.values {
            case .auto, .json: .json
            case .text: .text
            case .bytes: .bytes
            }
        let wantsValues =
            needsColumns && options.columns.map { $0.contains { !KafkaColumns.names.contains($0) } } ?? true
        let filtersValues = filter.map { !$0.dependsOnlyOnOwnColumns } ?? false
        return PreparedRead(
            plan: plan, filter: filter, columns: options.columns, onError: options.onError, valueMode: mode,
            decodesValues: (needsColumns && wantsValues) || filtersValues, needsColumns: needsColumns, limits: limits)
    }

    func receipt<Output>(
        _ plan: ScanPlan, _ options: ReadOptions, _ read: PreparedRead, _ outcome: ReadPipeline<Output>.Outcome,
        startedAt: Int64
    ) -> Receipt {
        var receipt = Receipt(
            plan: plan, filter: read.filter?.description, select: options.columns, limit: options.limit,
            order: options.order.rawValue, onError: options.onError.rawValue, values: outcome.valueMode.rawValue,
            valuesWereDetected: outcome.modeWasDetected, partitions: outcome.tally.partitions(plan, outcome.partitions),
            startedAt: startedAt, finishedAt: Self.now())
        receipt.duplicateKeys = outcome.tally.duplicateKeys
        receipt.undecodableSamples = outcome.tally.undecodableSamples
        receipt.unknownNames = unknownNames(read, outcome.sampledColumns, outcome.tally.knownNames, receipt)
        return receipt
    }

    /// Sentences about names that were asked for and that no event has, neither of the first nor of those that were
    /// decoded: most likely misspelt.
    ///
    /// - Parameter known: those of these names that were seen in an event.
    private func unknownNames(
        _ read: PreparedRead, _ sampled: [String]?, _ known: Set<String>, _ receipt: Receipt
    ) -> [String] {
        guard let sampled, !sampled.isEmpty else { return [] }
        let names = sampled + known.subtracting(sampled).sorted() + OwnColumn.allCases.map(\.name)
        var sentences: [String] = []
        if let filter = read.filter, let sentence = Self.complaint(filter, names) { sentences.append(sentence) }
        // Without a row every column is one of nulls.
        guard receipt.total.delivered > 0 else { return sentences }
        let inFilter = Set(read.filterNames)
        for name in read.selectedNames where !inFilter.contains(name) {
            let path = KFrameFilter.ColumnPath(name).description
            guard let test = try? FilterExpression.parse("\(path) IS NULL") else { continue }
            if let sentence = Self.complaint(test, names), !sentences.contains(sentence) { sentences.append(sentence) }
        }
        return sentences
    }

    private static func complaint(_ filter: FilterExpression, _ names: [String]) -> String? {
        do throws(FilterError) {
            try filter.checkNames(known: names)
            return nil
        } catch {
            return error.message
        }
    }
}

extension ReadOptions {
    /// The options that a receipt's read had.
    package init(repeating receipt: Receipt) throws(KFrameError) {
        self.init()
        filter = receipt.filter
        columns = receipt.select
        limit = receipt.limit
        guard let order = RowOrder(rawValue: receipt.order), let onError = ErrorPolicy(rawValue: receipt.onError),
            let values = ValueFormat(rawValue: receipt.values)
        else {
            throw KFrameError(.invalidReceipt, "the receipt names an order, an error policy or a format unknown here")
        }
        self.order = order
        self.onError = onError
        self.values = values
    }
}

extension Receipt {
    /// Counts the rows that a limit in order of time left of each partition.
    mutating func limit(to kept: [Int32: ScanCounts]) {
        for index in partitions.indices {
            let left = kept[partitions[index].partition] ?? ScanCounts()
            partitions[index].counts.limited = partitions[index].counts.delivered - left.delivered
            partitions[index].counts.delivered = left.delivered
            partitions[index].counts.lowestTimestamp = left.lowestTimestamp
            partitions[index].counts.highestTimestamp = left.highestTimestamp
            partitions[index].counts.withError = left.withError
            partitions[index].counts.late = left.late
            partitions[index].counts.greatestLateness = left.greatestLateness
        }
    }
}
