package import KFrameScan

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How much of the machine a read takes, and in what pieces it works. No answer depends on any of these but the last two
/// of the rows that a stream takes its columns from.
package struct ReadLimits: Sendable {
    /// One worker a core.
    package var workerCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    /// A job is closed when it holds so many records…
    package var recordsPerJob = 4_096
    /// …or so many bytes of (compressed) batches, and at least half of those records; large events have many fields, and
    /// columns of few rows cost more to make than to fill…
    package var bytesPerJob = 512 << 10
    /// …or so many bytes, whatever it holds.
    package var mostBytesPerJob = 2 << 20
    /// Records are decoded together until their batches take so many bytes unpacked: a few bytes can unpack to a lot, and
    /// each worker holds what became of them.
    package var unpackedBytes = 8 << 20
    /// The bytes of text that a column of one batch may hold where it holds more than one row. Far below what 32-bit
    /// offsets address, because a column that becomes text later can grow several times.
    package var columnBytes = 256 << 20
    /// The rows, in plan order, of which a stream takes its columns.
    package var schemaRows = 50_000
    /// The bytes of keys and values after which no more rows are taken for that, so that large ones cannot fill the
    /// memory.
    package var schemaBytes = 64 << 20
    /// What the machine has left is looked at each time a frame has grown by so many bytes.
    package var memoryStep = 64 << 20
    /// What the machine has left; nil where that cannot be told.
    package var machineMemory: @Sendable () -> MachineMemory? = { MachineMemory.now() }
    /// For a frame, whose rows stay in memory anyway.
    package var frame = FetchScheduler.Limits()
    /// For streams, whose memory must not grow with the range.
    package var stream = Self.streamFetches

    package init() {}

    /// The same with jobs as large as is good for a read.
    ///
    /// - Parameters:
    ///   - isSifted: whether a byte search leaves few rows: then columns are not to be made for a handful of them.
    ///   - ofFrame: whether each job becomes a batch: whoever takes over a frame's columns has something to do for each. What
    ///     is written as text and forgotten is better small enough for the processor's cache.
    package func forJobs(isSifted: Bool, ofFrame: Bool) -> ReadLimits {
        let times = isSifted ? 4 : ofFrame ? 2 : 1
        var limits = self
        limits.recordsPerJob *= times
        limits.bytesPerJob *= times
        limits.mostBytesPerJob = max(mostBytesPerJob, limits.bytesPerJob)
        return limits
    }

    /// Whether a job that holds so much is closed.
    package func isJobFull(records: Int, bytes: Int) -> Bool {
        records >= recordsPerJob || bytes >= mostBytesPerJob
            || bytes >= bytesPerJob && records >= recordsPerJob / 2
    }

    private static var streamFetches: FetchScheduler.Limits {
        var limits = FetchScheduler.Limits()
        limits.readAheadBytes = 24 << 20
        limits.fetchBytes = 12 << 20
        limits.partitionBytes = 8 << 20
        return limits
    }
}
