import KFrameScan

/// A few batches of one partition: what one worker does at a time.
struct ScanJob: Sendable {
    /// Its place among all jobs, in the order they were handed out.
    var index: Int
    /// Which partition, by its place in the plan.
    var partitionIndex: Int
    var batches: [PartitionCursor.SelectedBatch]
    /// What headers alone decided after the last of the batches.
    var countsAfter: ScanCounts

    /// The part of the job below an offset, as if the partition ended there.
    func cut(at end: Int64) -> ScanJob {
        var cut = self
        cut.countsAfter = ScanCounts()
        cut.batches = batches.compactMap { batch in
            guard batch.spanStart < end else { return nil }
            var batch = batch
            batch.spanEnd = min(batch.spanEnd, end)
            return batch
        }
        return cut
    }

    /// The job's first batches, and the others where there are any.
    func split(leaving count: Int) -> (first: ScanJob, rest: ScanJob?) {
        guard count > 0 else { return (self, nil) }
        var (first, rest) = (self, self)
        first.batches.removeLast(count)
        first.countsAfter = ScanCounts()
        rest.batches.removeFirst(batches.count - count)
        return (first, rest)
    }
}

/// What a job came to.
struct JobResult<Output: Sendable>: Sendable {
    var index: Int
    var partitionIndex: Int
    /// The rows that are in the answer.
    var rowCount = 0
    var counts: ScanCounts
    var duplicateKeys: Int64 = 0
    /// The first rows that could not be decoded and were left out.
    var undecodable: [Receipt.Sample] = []
    /// Names of the filter and the selection that some event of the job has, or of a field inside such a name.
    var knownNames: Set<String> = []
    /// The rows in the answer, in order; none where there is none.
    var outputs: [Output] = []
    /// What went wrong behind the last of the rows, where the job could not be done to its end.
    var failure: (any Error)?
    /// How many of the job's last batches were not looked at.
    var batchesLeft = 0
    /// Kept where the job may have to be done again.
    var again: JobAgain?
}

/// A job that was done, to be done once more: as far as a limit reaches, or once a stream's columns are known.
struct JobAgain: Sendable {
    var job: ScanJob
    var read: PreparedRead

    func run<Output: Sendable>(_ makeOutput: (SelectedRows) throws -> [Output]) throws -> JobResult<Output> {
        var worker = try ScanWorker(read)
        return try worker.runToFailure(job, makeOutput: makeOutput).result
    }
}
