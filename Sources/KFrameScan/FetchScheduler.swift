import KafkaRecords
import NIOCore

/// Decides what is fetched next and in what order pieces of the log are handed out, within a budget of bytes.
///
/// It does no I/O: ``RecordScan`` carries its fetches out. Partitions of one broker share fetches; the first
/// unfinished partition is always fetched, later ones while the bytes read ahead stay under the budget.
package actor FetchScheduler {
    /// In which order chunks are handed out.
    package enum Delivery: Sendable {
        /// Partition by partition, each in offset order.
        case planOrder
        /// Whatever is there first; within a partition in offset order.
        case any
    }

    package struct Limits: Sendable {
        /// Bytes fetched and not yet taken.
        package var readAheadBytes = 64 << 20
        package var fetchBytes = 15 << 20
        package var partitionBytes = 8 << 20
        /// The first fetch of a partition: most ranges need little more, and what is past the end is wasted.
        package var firstBytes = 256 << 10
        /// No record batch larger than this is asked for.
        package var largestBatchBytes = 1 << 30
        package var fetchesPerLeader = 2
        /// How long a partition may stay unreadable before the read fails.
        package var patience: Duration = .seconds(60)

        package init() {}
    }

    private struct Lane {
        var cursor: PartitionCursor
        var leader: Int32
        var leaderEpoch: Int32
        var ready: [ScanChunk] = []
        var readyBytes = 0
        var sequence = 0
        var inFlight = false
        /// Fetched alone: an answer without a byte then says something about the partition.
        var alone = false
        var emptyAnswers = 0
        var minimumBytes = 0
        var fetches = 0
        var bytesSeen = 0
        var offsetsSeen: Int64 = 0
        var failures = 0
        var failingSince: ContinuousClock.Instant?
        var notBefore: ContinuousClock.Instant?
        var isDrained: Bool { cursor.isFinished && ready.isEmpty && !inFlight }
    }

    private let plan: ScanPlan
    private let limits: Limits
    private let clock = ContinuousClock()
    private var delivery: Delivery
    private var lanes: [Lane]
    private var head = 0
    private var heldBytes = 0
    private var flights: [Int32: Int] = [:]
    private var failure: ScanError?
    private var isClosed = false
    private var consumer: CheckedContinuation<Void, Never>?
    private var dispatcher: CheckedContinuation<Void, Never>?
    private var tally = ScanProgress()

    package init(plan: ScanPlan, delivery: Delivery, limits: Limits) {
        self.plan = plan
        self.limits = limits
        self.delivery = delivery
        lanes = plan.partitions.map {
            Lane(
                cursor: PartitionCursor(plan: $0, range: plan.range), leader: $0.leader, leaderEpoch: $0.leaderEpoch)
        }
        tally.offsetsTotal = plan.offsetCount
    }

    // MARK: - The consumer's side

    /// The next piece, or nil when every partition has reached its end.
    package func next() async throws(ScanError) -> ScanChunk? {
        while true {
            if let failure { throw failure }
            if isClosed { throw ScanError(.cancelled, "the read was interrupted", topic: plan.topic) }
            if let chunk = takeReady() {
                wakeDispatcher()
                return chunk
            }
            if lanes.allSatisfy(\.isDrained) { return nil }
            await withCheckedContinuation { consumer = $0 }
        }
    }

    /// From now on chunks are handed out in whatever order they come.
    package func deliverInAnyOrder() {
        delivery = .any
        wakeDispatcher()
    }

    package func progress() -> ScanProgress { tally }

    /// Where each partition's scan ended, and what its batches carried; by the plan's order.
    package func outcomes() -> [PartitionOutcome] {
        lanes.map {
            PartitionOutcome(
                end: $0.cursor.end, position: $0.cursor.position, timestampTypes: $0.cursor.timestampTypes,
                bytesFetched: Int64($0.bytesSeen))
        }
    }

    /// Ends the scan: whoever waits is woken.
    package func close() {
        isClosed = true
        wakeConsumer()
        wakeDispatcher()
    }

    private func takeReady() -> ScanChunk? {
        switch delivery {
        case .planOrder:
            while head < lanes.count {
                if !lanes[head].ready.isEmpty { return take(from: head) }
                guard lanes[head].isDrained else { return nil }
                head += 1
            }
            return nil
        case .any:
            while head < lanes.count, lanes[head].isDrained { head += 1 }
            for index in lanes.indices.dropFirst(head) where !lanes[index].ready.isEmpty { return take(from: index) }
            return nil
        }
    }

    private func take(from index: Int) -> ScanChunk {
        let chunk = lanes[index].ready.removeFirst()
        lanes[index].readyBytes -= chunk.byteCount
        heldBytes -= chunk.byteCount
        return chunk
    }

    // MARK: - The fetching side

    /// The next fetch to carry out, or nil when none will be needed any more.
    package func nextFetch() async -> SourceFetch? {
        while true {
            if isClosed || failure != nil || lanes.allSatisfy({ $0.cursor.isFinished }) { return nil }
            if let fetch = makeFetch(at: clock.now) { return fetch }
            await withCheckedContinuation { dispatcher = $0 }
        }
    }

    private func makeFetch(at now: ContinuousClock.Instant) -> SourceFetch? {
        for index in lanes.indices.dropFirst(head) where isEligible(index, at: now) {
            let leader = lanes[index].leader
            guard flights[leader, default: 0] < limits.fetchesPerLeader else { continue }
            return makeFetch(for: leader, firstLane: index, at: now)
        }
        return nil
    }

    private func makeFetch(for leader: Int32, firstLane: Int, at now: ContinuousClock.Instant) -> SourceFetch {
        var chosen: [Int] = []
        var bytes = 0
        if lanes[firstLane].alone {
            chosen = [firstLane]
        } else {
            for index in lanes.indices.dropFirst(firstLane)
            where lanes[index].leader == leader && !lanes[index].alone && isEligible(index, at: now, beyond: bytes) {
                chosen.append(index)
                bytes += wantedBytes(index)
                if bytes >= limits.fetchBytes { break }
            }
        }
        let partitions = chosen.map { index in
            lanes[index].inFlight = true
            lanes[index].fetches += 1
            let lane = lanes[index]
            return SourceFetch.Partition(
                partition: lane.cursor.plan.partition, offset: lane.cursor.position, maxBytes: wantedBytes(index),
                leaderEpoch: lane.leaderEpoch)
        }
        flights[leader, default: 0] += 1
        return SourceFetch(
            topic: plan.topic, leader: leader, isolation: plan.isolation,
            maxBytes: max(limits.fetchBytes, partitions.first?.maxBytes ?? 0),
            maxWaitMilliseconds: lanes[firstLane].alone ? 100 : 500, partitions: partitions)
    }

    private func isEligible(_ index: Int, at now: ContinuousClock.Instant, beyond bytes: Int = 0) -> Bool {
        let lane = lanes[index]
        guard !lane.inFlight, !lane.cursor.isFinished else { return false }
        if let notBefore = lane.notBefore, notBefore > now { return false }
        if index == head || delivery == .any && heldBytes == 0 { return lane.readyBytes < limits.readAheadBytes / 2 }
        return heldBytes + bytes < limits.readAheadBytes
    }

    /// As much as the range still needs by what its batches weighed so far, between a floor and a cap.
    private func wantedBytes(_ index: Int) -> Int {
        let lane = lanes[index]
        var wanted = limits.firstBytes
        for _ in 0..<min(lane.fetches, 4) where wanted < limits.partitionBytes { wanted *= 4 }
        if lane.offsetsSeen > 0 {
            let perOffset = Double(lane.bytesSeen) / Double(lane.offsetsSeen)
            let needed = Double(max(1, lane.cursor.remaining)) * perOffset * 1.05 + 16_384
            wanted = needed < Double(wanted) ? Int(needed) : wanted
        }
        return max(min(wanted, limits.partitionBytes), lane.minimumBytes)
    }

    /// Takes the answer of a fetch.
    ///
    /// - Returns: how long to wait before ``resume()``, where a partition has to be asked for again.
    package func complete(_ fetch: SourceFetch, with answers: [SourceFetched]) -> Duration? {
        land(fetch)
        for asked in fetch.partitions {
            guard let index = lanes.firstIndex(where: { $0.cursor.plan.partition == asked.partition }) else { continue }
            lanes[index].inFlight = false
            guard let answer = answers.first(where: { $0.partition == asked.partition }) else { continue }
            take(answer, asked: asked, lane: index, wasAlone: fetch.partitions.count == 1)
        }
        wakeConsumer()
        wakeDispatcher()
        return longestPause(of: fetch)
    }

    /// Takes the failure of a whole fetch that may pass: its partitions are asked for again, from `leaders`.
    package func postpone(_ fetch: SourceFetch, because why: ScanError, leaders: [SourcePartition]) -> Duration? {
        land(fetch)
        for asked in fetch.partitions {
            guard let index = lanes.firstIndex(where: { $0.cursor.plan.partition == asked.partition }) else { continue }
            lanes[index].inFlight = false
            postpone(index, why)
        }
        moveLeaders(leaders)
        wakeConsumer()
        wakeDispatcher()
        return longestPause(of: fetch)
    }

    /// Goes on with what was postponed, where its time has come.
    package func resume() {
        wakeDispatcher()
    }

    package func fail(_ error: ScanError) {
        if failure == nil { failure = error }
        wakeConsumer()
        wakeDispatcher()
    }

    package func moveLeaders(_ partitions: [SourcePartition]) {
        for partition in partitions {
            guard let index = lanes.firstIndex(where: { $0.cursor.plan.partition == partition.partition }) else { continue }
            lanes[index].leader = partition.leader
            lanes[index].leaderEpoch = partition.leaderEpoch
        }
    }

    private func longestPause(of fetch: SourceFetch) -> Duration? {
        let now = clock.now
        let asked = fetch.partitions.map(\.partition)
        let waits = lanes.filter { asked.contains($0.cursor.plan.partition) }.compactMap(\.notBefore)
        guard let latest = waits.max(), latest > now else { return nil }
        return latest - now
    }

    private func land(_ fetch: SourceFetch) {
        flights[fetch.leader, default: 1] -= 1
    }

    private func take(_ answer: SourceFetched, asked: SourceFetch.Partition, lane index: Int, wasAlone: Bool) {
        switch answer.outcome {
        case .failed(let error):
            fail(error.at(topic: plan.topic, partition: asked.partition, offset: asked.offset))
        case .retry(let why):
            postpone(index, ScanError(.leaderUnavailable, why, topic: plan.topic, partition: asked.partition))
        case .records(let records, var aborted):
            tally.bytesFetched += Int64(records.readableBytes)
            if records.readableBytes == 0 {
                tookNothing(answer, lane: index, wasAlone: wasAlone)
                return
            }
            lanes[index].failures = 0
            lanes[index].failingSince = nil
            lanes[index].notBefore = nil
            let before = lanes[index].cursor.position
            do {
                guard let step = try lanes[index].cursor.advance(over: records, dropping: &aborted) else {
                    grow(index, asked: asked)
                    return
                }
                lanes[index].bytesSeen += records.readableBytes
                lanes[index].emptyAnswers = 0
                lanes[index].alone = false
                lanes[index].minimumBytes = 0
                emit(step, lane: index, from: before, byteCount: records.readableBytes)
            } catch {
                fail(
                    ScanError(
                        .corruptRecords, error.description, topic: plan.topic, partition: asked.partition,
                        offset: error.offset ?? before))
            }
        }
    }

    private func emit(_ step: PartitionCursor.Step, lane index: Int, from before: Int64, byteCount: Int) {
        let moved = lanes[index].cursor.position &- before
        lanes[index].offsetsSeen &+= moved
        tally.offsetsSeen &+= moved
        let chunk = ScanChunk(
            partitionIndex: index, sequence: lanes[index].sequence, step: step, byteCount: byteCount,
            positionBefore: before, positionAfter: lanes[index].cursor.position)
        lanes[index].sequence += 1
        lanes[index].ready.append(chunk)
        lanes[index].readyBytes += byteCount
        heldBytes += byteCount
    }

    /// Not one whole batch came: the limit is smaller than the batch (old brokers cut even the first one).
    private func grow(_ index: Int, asked: SourceFetch.Partition) {
        let (doubled, overflow) = max(asked.maxBytes, limits.firstBytes).multipliedReportingOverflow(by: 4)
        guard !overflow, asked.maxBytes < limits.largestBatchBytes else {
            fail(
                ScanError(
                    .corruptRecords,
                    "no whole record batch came at offset \(asked.offset) in \(asked.maxBytes) bytes; it is damaged, or "
                        + "larger than kframe reads",
                    topic: plan.topic, partition: asked.partition, offset: asked.offset))
            return
        }
        lanes[index].minimumBytes = min(doubled, limits.largestBatchBytes)
        lanes[index].alone = true
    }

    /// An answer without a byte. Other partitions of the same fetch may have used up its bytes; so the partition is
    /// asked for alone, and only when the broker then says twice that it has the end and yet nothing to send are the
    /// offsets that are left taken as deleted or compacted.
    private func tookNothing(_ answer: SourceFetched, lane index: Int, wasAlone: Bool) {
        lanes[index].alone = true
        guard wasAlone, !answer.isThrottled else { return }
        let cursor = lanes[index].cursor
        let partition = cursor.plan.partition
        guard answer.readableEnd >= cursor.end else {
            postpone(
                index,
                ScanError(
                    .truncated,
                    "partition \(partition) of \(plan.topic) can be read up to offset \(answer.readableEnd) only, and the "
                        + "plan goes to \(cursor.end): records were lost on the broker (unclean leader election), or its "
                        + "replicas are behind; plan the read again",
                    topic: plan.topic, partition: partition, offset: cursor.position))
            return
        }
        lanes[index].emptyAnswers += 1
        guard lanes[index].emptyAnswers >= 2 else { return }
        let before = cursor.position
        let step = lanes[index].cursor.finishWithoutRecords()
        emit(step, lane: index, from: before, byteCount: 0)
    }

    private func postpone(_ index: Int, _ why: ScanError) {
        let now = clock.now
        let since = lanes[index].failingSince ?? now
        lanes[index].failingSince = since
        lanes[index].failures += 1
        guard now - since < limits.patience else {
            fail(why)
            return
        }
        let pause = min(2_000, 50 << min(lanes[index].failures, 6))
        lanes[index].notBefore = now + .milliseconds(pause)
    }

    private func wakeConsumer() {
        consumer?.resume()
        consumer = nil
    }

    private func wakeDispatcher() {
        dispatcher?.resume()
        dispatcher = nil
    }
}
