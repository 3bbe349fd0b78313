import KFrameScan
import KafkaRecords
import KafkaWire
import NIOCore
import Testing

/// How much each fetch asks for.
@Suite(.timeLimit(.minutes(15))) struct FetchSizeTests {
    private static func limits(first: Int, most: Int) -> FetchScheduler.Limits {
        var limits = FetchScheduler.Limits()
        limits.firstBytes = first
        limits.partitionBytes = most
        limits.fetchBytes = 4 * most
        return limits
    }

    private func sizes(_ source: ScriptedSource) -> [Int] { source.fetches.flatMap { $0.partitions.map(\.maxBytes) } }

    @Test("a long range: the fetches grow to the cap, and the last asks only for what is left")
    func growing() async throws {
        let source = ScriptedSource(try .plain(3_000, valueBytes: 200))
        let drain = try await ScanDrain.run(
            source, source.wholePlan(), .planOrder, Self.limits(first: 2_000, most: 64_000))
        #expect(drain.rowCount == 3_000)
        let sizes = sizes(source)
        #expect(sizes.prefix(4) == [2_000, 8_000, 32_000, 64_000])
        #expect(sizes.dropFirst(3).dropLast(2).allSatisfy { $0 == 64_000 })
        #expect(sizes.allSatisfy { $0 <= 64_000 })
    }

    @Test("a short range of a long partition: what lies behind it is hardly fetched", arguments: [20, 100, 400, 1_000])
    func overshoot(_ wanted: Int) async throws {
        let log = try ScriptedLog.plain(3_000, valueBytes: 200)
        let source = ScriptedSource(log)
        var plan = source.wholePlan()
        plan.partitions[0].end = Int64(wanted)
        plan.partitions[0].endReason = .given
        let drain = try await ScanDrain.run(source, plan, .planOrder, Self.limits(first: 2_000, most: 64_000))
        #expect(drain.rowCount == wanted)
        let needed = log.batches.prefix(wanted / 10).reduce(0) { $0 + $1.bytes.readableBytes }
        // Three parts in a hundred and 8 KiB beyond the estimate, and a batch cut at each fetch's end.
        #expect(source.bytesGiven <= needed + needed / 20 + 10_000 + 2_500 * source.fetches.count)
    }

    @Test("a broker that answers at once is asked for little at a time; one whose answers take long for more and more")
    func distance() async throws {
        var limits = Self.limits(first: 8_000, most: 64_000)
        limits.nearFetchBytes = 8_000
        for (isFar, largest) in [(false, 8_000), (true, 64_000)] {
            limits.longAnswer = isFar ? .zero : .seconds(3_600)
            let source = ScriptedSource(try .plain(3_000, valueBytes: 200))
            let drain = try await ScanDrain.run(source, source.wholePlan(), .planOrder, limits)
            #expect(drain.rowCount == 3_000)
            #expect(sizes(source).max() == largest)
        }
    }

    @Test("what one partition's offsets weighed tells how much to ask of the others, and many share a fetch")
    func typicalWeight() async throws {
        var logs: [Int32: ScriptedLog] = [:]
        for partition in Int32(0)..<40 { logs[partition] = try .plain(200, valueBytes: 100) }
        let source = ScriptedSource(logs)
        var plan = source.wholePlan()
        // A tenth of each partition, from its start.
        for index in plan.partitions.indices {
            plan.partitions[index].end = 20
            plan.partitions[index].endReason = .given
        }
        var limits = Self.limits(first: 100_000, most: 100_000)
        limits.fetchBytes = 200_000
        let drain = try await ScanDrain.run(source, plan, .any, limits)
        #expect(drain.rowCount == 40 * 20)
        let sizes = source.fetches.map { $0.partitions.map(\.maxBytes) }
        // Two fetches are under way before anything is known.
        #expect(sizes.dropFirst(2).allSatisfy { $0.allSatisfy { $0 < 20_000 } })
        #expect(sizes.count < 20)
    }

    @Test("P24 a batch larger than the fetch, from a broker that cuts even the first: fetched alone, larger and larger")
    func largeBatchCut() async throws {
        var maker = LogMaker()
        try maker.records([1, 2])
        try maker.records([3, 4], valueBytes: 150_000)
        try maker.records([5])
        var log = ScriptedLog(maker)
        log.givesFirstBatchWhole = false
        let source = ScriptedSource([0: log, 1: try .plain(10)])
        let drain = try await ScanDrain.run(
            source, source.wholePlan(), .planOrder, Self.limits(first: 1_000, most: 4_000))
        #expect(drain.rows[0].map(\.offset) == [0, 1, 2, 3, 4] && drain.rows[1].count == 10)
        let grown = source.fetches.filter { $0.partitions.contains { $0.maxBytes > 4_000 } }
        #expect(!grown.isEmpty && grown.count < 6 && grown.allSatisfy { $0.partitions.count == 1 })
        #expect(grown.allSatisfy { $0.maxBytes >= $0.partitions[0].maxBytes })
    }

    @Test("P24 a batch larger than the fetch, from a broker that gives the first one whole")
    func largeBatchWhole() async throws {
        var maker = LogMaker()
        try maker.records([1, 2])
        try maker.records([3, 4], valueBytes: 150_000)
        try maker.records([5])
        let source = ScriptedSource(ScriptedLog(maker))
        let drain = try await ScanDrain.run(
            source, source.wholePlan(), .planOrder, Self.limits(first: 1_000, most: 4_000))
        #expect(drain.rows[0].count == 5 && sizes(source).allSatisfy { $0 <= 4_000 })
    }

    @Test("a batch that is never whole ends with an error that names its place")
    func neverWhole() async throws {
        var log = try ScriptedLog.plain(10, valueBytes: 1_000)
        log.givesFirstBatchWhole = false
        let source = ScriptedSource(log)
        let cut = log.read(from: 0, maxBytes: 500)
        source.onFetch { _, _, _ throws(ScanError) in
            [SourceFetched(partition: 0, outcome: .records(cut, AbortedTransactions([])), readableEnd: 10)]
        }
        var limits = Self.limits(first: 1_000, most: 4_000)
        limits.largestBatchBytes = 1 << 20
        let error = await #expect(throws: ScanError.self) {
            try await ScanDrain.run(source, source.wholePlan(), .planOrder, limits)
        }
        #expect(error?.code == .corruptRecords && error?.partition == 0 && error?.offset == 0 && error?.topic == "t")
        #expect(sizes(source).last == 1 << 20 && source.fetches.count < 10)
    }

    @Test("answers that bring nothing new end with an error, never in a loop")
    func noProgress() async throws {
        let log = try ScriptedLog.plain(20)
        let source = ScriptedSource(log)
        source.onFetch { _, _, answers throws(ScanError) in
            // Always the first batch, whatever was asked.
            [
                SourceFetched(
                    partition: 0, outcome: .records(log.batches[0].bytes, AbortedTransactions([])), readableEnd: 20)
            ]
        }
        var limits = Self.limits(first: 1_000, most: 4_000)
        limits.largestBatchBytes = 1 << 20
        let error = await #expect(throws: ScanError.self) {
            try await ScanDrain.run(source, source.wholePlan(), .planOrder, limits)
        }
        #expect(error?.code == .corruptRecords && error?.offset == 10)
        #expect(source.fetches.count < 12)
    }

    @Test("P16 behind an end that a marker was named for, fetches grow again: the search is not done in small steps")
    func searchBehindMarker() async throws {
        var maker = LogMaker()
        try maker.records([10], producer: 1)
        try maker.marker(.commit, producer: 1, timestamp: 1 << 50)
        for index in 0..<600 { try maker.records([Int64(20 + index)], valueBytes: 2_000) }
        let source = ScriptedSource(ScriptedLog(maker))
        var plan = source.wholePlan(range: TimeRange(from: 0, to: 100_000))
        plan.partitions[0].end = 1
        plan.partitions[0].endReason = .timeLookup
        plan.partitions[0].endTime = 100_000
        let drain = try await ScanDrain.run(source, plan, .planOrder, Self.limits(first: 4_000, most: 256_000))
        #expect(drain.rowCount == 601 && drain.outcomes[0].end == 602)
        // The measure of the work grows with it: no more is done than there is to do.
        #expect(drain.progress.offsetsTotal == 602 && drain.progress.offsetsSeen == 602)
        #expect(source.fetches.count < 20, "\(sizes(source))")
    }

    @Test("a gap of a great many offsets does not make the fetches behind it small")
    func gapBefore() async throws {
        var maker = LogMaker()
        try maker.records([1], valueBytes: 1_000)
        maker.gap(1 << 40)
        for _ in 0..<500 { try maker.records([2, 3], valueBytes: 2_000) }
        let source = ScriptedSource(ScriptedLog(maker))
        let limits = Self.limits(first: 4_000, most: 256_000)
        let drain = try await ScanDrain.run(source, source.wholePlan(), .planOrder, limits)
        #expect(drain.rowCount == 1_001 && drain.total.missing == 1 << 40)
        #expect(source.fetches.count < 25, "\(sizes(source))")
    }

    @Test("the end is borne out with a small fetch")
    func endBorneOut() async throws {
        // The piece up to the end is cut right there, so the batch behind it has to be fetched.
        let log = try ScriptedLog.plain(2_000, valueBytes: 200)
        let source = ScriptedSource(log)
        source.onFetch { fetch, _, answers throws(ScanError) in
            guard fetch.partitions[0].offset < 100 else { return answers }
            let upTo = log.batches.prefix(10).reduce(into: ByteBuffer()) { $0.writeImmutableBuffer($1.bytes) }
            return [
                SourceFetched(partition: 0, outcome: .records(upTo, AbortedTransactions([])), readableEnd: 2_000)
            ]
        }
        var plan = source.wholePlan(range: TimeRange(from: nil, to: 100_000))
        plan.partitions[0].end = 100
        plan.partitions[0].endReason = .timeLookup
        plan.partitions[0].endTime = 100_000
        let limits = Self.limits(first: 40_000, most: 256_000)
        let drain = try await ScanDrain.run(source, plan, .planOrder, limits)
        #expect(drain.rowCount == 100 && drain.outcomes[0].end == 100 && source.fetches.count == 2)
        #expect(source.fetches[1].partitions[0].maxBytes <= limits.firstBytes)
    }

    @Test("what is asked of a broker: its own partitions, at their positions, in the plan's isolation")
    func request() async throws {
        let source = ScriptedSource([
            0: try .plain(30, leader: 5), 1: try .plain(30, leader: 6), 2: try .plain(30, leader: 5),
        ])
        var plan = source.wholePlan(isolation: .readCommitted)
        plan.partitions[0].start = 12
        plan.partitions[0].leaderEpoch = 4
        _ = try await ScanDrain.run(source, plan)
        let first = try #require(source.fetches.first { $0.leader == 5 })
        #expect(first.topic == "t" && first.isolation == .readCommitted)
        #expect(first.partitions.map(\.partition) == [0, 2] && first.partitions.map(\.offset) == [12, 0])
        #expect(first.partitions[0].leaderEpoch == 4)
        #expect(source.fetches.filter { $0.leader == 6 }.allSatisfy { $0.partitions.map(\.partition) == [1] })
    }
}
