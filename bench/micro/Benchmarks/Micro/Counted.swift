import Benchmark
import CAllocations

/// Run before anything counts: buffers grow, fields are learnt.
let warmUps = 5

extension BenchmarkMetric {
    /// How often memory is asked for in one iteration.
    static var allocations: BenchmarkMetric {
        .custom("Allocations", polarity: .prefersSmaller, useScalingFactor: false)
    }
    /// What an iteration goes through in a second, in MB.
    static var megabytes: BenchmarkMetric { .custom("MB/s", polarity: .prefersLarger, useScalingFactor: false) }
}

/// A benchmark whose allocations are counted and must not be more than a limit: then it fails.
///
/// - Parameters:
///   - bytes: what an iteration goes through; nil where that says nothing.
///   - limit: the most allocations of an iteration, once buffers have grown.
func counted(_ name: String, bytes: Int?, atMost limit: Int, _ body: @escaping () throws -> Void) {
    let metrics: [BenchmarkMetric] = [.wallClock, .allocations] + (bytes == nil ? [] : [.megabytes])
    var iterations = 0
    Benchmark(name, configuration: .init(metrics: metrics, warmupIterations: warmUps)) { benchmark in
        let clock = ContinuousClock()
        benchmark.startMeasurement()
        let before = c_allocations_count()
        let start = clock.now
        try body()
        let duration = start.duration(to: clock.now)
        let count = Int(c_allocations_count() - before)
        benchmark.stopMeasurement()
        benchmark.measurement(.allocations, count)
        if let bytes { benchmark.measurement(.megabytes, Int(Double(bytes) / 1e6 / max(duration / .seconds(1), 1e-9))) }
        iterations += 1
        if iterations > warmUps, c_allocations_are_counted() != 0, count > limit {
            benchmark.error("\(name) asked for memory \(count) times, where \(limit) is the limit")
        }
    }
}
