package import KafkaWire

/// Turns a topic, partitions and a time range into a ``ScanPlan`` by the offsets that a source names.
package struct ScanPlanner: Sendable {
    package struct Question: Sendable {
        package var topic: String
        /// Nil for all.
        package var partitions: [Int32]?
        package var range: TimeRange
        package var late: LatePolicy
        package var isolation: IsolationLevel

        package init(
            topic: String, partitions: [Int32]? = nil, range: TimeRange, late: LatePolicy = .standard,
            isolation: IsolationLevel = .readCommitted
        ) {
            self.topic = topic
            self.partitions = partitions
            self.range = range
            self.late = late
            self.isolation = isolation
        }
    }

    private let source: any RecordSource
    private let now: @Sendable () -> Int64

    /// - Parameter now: milliseconds since 1970.
    package init(source: any RecordSource, now: @escaping @Sendable () -> Int64) {
        self.source = source
        self.now = now
    }

    package func plan(_ question: Question) async throws(ScanError) -> ScanPlan {
        if let from = question.range.from, let to = question.range.to, from > to {
            throw ScanError(
                .invalidRange,
                "the range ends before it begins: from \(CivilTime.rfc3339(epochMilliseconds: from)) to "
                    + "\(CivilTime.rfc3339(epochMilliseconds: to)); exchange the two",
                topic: question.topic)
        }
        let known = try await source.partitions(of: question.topic, isFresh: false)
        let chosen = try choose(question.partitions, from: known, question.topic)
        let snapshot = try await snapshot(chosen, question)
        let plannedAt = now()
        let starts = try await starts(chosen, snapshot, question)
        let ends = try await ends(chosen, snapshot, question)
        let partitions = zip(chosen, zip(starts, ends)).map { partition, bounds in
            let marks = snapshot[partition.partition] ?? Marks()
            let (start, end) = bounds
            return PartitionPlan(
                // The leader may have changed since it was asked who leads.
                partition: partition.partition, leader: partition.leader,
                leaderEpoch: max(partition.leaderEpoch, marks.leaderEpoch),
                logStart: marks.logStart, highWatermark: marks.highWatermark, lastStable: marks.lastStable,
                start: start.offset, end: max(start.offset, end.offset),
                startReason: start.reason, endReason: end.reason, endTime: end.time,
                snapshotEnd: marks.end)
        }
        return ScanPlan(
            topic: question.topic, range: question.range, late: question.late, isolation: question.isolation,
            source: source.name, topicID: try await source.topicID(of: question.topic), plannedAt: plannedAt,
            partitions: partitions)
    }

    // MARK: - Steps

    private struct Marks {
        var logStart: Int64 = 0
        var highWatermark: Int64 = 0
        var lastStable: Int64?
        /// Of the leader that named the end.
        var leaderEpoch: Int32 = -1
        var end: Int64 { lastStable ?? highWatermark }
    }

    private struct Start {
        var offset: Int64
        var reason: PartitionPlan.StartReason
    }

    private struct End {
        var offset: Int64
        var reason: PartitionPlan.EndReason
        var time: Int64?
    }

    private func choose(
        _ wanted: [Int32]?, from known: [SourcePartition], _ topic: String
    ) throws(ScanError) -> [SourcePartition] {
        guard let wanted else { return known }
        var chosen: Set<Int32> = []
        for number in wanted {
            guard known.contains(where: { $0.partition == number }) else {
                throw Self.unknown(number, among: known.map(\.partition), topic)
            }
            chosen.insert(number)
        }
        return known.filter { chosen.contains($0.partition) }
    }

    /// A log directory may hold only some partitions of a topic: then they are named.
    private static func unknown(_ number: Int32, among known: [Int32], _ topic: String) -> ScanError {
        let text: String
        if known.isEmpty {
            text = "topic \(topic) has no partition \(number): it has none"
        } else if known == Array(0..<Int32(clamping: known.count)) {
            text = "topic \(topic) has no partition \(number): it has \(known.count), 0 to \(known.count - 1)"
        } else {
            let names = known.prefix(10).map(String.init).joined(separator: ", ") + (known.count > 10 ? ", …" : "")
            text = "topic \(topic) has no partition \(number) here: it has \(names)"
        }
        return ScanError(.unknownPartition, text, topic: topic, partition: number)
    }

    /// The log starts and ends. Taken before any look-up by time, so that a record appended between two calls is
    /// never lost or doubled. The high watermark comes before the last stable offset: so where that is lower, it is for
    /// a transaction and not for what was appended between the two calls.
    private func snapshot(
        _ partitions: [SourcePartition], _ question: Question
    ) async throws(ScanError) -> [Int32: Marks] {
        var marks: [Int32: Marks] = [:]
        for (partition, answer) in try await bounds(partitions, .latest, question.topic, .readUncommitted) {
            marks[partition] = Marks(highWatermark: answer.offset, leaderEpoch: answer.leaderEpoch)
        }
        if question.isolation == .readCommitted {
            for (partition, answer) in try await bounds(partitions, .latest, question.topic, .readCommitted) {
                var known = marks[partition] ?? Marks()
                known.lastStable = answer.offset
                known.highWatermark = max(answer.offset, known.highWatermark)
                known.leaderEpoch = max(answer.leaderEpoch, known.leaderEpoch)
                marks[partition] = known
            }
        }
        for (partition, answer) in try await bounds(partitions, .earliest, question.topic, .readUncommitted) {
            marks[partition]?.logStart = answer.offset
        }
        return marks
    }

    /// What every partition has, an empty one too: no answer is an error, never an empty partition.
    private func bounds(
        _ partitions: [SourcePartition], _ place: OffsetQuery.Place, _ topic: String, _ isolation: IsolationLevel
    ) async throws(ScanError) -> [Int32: OffsetAnswer] {
        let queries = partitions.map { OffsetQuery($0.partition, place) }
        let answers = try await source.offsets(topic: topic, queries, isolation: isolation)
        let found = Dictionary(answers.map { ($0.partition, $0) }, uniquingKeysWith: { first, _ in first })
        for partition in partitions where found[partition.partition].map({ $0.offset < 0 }) ?? true {
            throw ScanError(
                .brokerFailed,
                "\(source.name) does not say where partition \(partition.partition) of \(topic) begins and ends",
                topic: topic, partition: partition.partition)
        }
        return found
    }

    private func starts(
        _ partitions: [SourcePartition], _ snapshot: [Int32: Marks], _ question: Question
    ) async throws(ScanError) -> [Start] {
        guard let from = question.range.from, !question.range.isEmpty else {
            return partitions.map { partition in
                let marks = snapshot[partition.partition] ?? Marks()
                return Start(offset: min(marks.logStart, marks.end), reason: .logStart)
            }
        }
        let found = try await lookUp(partitions, from, question.topic)
        // "None" proves nothing: the broker looks only into the first segment that may hold such a record, and after
        // compaction or deletion that one may hold none while a later one does. The largest timestamp can only err
        // upwards, so it decides; but not where there is none: its record may lie beyond the high watermark.
        let unnamed = partitions.filter { (found[$0.partition] ?? -1) < 0 }
        let largest = try await largestTimestamps(unnamed, question.topic)
        return partitions.map { partition in
            let marks = snapshot[partition.partition] ?? Marks()
            if let offset = found[partition.partition], offset >= 0 {
                return Start(offset: min(max(offset, marks.logStart), marks.end), reason: .timeLookup)
            }
            if marks.logStart >= marks.end { return Start(offset: marks.end, reason: .nothingSoLate) }
            if let largest = largest[partition.partition], largest < from {
                return Start(offset: marks.end, reason: .nothingSoLate)
            }
            return Start(offset: min(marks.logStart, marks.end), reason: .headerScan)
        }
    }

    private func ends(
        _ partitions: [SourcePartition], _ snapshot: [Int32: Marks], _ question: Question
    ) async throws(ScanError) -> [End] {
        func snapshotEnd(_ partition: SourcePartition) -> End {
            End(offset: snapshot[partition.partition]?.end ?? 0, reason: .snapshot, time: nil)
        }
        if question.range.isEmpty { return partitions.map { _ in End(offset: 0, reason: .empty, time: nil) } }
        guard let to = question.range.to, case .allowance(let allowance) = question.late else {
            return partitions.map(snapshotEnd)
        }
        let (time, overflow) = to.addingReportingOverflow(max(0, allowance))
        guard !overflow else { return partitions.map(snapshotEnd) }
        let found = try await lookUp(partitions, time, question.topic)
        return partitions.map { partition in
            let last = snapshotEnd(partition)
            guard let offset = found[partition.partition], offset >= 0, offset < last.offset else { return last }
            return End(offset: offset, reason: .timeLookup, time: time)
        }
    }

    private func lookUp(
        _ partitions: [SourcePartition], _ timestamp: Int64, _ topic: String
    ) async throws(ScanError) -> [Int32: Int64] {
        // A negative time would be taken for one of the special ones; nothing is stamped before 1970.
        let queries = partitions.map { OffsetQuery($0.partition, .timestamp(max(0, timestamp))) }
        let answers = try await source.offsets(topic: topic, queries, isolation: .readUncommitted)
        return Dictionary(answers.map { ($0.partition, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    /// By partition, as far as the source names a record. Empty where it is too old to say.
    private func largestTimestamps(
        _ partitions: [SourcePartition], _ topic: String
    ) async throws(ScanError) -> [Int32: Int64] {
        guard !partitions.isEmpty else { return [:] }
        let queries = partitions.map { OffsetQuery($0.partition, .maxTimestamp) }
        do {
            let answers = try await source.offsets(topic: topic, queries, isolation: .readUncommitted)
            let named = answers.filter { $0.offset >= 0 }.map { ($0.partition, $0.timestamp) }
            return Dictionary(named, uniquingKeysWith: { first, _ in first })
        } catch {
            guard error.code == .unsupported else { throw error }
            return [:]
        }
    }
}
