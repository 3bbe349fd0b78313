import KFrameColumns
import KFrameDecode
import KFrameFilter
import KFrameScan

/// Runs a read: fetches, spreads the jobs over the cores, and hands the results on.
struct ReadPipeline<Output: Sendable>: Sendable {
    /// What a pipeline ends with.
    struct Outcome: Sendable {
        var tally: ReadTally
        var partitions: [PartitionOutcome]
        var valueMode: ValueMode
        var modeWasDetected: Bool
        /// The event's columns among the first values; nil where none was looked at.
        var sampledColumns: [String]?
    }

    let source: any RecordSource
    var read: PreparedRead
    /// Whether values have to be sampled to tell what they are.
    let detectsValueMode: Bool
    /// Whether results are handed on in plan order.
    let keepsOrder: Bool
    let limit: Int?
    let fetches: FetchScheduler.Limits
    var deadline: ReadDeadline?
    /// Whether results keep their job, to be done again.
    var keepsJobs = false
    /// Whether each job becomes a batch of a frame.
    var makesFrame = false
    let progress: (@Sendable (ReadProgress) -> Void)?
    /// Runs in a worker: gives a job's rows their final form, in one piece or several.
    let makeOutput: @Sendable (SelectedRows) throws -> [Output]

    /// - Parameter consume: takes the results that have rows, one at a time; false when it wants no more.
    func run(_ consume: @escaping @Sendable (JobResult<Output>) async throws -> Bool) async throws -> Outcome {
        // Samples are taken in plan order, whatever the order afterwards.
        let delivery: FetchScheduler.Delivery = keepsOrder || samples ? .planOrder : .any
        let scan = RecordScan(source: source, plan: read.plan, delivery: delivery, limits: fetches)
        return try await scan.run { scheduler in
            let tallied = TallyKeeper(partitionCount: read.plan.partitions.count)
            return try await ReadDeadline.run(
                deadline, "The read of \(read.plan.topic)",
                situation: { await situation(scheduler, tallied) },
                // Whoever waits for the next piece is not woken by being cancelled.
                wake: { await scheduler.close() }
            ) {
                try await withProgress(scheduler, tallied) { try await run(scheduler, tallied, consume) }
            }
        }
    }

    /// How far a read is that has no time left, and what it waits for: brokers that say nothing, brokers that have nothing
    /// to send, or neither.
    private func situation(_ scheduler: FetchScheduler, _ tallied: TallyKeeper) async -> [String] {
        let (scan, tally) = (await scheduler.progress(), await tallied.tally)
        let done = tally.counts.reduce(0) { $0 &+ $1.accounted }
        var sentences = [
            "\(done) of \(max(done, scan.offsetsTotal)) offsets are accounted for: \(tally.rowCount) rows, from "
                + "\(scan.bytesFetched) bytes received."
        ]
        let silent = await source.waits()
        sentences += silent
        var told: Set<String> = []
        for trouble in await scheduler.troubles() where told.insert(trouble.message).inserted && told.count <= 3 {
            sentences.append("It was trying again because: \(trouble.message).")
        }
        if silent.isEmpty, told.isEmpty { sentences.append("The brokers answer; there was more to read than time.") }
        return sentences
    }

    /// Besides what values are, samples tell which names of a filter are likely wrong, and the order of fields.
    private var samples: Bool { read.decodesValues && (detectsValueMode || read.valueMode == .json) }

    private func run(
        _ scheduler: FetchScheduler, _ tallied: TallyKeeper,
        _ consume: @escaping @Sendable (JobResult<Output>) async throws -> Bool
    ) async throws -> Outcome {
        var read = read
        var chunks: [ScanChunk] = []
        var sampledColumns: [String]?
        if samples {
            let findings = try await ValueSampler.sample(scheduler, read.plan)
            if detectsValueMode { read.valueMode = findings.mode }
            sampledColumns = findings.columnNames
            for (rank, name) in findings.columnNames.enumerated() { read.fieldRanks[name] = rank }
            chunks = findings.chunks
            if !keepsOrder { await scheduler.deliverInAnyOrder() }
        }
        let feeder = JobFeeder(
            scheduler, primed: chunks, limits: read.limits.forJobs(isSifted: read.prefilter != nil, ofFrame: makesFrame)
        )
        let cutter = LimitCutter(limit: limit, makeOutput: makeOutput)
        let sink = OrderedSink<JobResult<Output>>(capacity: 2 * read.limits.workerCount, keepsOrder: keepsOrder) {
            result in
            try Task.checkCancellation()
            let (result, isLast) = try await cutter.cut(result)
            await tallied.add(result)
            let wantsMore = result.outputs.isEmpty ? true : try await consume(result)
            guard wantsMore, !isLast else { return false }
            if let failure = result.failure { throw failure }
            return true
        }
        try await work(read, feeder, sink)
        try Task.checkCancellation()
        var tally = await tallied.tally
        let outcomes = await scheduler.outcomes()
        if let stop = await cutter.stop {
            for index in read.plan.partitions.indices where index >= stop.partitionIndex {
                tally.cutEnds[index] = index == stop.partitionIndex ? stop.end : read.plan.partitions[index].start
            }
        }
        return Outcome(
            tally: tally, partitions: outcomes, valueMode: read.valueMode,
            modeWasDetected: detectsValueMode && read.decodesValues, sampledColumns: sampledColumns)
    }

    private func work(
        _ read: PreparedRead, _ feeder: JobFeeder, _ sink: OrderedSink<JobResult<Output>>
    ) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for _ in 0..<read.limits.workerCount {
                group.addTask {
                    do {
                        try await work(read, feeder, sink: sink)
                    } catch {
                        // Wakes the workers that wait for their turn.
                        await sink.close()
                        await feeder.stop()
                        throw error
                    }
                }
            }
        }
    }

    /// One worker: does jobs until there are none, or no more are wanted.
    private func work(
        _ read: PreparedRead, _ feeder: JobFeeder, sink: OrderedSink<JobResult<Output>>
    ) async throws {
        var worker = try ScanWorker(read)
        while let job = try await feeder.next() {
            var next: ScanJob? = job
            // A few bytes can unpack to a lot: what is unpacked at once is handed on before the rest is looked at.
            while let piece = next {
                try Task.checkCancellation()
                next = nil
                var result: Result<JobResult<Output>, any Error>
                do {
                    var (done, part, rest) = try worker.runToFailure(piece, pieces: 1, makeOutput: makeOutput)
                    if keepsOrder, limit != nil || keepsJobs { done.again = JobAgain(job: part, read: read) }
                    if !keepsOrder, let failure = done.failure { throw failure }
                    result = .success(done)
                    next = rest
                } catch {
                    result = .failure(error)
                }
                guard try await sink.accept(result, at: job.index, isLast: next == nil) else {
                    await feeder.stop()
                    return
                }
            }
        }
    }

    /// Runs `body` and reports about ten times a second meanwhile, and once at the end: one report at a time, so that
    /// none goes back behind the one before it.
    private func withProgress<R: Sendable>(
        _ scheduler: FetchScheduler, _ tallied: TallyKeeper, _ body: @escaping @Sendable () async throws -> R
    ) async throws -> R {
        guard let progress else { return try await body() }
        @Sendable func report(isLast: Bool) async {
            let scan = await scheduler.progress()
            let tally = await tallied.tally
            let done = tally.counts.reduce(0) { $0 &+ $1.accounted }
            // An end that was not borne out moves on; a limit ends the read before.
            let total = isLast ? done : max(done, scan.offsetsTotal)
            progress(
                ReadProgress(offsetsTotal: total, offsetsDone: done, rows: tally.rowCount, bytes: scan.bytesFetched))
        }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    await report(isLast: false)
                    try? await Task.sleep(for: .milliseconds(100))
                }
            }
            do {
                let result = try await body()
                group.cancelAll()
                try await group.waitForAll()
                await report(isLast: true)
                return result
            } catch {
                group.cancelAll()
                throw error
            }
        }
    }
}

/// The tally of a read that runs, for whoever wants to know how far it is.
actor TallyKeeper {
    private(set) var tally: ReadTally

    init(partitionCount: Int) { tally = ReadTally(partitionCount: partitionCount) }

    func add<Output>(_ result: JobResult<Output>) { tally.add(result) }
}

/// Cuts the job in which a limit on rows is reached, so that rows and receipt end at the last row wanted.
private actor LimitCutter<Output: Sendable> {
    private var left: Int?
    private let makeOutput: @Sendable (SelectedRows) throws -> [Output]
    /// Where the read ended, once it did.
    private(set) var stop: (partitionIndex: Int, end: Int64)?

    init(limit: Int?, makeOutput: @escaping @Sendable (SelectedRows) throws -> [Output]) {
        left = limit
        self.makeOutput = makeOutput
    }

    func cut(_ result: JobResult<Output>) throws -> (result: JobResult<Output>, isLast: Bool) {
        guard let limit = left, let again = result.again else { return (result, false) }
        if result.rowCount < limit {
            left = limit - result.rowCount
            return (result, false)
        }
        left = 0
        var worker = try ScanWorker(again.read)
        var cut = try worker.run(again.job, limit: limit, makeOutput: makeOutput)
        cut.result.again = JobAgain(job: cut.job, read: again.read)
        stop = (again.job.partitionIndex, cut.end)
        return (cut.result, true)
    }
}
