/// How much is asked of each broker at a time, and how much of all may lie ahead of the consumer.
///
/// What is small is still in the processor's cache when it is looked at, so fetches are small at first. A broker far away
/// needs more under way: its fetches double with each full answer as long as none of its answers has come quickly. One
/// that took long says nothing of the way to the broker where another did not: it is the processor that may be busy, and
/// larger answers would only need more memory.
struct FetchSizes {
    private struct Broker {
        /// The most bytes of one fetch.
        var bytes: Int
        /// How long the fastest answer was under way.
        var quickest: Duration?
    }

    private let most: FetchScheduler.Limits
    private var brokers: [Int32: Broker] = [:]
    /// The most bytes that may be fetched, or asked for, and not yet taken.
    private(set) var readAheadBytes = 0

    init(_ limits: FetchScheduler.Limits, brokers: some Sequence<Int32>) {
        most = limits
        for broker in brokers { self.brokers[broker] = start }
        readAheadBytes = sumOfAll()
    }

    /// The limits of a fetch from a broker.
    func limits(of broker: Int32) -> FetchScheduler.Limits {
        let bytes = brokers[broker, default: start].bytes
        var limits = most
        limits.fetchBytes = min(most.fetchBytes, bytes)
        limits.partitionBytes = min(most.partitionBytes, bytes)
        return limits
    }

    /// Takes note of an answer of a broker, which had `bytes` bytes and was under way for `time`.
    mutating func answered(by broker: Int32, bytes: Int, after time: Duration) {
        var entry = brokers[broker, default: start]
        let quickest = min(time, entry.quickest ?? time)
        entry.quickest = quickest
        if entry.bytes < most.fetchBytes, quickest > most.longAnswer, bytes >= entry.bytes / 2 {
            // Less than the largest fetch, so that no doubling overflows.
            entry.bytes = min(entry.bytes * 2, most.fetchBytes)
        }
        brokers[broker] = entry
        readAheadBytes = sumOfAll()
    }

    private var start: Broker { Broker(bytes: min(most.nearFetchBytes, most.fetchBytes)) }

    /// All fetches that may be under way, and one more that waits.
    private func sumOfAll() -> Int {
        var sum = brokers.values.map(\.bytes).max() ?? start.bytes
        for broker in brokers.values {
            let (all, overflow) = broker.bytes.multipliedReportingOverflow(by: most.fetchesPerLeader)
            let (next, overflowOfSum) = sum.addingReportingOverflow(all)
            if overflow || overflowOfSum { return most.readAheadBytes }
            sum = next
        }
        return min(sum, most.readAheadBytes)
    }
}
