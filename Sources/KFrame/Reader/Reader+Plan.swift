import KFrameFilter
package import KFrameScan
import KafkaWire

extension Reader {

    /// Finds the offsets that answer a question, and reads nothing.
    ///
    /// - Parameters:
    ///   - from: RFC 3339 with a zone, `-2h`, 13 digits of milliseconds, or `earliest`.
    ///   - to: the same, `+2h` after the start, `now`, or `latest`.
    public func plan(
        _ topic: String, from: String, to: String, options: ReadOptions = ReadOptions()
    ) async throws(KFrameError) -> ReadPlan {
        let range = try Self.range(from: from, to: to, zone: nil)
        return ReadPlan(try await plan(topic, range: range, options: options))
    }

    package func plan(
        _ topic: String, range: TimeRange, options: ReadOptions
    ) async throws(KFrameError) -> ScanPlan {
        let filter = try Self.filter(options)
        return try await plan(topic, range: range, options: options, filter: filter)
    }

    func plan(
        _ topic: String, range: TimeRange, options: ReadOptions, filter: FilterExpression?
    ) async throws(KFrameError) -> ScanPlan {
        let options = options.started()
        let what = "The plan of a read of \(topic)"
        do {
            return try await ReadDeadline.run(
                options.deadline, what, situation: { ["No record was read."] + (await self.recordSource.waits()) }
            ) {
                try await self.unhurriedPlan(topic, range: range, options: options, filter: filter)
            }
        } catch {
            throw KFrameError.ending(error)
        }
    }

    private func unhurriedPlan(
        _ topic: String, range: TimeRange, options: ReadOptions, filter: FilterExpression?
    ) async throws(KFrameError) -> ScanPlan {
        var question = ScanPlanner.Question(
            topic: topic, partitions: options.partitions, range: range, late: try Self.latePolicy(options.late),
            isolation: options.isolation == .committed ? .readCommitted : .readUncommitted)
        if let filter { try await narrow(&question, by: filter) }
        do throws(ScanError) {
            return try await ScanPlanner(source: recordSource, now: Self.now).plan(question)
        } catch {
            throw KFrameError(error)
        }
    }

    /// What a filter says of `_partition` and `_timestamp` is not read at all.
    private func narrow(
        _ question: inout ScanPlanner.Question, by filter: FilterExpression
    ) async throws(KFrameError) {
        let bound = BoundFilter(filter)
        let times = bound.timestampBounds
        if !times.isUnbounded, question.range.from.map({ from in question.range.to.map { from <= $0 } ?? true }) ?? true
        {
            let from = times.lower == .min ? question.range.from : max(times.lower, question.range.from ?? .min)
            let to = times.upper == .max ? question.range.to : min(times.upper &+ 1, question.range.to ?? .max)
            question.range = TimeRange(from: from, to: to.map { max($0, from ?? $0) })
        }
        let partitions: [Int32]
        do throws(ScanError) {
            partitions = try await recordSource.partitions(of: question.topic, isFresh: false).map(\.partition)
        } catch {
            throw KFrameError(error)
        }
        let wanted = question.partitions ?? partitions
        let allowed = wanted.filter { !partitions.contains($0) || bound.allows(partition: $0) }
        if allowed.count < wanted.count { question.partitions = allowed }
    }

    /// The range that two times mean. `zone` makes sense of times without a zone; nil refuses them.
    package static func range(
        from: String, to: String, zone: TimeExpression.Context?
    ) throws(KFrameError) -> TimeRange {
        var context = zone ?? TimeExpression.Context(now: now())
        do throws(ScanError) {
            let start = try TimeExpression.parse(from, .from, in: context)
            context.start = start
            return TimeRange(from: start, to: try TimeExpression.parse(to, .to, in: context))
        } catch {
            throw KFrameError(error)
        }
    }

    static func filter(_ options: ReadOptions) throws(KFrameError) -> FilterExpression? {
        guard let text = options.filter else { return nil }
        do throws(FilterError) {
            return try FilterExpression.parse(text)
        } catch {
            throw KFrameError(.invalidFilter, error.description)
        }
    }

    private static func latePolicy(_ late: Lateness) throws(KFrameError) -> LatePolicy {
        switch late {
        case .exact:
            return .exact
        case .allowance(let duration):
            let (seconds, attoseconds) = duration.components
            let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
            guard !overflow, duration >= .zero else {
                throw KFrameError(
                    .invalidArgument, "the lateness allowance \(duration) cannot be meant; write 10m, or exact")
            }
            return .allowance(milliseconds: product + attoseconds / 1_000_000_000_000_000)
        }
    }
}

/// The offsets that answer a question, and why these.
public struct ReadPlan: Sendable {
    /// One partition's part.
    public struct Partition: Sendable {
        let plan: PartitionPlan

        /// Its number.
        public var partition: Int { Int(plan.partition) }
        /// The broker that leads it.
        public var leader: Int { Int(plan.leader) }
        /// The first offset that the partition still has.
        public var logStart: Int64 { plan.logStart }
        /// The offset after the last record that every replica had when the plan was made.
        public var highWatermark: Int64 { plan.highWatermark }
        /// Where the first open transaction begins, or the high watermark; nil where uncommitted records are read too.
        public var lastStableOffset: Int64? { plan.lastStable }
        /// The first offset to read.
        public var start: Int64 { plan.start }
        /// The offset after the last to read.
        public var end: Int64 { plan.end }
        /// Why the scan begins there, in a few words.
        public var startReason: String { plan.startReason.sentence }
        /// Why it ends there, in a few words.
        public var endReason: String { plan.endReason.sentence }
    }

    package let plan: ScanPlan

    package init(_ plan: ScanPlan) { self.plan = plan }

    /// What is to be read.
    public var topic: String { plan.topic }
    /// By partition number.
    public var partitions: [Partition] { plan.partitions.map { Partition(plan: $0) } }
    /// The offsets to be looked at: an upper bound of the rows.
    public var offsetCount: Int64 { plan.offsetCount }
}

extension PartitionPlan.StartReason {
    package var sentence: String {
        switch self {
        case .logStart: "log start"
        case .timeLookup: "first in range"
        case .nothingSoLate: "none so late"
        case .headerScan: "log start, by headers"
        case .given: "given"
        }
    }
}

extension PartitionPlan.EndReason {
    package var sentence: String {
        switch self {
        case .timeLookup: "first past allowance"
        case .snapshot: "log end"
        case .empty: "nothing to read"
        case .given: "given"
        }
    }
}
