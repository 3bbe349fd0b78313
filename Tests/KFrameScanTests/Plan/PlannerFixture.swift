import KFrameScan
import KafkaWire

/// A planner over a script, with a clock that stands still.
enum PlannerFixture {
    static let now: Int64 = 1_663_848_000_000

    static func plan(
        _ source: ScriptedSource, partitions: [Int32]? = nil, from: Int64?, to: Int64?, late: LatePolicy = .standard,
        isolation: IsolationLevel = .readUncommitted
    ) async throws(ScanError) -> ScanPlan {
        let planner = ScanPlanner(source: source, now: { now })
        return try await planner.plan(
            ScanPlanner.Question(
                topic: "t", partitions: partitions, range: TimeRange(from: from, to: to), late: late,
                isolation: isolation))
    }
}
