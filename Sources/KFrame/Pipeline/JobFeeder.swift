import KFrameScan
import KafkaRecords

/// Cuts the pieces of a scan into jobs and hands them to whichever worker asks.
actor JobFeeder {
    private let scheduler: FetchScheduler
    private let limits: ReadLimits
    private var ready: ArraySlice<ScanJob> = []
    private var primed: [ScanChunk] = []
    private var nextIndex = 0
    private var isFetching = false
    private var isAtEnd = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    /// - Parameter primed: pieces that were already taken from the scheduler, to be handed out first.
    init(_ scheduler: FetchScheduler, primed: [ScanChunk], limits: ReadLimits) {
        self.scheduler = scheduler
        self.limits = limits
        self.primed = primed.reversed()
    }

    /// The next job, or nil at the end of the scan.
    func next() async throws -> ScanJob? {
        while true {
            if let job = ready.popFirst() { return job }
            if isAtEnd { return nil }
            // One worker waits for the network at a time: so jobs keep the order of the pieces.
            if isFetching {
                await withCheckedContinuation { waiters.append($0) }
                continue
            }
            isFetching = true
            defer {
                isFetching = false
                for waiter in waiters { waiter.resume() }
                waiters.removeAll()
            }
            if let chunk = primed.popLast() {
                cut(chunk)
            } else if let chunk = try await nextChunk() {
                cut(chunk)
            } else {
                isAtEnd = true
            }
        }
    }

    /// No more jobs: the answer is complete, or the read failed. Whoever waits for the network is woken.
    func stop() async {
        ready = []
        primed = []
        isAtEnd = true
        await scheduler.close()
    }

    private func nextChunk() async throws -> ScanChunk? {
        do {
            let chunk = try await scheduler.next()
            // Stopped while the piece was on its way.
            return isAtEnd ? nil : chunk
        } catch {
            if isAtEnd { return nil }
            throw error
        }
    }

    private func cut(_ chunk: ScanChunk) {
        var jobs: [ScanJob] = []
        var batches: [PartitionCursor.SelectedBatch] = []
        var records = 0
        var bytes = 0
        func close(after counts: ScanCounts) {
            jobs.append(
                ScanJob(
                    index: nextIndex, partitionIndex: chunk.partitionIndex, batches: batches, countsAfter: counts))
            nextIndex += 1
            batches = []
            records = 0
            bytes = 0
        }
        for batch in chunk.step.batches {
            batches.append(batch)
            records += Int(max(1, batch.raw.header.recordCount))
            bytes += batch.raw.header.sizeInBytes
            if limits.isJobFull(records: records, bytes: bytes) { close(after: ScanCounts()) }
        }
        if !batches.isEmpty || chunk.step.counts.accounted > 0 || chunk.step.counts.batchesPruned > 0 {
            close(after: chunk.step.counts)
        }
        ready.append(contentsOf: jobs)
    }
}
