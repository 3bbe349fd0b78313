import KFrameScan

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How much of the machine a read takes.
enum ReadLimits {
    /// One worker a core.
    static let workerCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    /// For a frame, whose rows stay in memory anyway.
    static var frame: FetchScheduler.Limits { FetchScheduler.Limits() }

    /// For streams, whose memory must not grow with the range.
    static var stream: FetchScheduler.Limits {
        var limits = FetchScheduler.Limits()
        limits.readAheadBytes = 24 << 20
        limits.fetchBytes = 12 << 20
        limits.partitionBytes = 4 << 20
        return limits
    }
}
