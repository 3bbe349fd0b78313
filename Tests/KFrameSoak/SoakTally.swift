import KFrame

/// What all runs together came to.
actor SoakTally {
    private(set) var exact = 0
    private(set) var failed = 0
    private(set) var wrong: [String] = []
    private(set) var firstWrong: Int?
    private var faults: [FaultKind: Int] = [:]
    private var errors: [String: Int] = [:]
    private var next = 0

    var runs: Int { exact + failed + wrong.count }

    /// The number of the next run; nil where there are to be no more.
    func takeNumber(below count: Int) -> Int? {
        guard next < count, wrong.isEmpty else { return nil }
        defer { next += 1 }
        return next
    }

    func add(_ number: Int, _ run: SoakRun, _ verdict: SoakRun.Verdict) {
        for (kind, count) in run.script.met { faults[kind, default: 0] += count }
        switch verdict {
        case .exact: exact += 1
        case .failed(let error):
            failed += 1
            errors[error.code.rawValue, default: 0] += 1
        case .wrong(let why):
            firstWrong = firstWrong ?? number
            wrong.append("run \(number), \(run.question)\n  \(why)\n  faults: \(run.script.planned)")
        }
    }

    var report: String {
        var lines = ["\(runs) reads: \(exact) with exactly the rows, \(failed) with an error that names the fault"]
        lines.append("faults met:")
        for (kind, count) in faults.sorted(by: { ($1.value, $0.key.name) < ($0.value, $1.key.name) }) {
            lines.append("  \(count)  \(kind.name)")
        }
        lines.append("errors:")
        for (code, count) in errors.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            lines.append("  \(count)  \(code)")
        }
        return lines.joined(separator: "\n")
    }
}
