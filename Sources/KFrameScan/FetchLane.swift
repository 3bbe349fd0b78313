/// One partition's part of a scan: how far it is, what waits to be taken, and what its next fetch may ask for.
struct FetchLane {
    var cursor: PartitionCursor
    private(set) var leader: Int32
    private(set) var leaderEpoch: Int32
    /// The follower that is read instead of the leader.
    private(set) var follower: Int32?
    /// False once a follower has failed: from then on the leader is read.
    private(set) var takesFollower = true
    /// Pieces that wait for the consumer, in offset order.
    var ready: [ScanChunk] = []
    var readyBytes = 0
    var sequence = 0
    /// The bytes that the fetch under way asks for; nil where there is none.
    var bytesInFlight: Int?
    /// When the last fetch was sent.
    private(set) var departure: ContinuousClock.Instant?
    /// Fetched alone: an answer without a byte then says something about the partition.
    var isAlone = false
    /// The last answer held not one whole batch, or nothing new: the next one has to be as large as this.
    var minimumBytes = 0
    private(set) var bytesSeen = 0
    private(set) var failures = 0
    private(set) var notBefore: ContinuousClock.Instant?
    private var fetches = 0
    private var offsetsSeen: Int64 = 0
    /// Bytes an offset in the last answer: a gap before it would hide what now comes from the mean of all.
    private var lastWeight = 0.0
    /// Fetches made since the planned end was passed and not borne out.
    private var searches = 0
    /// Since when every answer was held back by a quota.
    private var throttledSince: ContinuousClock.Instant?
    /// Why it was put off, while it is.
    private(set) var trouble: ScanError?
    private var failingSince: ContinuousClock.Instant?

    init(_ plan: PartitionPlan, range: TimeRange) {
        cursor = PartitionCursor(plan: plan, range: range)
        leader = plan.leader
        leaderEpoch = plan.leaderEpoch
    }

    /// Who is asked.
    var node: Int32 { follower ?? leader }

    var isDrained: Bool { cursor.isFinished && ready.isEmpty && bytesInFlight == nil }

    func isDue(at now: ContinuousClock.Instant) -> Bool {
        bytesInFlight == nil && !cursor.isFinished && notBefore.map { $0 <= now } ?? true
    }

    /// As much as the range still needs by what its batches weighed so far, between a floor and a cap.
    ///
    /// - Parameter typicalWeight: bytes an offset of other partitions, for a partition of which nothing has come yet.
    func wantedBytes(_ limits: FetchScheduler.Limits, typicalWeight: Double?) -> Int {
        var wanted: Int
        if cursor.position >= cursor.end {
            // The next batch may bear the end out, or nothing may for a long way: small at first, then larger.
            wanted = Self.growing(limits.firstBytes / 4, searches, limits)
        } else {
            wanted = Self.growing(limits.firstBytes, fetches, limits)
            let ownWeight = offsetsSeen > 0 ? max(lastWeight, Double(bytesSeen) / Double(offsetsSeen)) : nil
            if let perOffset = ownWeight ?? typicalWeight {
                let needed = Double(cursor.remaining) * perOffset * 1.03 + 8_192
                if needed < Double(wanted) { wanted = Int(needed) }
            }
        }
        return max(min(max(wanted, 1), limits.partitionBytes), minimumBytes)
    }

    mutating func depart(asking bytes: Int, at now: ContinuousClock.Instant) -> SourceFetch.Partition {
        departure = now
        if cursor.position >= cursor.end { searches += 1 }
        fetches += 1
        bytesInFlight = bytes
        return SourceFetch.Partition(
            partition: cursor.plan.partition, offset: cursor.position, maxBytes: bytes, leaderEpoch: leaderEpoch,
            // A log can only have lost records where its leader changed since the plan was made.
            lastFetchedEpoch: leaderEpoch > cursor.plan.leaderEpoch ? cursor.lastEpoch : -1)
    }

    /// Follows a partition to its leader. What was known later counts more (KIP-320).
    ///
    /// - Returns: whether this is news.
    @discardableResult
    mutating func move(to partition: SourcePartition) -> Bool {
        guard partition.leaderEpoch < 0 || partition.leaderEpoch >= leaderEpoch else { return false }
        let isNew = partition.leader != leader || partition.leaderEpoch != leaderEpoch
        if isNew { follower = nil }
        leader = partition.leader
        leaderEpoch = partition.leaderEpoch
        return isNew
    }

    mutating func read(from follower: Int32) { self.follower = follower }

    /// For how long every answer was held back by a quota.
    mutating func throttledFor(until now: ContinuousClock.Instant) -> Duration {
        let since = throttledSince ?? now
        throttledSince = since
        return now - since
    }

    /// The follower failed: the leader knows better.
    mutating func leaveFollower() {
        follower = nil
        takesFollower = false
    }

    /// Takes note of a step that brought the cursor on.
    mutating func advanced(by offsets: Int64, over bytes: Int) {
        bytesSeen += bytes
        offsetsSeen &+= offsets
        lastWeight = Double(bytes) / Double(max(1, offsets))
        isAlone = false
        minimumBytes = 0
        failures = 0
        failingSince = nil
        notBefore = nil
        throttledSince = nil
        trouble = nil
    }

    /// Puts the next fetch off.
    ///
    /// - Returns: false where it was put off for as long as `patience` allows.
    mutating func postpone(at now: ContinuousClock.Instant, patience: Duration, because why: ScanError) -> Bool {
        trouble = why
        let since = failingSince ?? now
        failingSince = since
        failures += 1
        guard now - since < patience else { return false }
        notBefore = now + .milliseconds(min(2_000, 50 << min(failures, 6)))
        return true
    }

    private static func growing(_ first: Int, _ times: Int, _ limits: FetchScheduler.Limits) -> Int {
        var bytes = max(1, first)
        for _ in 0..<min(times, 16) where bytes < limits.partitionBytes { bytes *= 4 }
        return bytes
    }
}
