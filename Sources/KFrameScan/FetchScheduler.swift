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
        /// No fetch asks for more at first, and none of a broker nearby ever (``FetchSizes``).
        package var nearFetchBytes = 2 << 20
        /// An answer was long under way after so much time: further than anything in one region.
        package var longAnswer: Duration = .milliseconds(20)
        /// The first fetch of a partition: most ranges need little more, and what is past the end is wasted.
        package var firstBytes = 128 << 10
        /// No record batch larger than this is asked for.
        package var largestBatchBytes = 1 << 30
        /// So that the next answer is on its way while one is taken apart. Two at most until one has told how much a
        /// partition's offsets weigh.
        package var fetchesPerLeader = 3
        /// How long a partition may stay unreadable before the read fails.
        package var patience: Duration = .seconds(60)

        package init() {}
    }

    private let plan: ScanPlan
    private let limits: Limits
    private var sizes: FetchSizes
    private let clock = ContinuousClock()
    private var delivery: Delivery
    private var lanes: [FetchLane]
    private let laneOfPartition: [Int32: Int]
    /// The first lane that is not drained, as far as the consumer has looked.
    private var head = 0
    /// Bytes that wait for the consumer.
    private var heldBytes = 0
    /// The bytes of all batches up to the partitions' positions.
    private var bytesTaken = 0
    /// Bytes that fetches under way have asked for.
    private var bytesInFlight = 0
    private var flights: [Int32: Int] = [:]
    private var failure: ScanError?
    private var isClosed = false
    private var consumers: [CheckedContinuation<Void, Never>] = []
    private var dispatchers: [CheckedContinuation<Void, Never>] = []
    private var tally = ScanProgress()

    package init(plan: ScanPlan, delivery: Delivery, limits: Limits) {
        self.plan = plan
        self.limits = limits
        self.delivery = delivery
        lanes = plan.partitions.map { FetchLane($0, range: plan.range) }
        let places = plan.partitions.enumerated().map { ($0.element.partition, $0.offset) }
        laneOfPartition = Dictionary(places, uniquingKeysWith: { first, _ in first })
        tally.offsetsTotal = plan.offsetCount
        sizes = FetchSizes(limits, brokers: Set(plan.partitions.map(\.leader)))
    }

    // MARK: - The consumer's side

    /// The next piece, or nil when every partition has reached its end. Several tasks may ask at once.
    package func next() async throws(ScanError) -> ScanChunk? {
        while true {
            if let failure { throw failure }
            if isClosed || Task.isCancelled {
                throw ScanError(.cancelled, "the read was interrupted", topic: plan.topic)
            }
            if let chunk = takeReady() {
                wakeDispatcher()
                return chunk
            }
            if head == lanes.count { return nil }
            // It may be another partition's turn now, which may be fetched whatever is held.
            wakeDispatcher()
            await withCheckedContinuation { consumers.append($0) }
        }
    }

    /// From now on chunks are handed out in whatever order they come.
    package func deliverInAnyOrder() {
        delivery = .any
        wakeConsumers()
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
        wakeConsumers()
        wakeDispatcher()
    }

    private func takeReady() -> ScanChunk? {
        while head < lanes.count, lanes[head].isDrained { head += 1 }
        switch delivery {
        case .planOrder:
            return head < lanes.count && !lanes[head].ready.isEmpty ? take(from: head) : nil
        case .any:
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
            if isClosed || Task.isCancelled || failure != nil { return nil }
            if lanes.dropFirst(head).allSatisfy(\.cursor.isFinished) { return nil }
            if let fetch = makeFetch(at: clock.now) { return fetch }
            await withCheckedContinuation { dispatchers.append($0) }
        }
    }

    private func makeFetch(at now: ContinuousClock.Instant) -> SourceFetch? {
        let most = min(limits.fetchesPerLeader, tally.offsetsSeen > 0 ? .max : 2)
        for index in lanes.indices.dropFirst(head) where isEligible(index, at: now) {
            let leader = lanes[index].node
            guard flights[leader, default: 0] < most else { continue }
            return makeFetch(for: leader, firstLane: index, at: now)
        }
        return nil
    }

    private func makeFetch(for leader: Int32, firstLane: Int, at now: ContinuousClock.Instant) -> SourceFetch {
        let isAlone = lanes[firstLane].isAlone
        let limits = sizes.limits(of: leader)
        var partitions: [SourceFetch.Partition] = []
        var bytes = 0
        let typicalWeight = tally.offsetsSeen > 0 ? Double(bytesTaken) / Double(tally.offsetsSeen) : nil
        for index in lanes.indices.dropFirst(firstLane)
        where lanes[index].node == leader && lanes[index].isAlone == isAlone
            && lanes[index].takesFollower == lanes[firstLane].takesFollower && isEligible(index, at: now)
        {
            let wanted = lanes[index].wantedBytes(limits, typicalWeight: typicalWeight)
            partitions.append(lanes[index].depart(asking: wanted, at: now))
            bytes += wanted
            bytesInFlight += wanted
            if isAlone || bytes >= limits.fetchBytes { break }
        }
        flights[leader, default: 0] += 1
        return SourceFetch(
            topic: plan.topic, leader: leader, takesFollower: lanes[firstLane].takesFollower,
            isolation: plan.isolation,
            maxBytes: max(limits.fetchBytes, partitions.first?.maxBytes ?? 0),
            maxWaitMilliseconds: isAlone ? 100 : 500, partitions: partitions)
    }

    private func isEligible(_ index: Int, at now: ContinuousClock.Instant) -> Bool {
        guard lanes[index].isDue(at: now) else { return false }
        // Whose turn it is may be fetched whatever is held: else a budget full of others' bytes would end the scan.
        if index == head, lanes[index].ready.isEmpty || lanes[index].readyBytes < sizes.readAheadBytes / 2 {
            return true
        }
        let held = heldBytes + bytesInFlight
        return held < sizes.readAheadBytes || delivery == .any && held == 0
    }

    /// Takes the answer of a fetch.
    ///
    /// - Returns: how long to wait before ``resume()``, where a partition has to be asked for again.
    package func complete(_ fetch: SourceFetch, with answers: [SourceFetched]) -> Duration? {
        if let first = fetch.partitions.first, let index = laneOfPartition[first.partition],
            let departure = lanes[index].departure
        {
            let received = answers.reduce(0) { $0 + $1.byteCount }
            sizes.answered(by: fetch.leader, bytes: received, after: clock.now - departure)
        }
        let indexes = land(fetch)
        let byPartition = Dictionary(answers.map { ($0.partition, $0) }, uniquingKeysWith: { first, _ in first })
        for (index, asked) in zip(indexes, fetch.partitions) {
            guard let index, let answer = byPartition[asked.partition] else { continue }
            take(answer, asked: asked, from: fetch.leader, lane: index, wasAlone: fetch.partitions.count == 1)
        }
        wakeConsumers()
        wakeDispatcher()
        return longestPause(of: indexes)
    }

    /// Takes the failure of a whole fetch that may pass: its partitions are asked for again, from `leaders`.
    package func postpone(_ fetch: SourceFetch, because why: ScanError, leaders: [SourcePartition]) -> Duration? {
        let indexes = land(fetch)
        for index in indexes {
            guard let index else { continue }
            if lanes[index].follower == fetch.leader { lanes[index].leaveFollower() }
            postpone(index, why)
        }
        moveLeaders(leaders)
        wakeConsumers()
        wakeDispatcher()
        return longestPause(of: indexes)
    }

    /// Goes on with what was postponed, where its time has come.
    package func resume() {
        wakeDispatcher()
    }

    package func fail(_ error: ScanError) {
        if failure == nil { failure = error }
        wakeConsumers()
        wakeDispatcher()
    }

    package func moveLeaders(_ partitions: [SourcePartition]) {
        for partition in partitions {
            guard let index = laneOfPartition[partition.partition] else { continue }
            lanes[index].move(to: partition)
        }
    }

    /// Why partitions were put off that still are.
    package func troubles() -> [ScanError] { lanes.compactMap { $0.cursor.isFinished ? nil : $0.trouble } }

    private func longestPause(of indexes: [Int?]) -> Duration? {
        let now = clock.now
        let waits = indexes.compactMap { index in index.flatMap { lanes[$0].notBefore } }
        guard let latest = waits.max(), latest > now else { return nil }
        return latest - now
    }

    /// - Returns: the lanes of the fetch's partitions.
    private func land(_ fetch: SourceFetch) -> [Int?] {
        flights[fetch.leader, default: 1] -= 1
        return fetch.partitions.map { asked in
            guard let index = laneOfPartition[asked.partition] else { return nil }
            bytesInFlight -= lanes[index].bytesInFlight ?? 0
            lanes[index].bytesInFlight = nil
            return index
        }
    }

    private func take(
        _ answer: SourceFetched, asked: SourceFetch.Partition, from node: Int32, lane index: Int, wasAlone: Bool
    ) {
        if lanes[index].follower == node {
            switch answer.outcome {
            case .failed, .retry:
                // The leader says whether it is so.
                lanes[index].leaveFollower()
                return
            case .records, .readFrom: break
            }
        }
        switch answer.outcome {
        case .failed(let error):
            fail(error.at(topic: plan.topic, partition: asked.partition, offset: asked.offset))
        case .readFrom(let follower):
            guard follower != node, lanes[index].takesFollower else {
                postpone(
                    index,
                    ScanError(.leaderUnavailable, "broker \(node) sends to broker \(follower) and no records, again"))
                return
            }
            lanes[index].read(from: follower)
        case .retry(let why, let leader):
            // Who leads now is asked at once; epochs only grow, so this comes to an end.
            if let leader, leader.leaderEpoch > asked.leaderEpoch, lanes[index].move(to: leader) { return }
            postpone(index, ScanError(.leaderUnavailable, why))
        case .records(let records, var aborted):
            tally.bytesFetched += Int64(records.readableBytes)
            if records.readableBytes == 0 {
                tookNothing(answer, lane: index, wasAlone: wasAlone)
                return
            }
            let before = lanes[index].cursor.position
            let endBefore = lanes[index].cursor.end
            let takenBefore = lanes[index].cursor.bytesTaken
            do {
                let current = asked.leaderEpoch
                if let batch = try lanes[index].cursor.firstReplaced(in: records, current: current) {
                    fail(replaced(batch, lane: index))
                    return
                }
                let step = try lanes[index].cursor.advance(over: records, dropping: &aborted)
                let cursor = lanes[index].cursor
                // Without one whole batch, or with none that is new, asking the same again would bring the same.
                guard let step, cursor.position > before || cursor.isFinished else {
                    grow(index, asked: asked)
                    return
                }
                // An end that was not borne out has moved on.
                tally.offsetsTotal &+= max(0, cursor.end &- endBefore)
                bytesTaken &+= cursor.bytesTaken &- takenBefore
                emit(step, lane: index, from: before, byteCount: records.readableBytes)
            } catch {
                fail(
                    ScanError(
                        .corruptRecords, "\(plan.topic) partition \(asked.partition), \(error.description)",
                        topic: plan.topic, partition: asked.partition, offset: error.offset ?? before))
            }
        }
    }

    private func replaced(_ batch: RecordBatchHeader, lane index: Int) -> ScanError {
        let planned = lanes[index].cursor.plan
        return ScanError(
            .truncated,
            "the log of partition \(planned.partition) of \(plan.topic) was truncated after the read was planned: it held "
                + "offsets up to \(planned.snapshotEnd) in leader epoch \(planned.leaderEpoch), and offset "
                + "\(batch.baseOffset) is of epoch \(batch.partitionLeaderEpoch) now. Records were lost on the brokers "
                + "(unclean leader election) and others took their places; plan the read again",
            topic: plan.topic, partition: planned.partition, offset: batch.baseOffset)
    }

    private func emit(_ step: PartitionCursor.Step, lane index: Int, from before: Int64, byteCount: Int) {
        let moved = lanes[index].cursor.position &- before
        lanes[index].advanced(by: moved, over: byteCount)
        tally.offsetsSeen &+= moved
        let chunk = ScanChunk(
            partitionIndex: index, sequence: lanes[index].sequence, step: step, byteCount: byteCount,
            positionBefore: before, positionAfter: lanes[index].cursor.position)
        lanes[index].sequence += 1
        lanes[index].ready.append(chunk)
        lanes[index].readyBytes += byteCount
        heldBytes += byteCount
    }

    /// Not one whole batch came that is new: the limit is smaller than the batch (old brokers cut even the first one).
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
        lanes[index].isAlone = true
    }

    /// An answer without a byte. Other partitions of the same fetch may have used up its bytes; so the partition is
    /// asked for alone. An answer that is empty even then is believed only where the source vouches for it: a broker whose
    /// remote storage is slow gives the same.
    private func tookNothing(_ answer: SourceFetched, lane index: Int, wasAlone: Bool) {
        let cursor = lanes[index].cursor
        if answer.isEndOfLog, answer.readableEnd >= cursor.end {
            let before = cursor.position
            emit(lanes[index].cursor.finishWithoutRecords(), lane: index, from: before, byteCount: 0)
            return
        }
        lanes[index].isAlone = true
        if answer.isThrottled {
            // Quotas hold answers back now and then; one that never lets any through would make a read hang.
            guard lanes[index].throttledFor(until: clock.now) >= limits.patience * 5 else { return }
            fail(
                ScanError(
                    .brokerFailed,
                    "the brokers have sent nothing of partition \(cursor.plan.partition) of \(plan.topic) for "
                        + "\((limits.patience * 5).components.seconds) s but throttle times: this client's quota is used up; "
                        + "try again later, or ask for a larger quota",
                    topic: plan.topic, partition: cursor.plan.partition, offset: cursor.position))
            return
        }
        guard wasAlone else { return }
        if lanes[index].follower != nil {
            // It may be behind its leader.
            lanes[index].leaveFollower()
            return
        }
        let place = "partition \(cursor.plan.partition) of \(plan.topic)"
        guard answer.readableEnd >= cursor.end else {
            postpone(
                index,
                ScanError(
                    .truncated,
                    "\(place) can be read up to offset \(answer.readableEnd) only, and the "
                        + "plan goes to \(cursor.end): records were lost on the broker (unclean leader election), or its "
                        + "replicas are behind; plan the read again"))
            return
        }
        postpone(
            index,
            ScanError(
                .brokerFailed,
                "the broker sends nothing of \(place) from offset \(cursor.position) on, and says that it can be read up "
                    + "to \(answer.readableEnd): its remote storage is too slow, or its log has a hole there; try again "
                    + "later, or read up to an earlier end"))
    }

    private func postpone(_ index: Int, _ why: ScanError) {
        guard !lanes[index].postpone(at: clock.now, patience: limits.patience, because: why) else { return }
        let cursor = lanes[index].cursor
        fail(why.at(topic: plan.topic, partition: cursor.plan.partition, offset: cursor.position))
    }

    private func wakeConsumers() {
        for consumer in consumers { consumer.resume() }
        consumers.removeAll()
    }

    private func wakeDispatcher() {
        for dispatcher in dispatchers { dispatcher.resume() }
        dispatchers.removeAll()
    }
}
