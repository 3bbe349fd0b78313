import KFrameScan
import KafkaRecords
import Testing

/// What a scan of a whole plan came to.
struct ScanDrain: Sendable {
    /// By the plan's order of partitions.
    var tallies: [StepTally]
    var outcomes: [PartitionOutcome]
    var progress: ScanProgress
    /// Which partition each piece was of, in the order they came.
    var order: [Int] = []
    var chunkBytes = 0

    var rows: [[ScannedRow]] { tallies.map(\.rows) }
    var rowCount: Int { tallies.reduce(0) { $0 + $1.rows.count } }
    var total: ScanCounts { tallies.reduce(into: ScanCounts()) { $0.add($1.counts) } }

    /// Reads all of a plan, and checks of every piece that it is the next one of its partition and accounts for all of
    /// its offsets.
    ///
    /// - Parameter onChunk: what the consumer does before it takes the next piece.
    static func run(
        _ source: any RecordSource, _ plan: ScanPlan, _ delivery: FetchScheduler.Delivery = .planOrder,
        _ limits: FetchScheduler.Limits = FetchScheduler.Limits(), decompression: DecompressionLimit = .standard,
        onChunk: @escaping @Sendable (ScanChunk, FetchScheduler) async throws -> Void = { _, _ in }
    ) async throws -> ScanDrain {
        try await RecordScan(source: source, plan: plan, delivery: delivery, limits: limits).run { scheduler in
            var drain = ScanDrain(
                tallies: plan.partitions.map { StepTally($0, plan.range) }, outcomes: [], progress: ScanProgress())
            var selector = RecordSelector(limit: decompression)
            var sequences = plan.partitions.map { _ in 0 }
            while let chunk = try await scheduler.next() {
                let index = chunk.partitionIndex
                #expect(chunk.sequence == sequences[index] && chunk.positionBefore == drain.tallies[index].position)
                sequences[index] += 1
                try drain.tallies[index].add(chunk.step, upTo: chunk.positionAfter, &selector)
                drain.order.append(index)
                drain.chunkBytes += chunk.byteCount
                try await onChunk(chunk, scheduler)
            }
            drain.outcomes = await scheduler.outcomes()
            drain.progress = await scheduler.progress()
            for (tally, outcome) in zip(drain.tallies, drain.outcomes) {
                #expect(outcome.position == outcome.end && tally.position == outcome.end)
                #expect(tally.counts.accounted == outcome.end - tally.start)
            }
            return drain
        }
    }
}

/// Lets other tasks run for a while, without a clock.
func yieldOften(_ times: Int = 200) async {
    for _ in 0..<times { await Task.yield() }
}
