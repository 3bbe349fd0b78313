import Benchmark
import CAllocations

extension BenchmarkMetric {
    /// How often memory is asked for in one iteration.
    static var allocations: BenchmarkMetric {
        .custom("Allocations", polarity: .prefersSmaller, useScalingFactor: false)
    }
    /// What an iteration goes through in a second, in MB.
    static var megabytes: BenchmarkMetric { .custom("MB/s", polarity: .prefersLarger, useScalingFactor: false) }
}

/// A benchmark whose allocations are counted and must not be more than a limit.
///
/// - Parameters:
///   - bytes: what an iteration goes through.
///   - limit: the most allocations of an iteration, once buffers have grown; nil where the count is not stable.
func counted(_ name: String, bytes: Int, atMost limit: UInt64?, _ body: @escaping () throws -> Void) {
    Benchmark(name, configuration: .init(metrics: [.wallClock, .megabytes, .allocations])) { benchmark in
        let clock = ContinuousClock()
        let before = c_allocations_count()
        benchmark.startMeasurement()
        let start = clock.now
        try body()
        let duration = start.duration(to: clock.now)
        benchmark.stopMeasurement()
        let count = c_allocations_count() - before
        benchmark.measurement(.allocations, Int(count))
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        benchmark.measurement(.megabytes, Int(Double(bytes) / 1e6 / max(seconds, 1e-9)))
        if let limit, c_allocations_are_counted() != 0, count > limit {
            benchmark.error("\(name) asked for memory \(count) times, more than \(limit)")
        }
    }
}
