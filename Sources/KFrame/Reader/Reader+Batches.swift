package import KFrameScan

extension Reader {
    /// The records of a topic whose timestamp is in `[from, to)`, batch by batch, in memory that does not grow with the
    /// range: by partition, then offset. Nothing is read before the first batch is asked for.
    ///
    /// - Parameters:
    ///   - from: as for ``read(_:from:to:where:options:)``.
    ///   - to: as for ``read(_:from:to:where:options:)``.
    ///   - filter: as ``ReadOptions/filter``, which it replaces.
    ///   - options: their order must be ``RowOrder/partition``; their types fix those of columns.
    public func batches(
        _ topic: String, from: String, to: String, where filter: String? = nil, options: ReadOptions = ReadOptions()
    ) -> FrameBatches {
        var options = options
        options.filter = filter ?? options.filter
        return batches(options) { reader, options throws(KFrameError) in
            try await reader.plan(topic, range: try Self.range(from: from, to: to, zone: nil), options: options)
        }
    }

    /// Reads as ``batches(_:from:to:where:options:)`` and hands each batch to `body`, one after the other; the read goes on
    /// meanwhile, within its budget of memory. When this returns or throws, nothing of the read is left.
    ///
    ///     let receipt = try await reader.withBatches("clicks", from: "-1h", to: "now") { batch in
    ///         total += batch.count
    ///     }
    ///
    /// - Parameters:
    ///   - from: as for ``read(_:from:to:where:options:)``.
    ///   - to: as for ``read(_:from:to:where:options:)``.
    ///   - filter: as ``ReadOptions/filter``, which it replaces.
    ///   - options: their order must be ``RowOrder/partition``; their types fix those of columns.
    ///   - isolation: where `body` runs: by default where the caller does.
    ///   - body: takes a batch; what it throws ends the read.
    /// - Returns: what was read.
    /// - Throws: ``KFrameError``, and what `body` throws.
    public func withBatches(
        _ topic: String, from: String, to: String, where filter: String? = nil, options: ReadOptions = ReadOptions(),
        isolation: isolated (any Actor)? = #isolation, _ body: (FrameBatch) async throws -> Void
    ) async throws -> ReadReceipt {
        var options = options
        options.filter = filter ?? options.filter
        options = options.started()
        let plan = try await plan(
            topic, range: try Self.range(from: from, to: to, zone: nil), options: options)
        return try await withBatches(of: plan, options: options, body)
    }

    package func withBatches(
        of plan: ScanPlan, options: ReadOptions, isolation: isolated (any Actor)? = #isolation,
        _ body: (FrameBatch) async throws -> Void
    ) async throws -> ReadReceipt {
        let channel = BatchChannel()
        return try await withThrowingTaskGroup(of: Void.self, isolation: isolation) { group in
            group.addTask { await self.produce(into: channel, options) { _, _ in plan } }
            do {
                while let batch = try await channel.next() { try await body(FrameBatch(batch)) }
                // A read that ended has its receipt; it was not cancelled, for then an error would have been thrown.
                guard let receipt = channel.receipt else { throw KFrameError.interrupted }
                return receipt
            } catch {
                channel.cancel()
                group.cancelAll()
                throw error
            }
        }
    }

    package func batches(of plan: ScanPlan, options: ReadOptions) -> FrameBatches {
        batches(options) { _, _ in plan }
    }

    private func batches(
        _ options: ReadOptions,
        plan: @escaping @Sendable (Reader, ReadOptions) async throws(KFrameError) -> ScanPlan
    ) -> FrameBatches {
        FrameBatches { channel in await self.produce(into: channel, options, plan: plan) }
    }

    /// Reads into a channel, and ends it with the receipt or with what went wrong.
    private func produce(
        into channel: BatchChannel, _ options: ReadOptions,
        plan: @Sendable (Reader, ReadOptions) async throws(KFrameError) -> ScanPlan
    ) async {
        let options = options.started()
        do {
            channel.finish(try await stream(into: channel, try await plan(self, options), options))
        } catch {
            channel.finish(throwing: KFrameError.ending(error))
        }
    }

    private func stream(
        into channel: BatchChannel, _ plan: ScanPlan, _ options: ReadOptions
    ) async throws -> ReadReceipt {
        guard options.order == .partition else {
            throw KFrameError(
                .invalidArgument,
                "a stream of batches comes in order of partition and offset; read a frame for order of time, which needs all rows"
            )
        }
        let startedAt = Self.now()
        let read = try prepare(plan, options, needsColumns: true)
        let form = StreamForm(options, columnBytes: limits.columnBytes)
        let assembler = StreamAssembler(read, options, form, channel)
        let pipeline = ReadPipeline<StreamPart>(
            source: recordSource, read: read, detectsValueMode: options.values == .auto, keepsOrder: true,
            limit: options.limit, fetches: limits.stream, deadline: options.deadline, keepsJobs: true,
            progress: options.progress
        ) { rows in
            try form.parts(rows)
        }
        let outcome = try await pipeline.run { result in
            try await assembler.take(result)
            return true
        }
        let mixed = try await assembler.finish()
        var receipt = receipt(plan, options, read, outcome, startedAt: startedAt)
        receipt.mixedColumns = mixed
        try receipt.check()
        return ReadReceipt(receipt)
    }
}
