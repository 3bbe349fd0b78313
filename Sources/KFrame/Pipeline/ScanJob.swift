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
}

/// What a job came to.
struct JobResult<Output: Sendable>: Sendable {
    var index: Int
    var partitionIndex: Int
    /// The rows that are in the answer.
    var rowCount: Int
    var counts: ScanCounts
    var duplicateKeys: Int64 = 0
    /// The first rows that could not be decoded and were left out.
    var undecodable: [Receipt.Sample] = []
    /// Nil where no row is in the answer.
    var output: Output?
    /// Kept where a limit may have to cut the job.
    var job: ScanJob?
}
