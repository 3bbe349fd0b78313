import KFrameScan
import KafkaRecords
import NIOCore
import Testing

/// What an answer without a byte means, and what it does not.
@Suite(.timeLimit(.minutes(15))) struct EmptyAnswerTests {
    @Test("a quota's empty answers say nothing, however many there are")
    func throttled() async throws {
        let source = ScriptedSource(try .plain(30))
        source.onFetch { _, number, answers throws(ScanError) in
            number % 5 == 4
                ? answers : [.nothing(0, readableEnd: number.isMultiple(of: 2) ? -1 : 30, isThrottled: true)]
        }
        let drain = try await ScanDrain.run(source, source.wholePlan())
        #expect(drain.rowCount == 30 && drain.total.missing == 0 && source.fetches.count == 5)
    }

    @Test("KIP-219 a quota that never lets anything through ends the read, and says so")
    func throttledForEver() async throws {
        let source = ScriptedSource(try .plain(30))
        source.onFetch { _, _, _ throws(ScanError) in
            await Task.yield()
            return [.nothing(0, readableEnd: -1, isThrottled: true)]
        }
        var limits = FetchScheduler.Limits()
        limits.patience = .milliseconds(20)
        let error = await #expect(throws: ScanError.self) {
            try await ScanDrain.run(source, source.wholePlan(), .planOrder, limits)
        }
        #expect(error?.code == .brokerFailed && error?.message.contains("quota") == true)
    }

    @Test("empty beside other partitions: these used up the bytes, so it is asked for alone")
    func besideOthers() async throws {
        let source = ScriptedSource([0: try .plain(10), 1: try .plain(10), 2: try .plain(10)])
        source.onFetch { fetch, _, answers throws(ScanError) in
            guard fetch.partitions.count > 1 else { return answers }
            return answers.map { $0.partition == 0 ? $0 : .nothing($0.partition, readableEnd: 10) }
        }
        let drain = try await ScanDrain.run(source, source.wholePlan())
        #expect(drain.rows.map(\.count) == [10, 10, 10] && drain.total.missing == 0)
        let fetches = source.fetches.map { $0.partitions.map(\.partition) }
        #expect(fetches.first == [0, 1, 2] && Set(fetches.dropFirst()) == [[1], [2]] && fetches.count == 3)
        #expect(source.fetches[1].maxWaitMilliseconds <= source.fetches[0].maxWaitMilliseconds)
    }

    @Test("P17 empty, and the source vouches that nothing is left: what is left was compacted away")
    func compactedTail() async throws {
        var log = try ScriptedLog.plain(10)
        log.highWatermark = 17
        let source = ScriptedSource(log)
        let drain = try await ScanDrain.run(source, source.wholePlan())
        #expect(drain.rows[0].map(\.offset) == Array(0..<10))
        #expect(drain.total.missing == 7 && drain.outcomes[0].end == 17)
        #expect(source.fetches.map { $0.partitions[0].offset } == [0, 10])
    }

    @Test(
        "empty from a broker proves nothing, as slow remote storage shows: asked again with pauses, then all is there")
    func remoteStorage() async throws {
        let source = ScriptedSource(try .plain(10))
        source.onFetch { _, number, answers throws(ScanError) in
            number < 3 ? [.nothing(0, readableEnd: 10)] : answers
        }
        let drain = try await ScanDrain.run(source, source.wholePlan())
        #expect(drain.rowCount == 10 && drain.total.missing == 0 && source.fetches.count == 4)
    }

    @Test("a broker that never sends what it says is there: an error with the numbers, never a shorter answer")
    func neverSent() async throws {
        var log = try ScriptedLog.plain(10)
        log.highWatermark = 17
        log.vouchesForEnd = false
        let source = ScriptedSource(log)
        var limits = FetchScheduler.Limits()
        limits.patience = .zero
        let error = await #expect(throws: ScanError.self) {
            try await ScanDrain.run(source, source.wholePlan(), .planOrder, limits)
        }
        #expect(error?.code == .brokerFailed && error?.topic == "t" && error?.partition == 0 && error?.offset == 10)
        #expect(error?.message.contains("partition 0 of t from offset 10 on") ?? false)
        #expect(error?.message.contains("up to 17") ?? false)
    }

    @Test("P17 a partition with offsets and not one record, beside one that has some")
    func nothingAtAll() async throws {
        var gone = ScriptedLog(LogMaker(from: 25))
        gone.logStart = 0
        let source = ScriptedSource([0: gone, 1: try .plain(10)])
        for delivery in [FetchScheduler.Delivery.planOrder, .any] {
            let drain = try await ScanDrain.run(source, source.wholePlan(), delivery)
            #expect(drain.tallies[0].counts.missing == 25 && drain.rows[1].count == 10)
        }
    }

    @Test("P22 an empty answer before each piece: all of it is read")
    func emptyOnceAgainAndAgain() async throws {
        let source = ScriptedSource(try .plain(100))
        var limits = FetchScheduler.Limits()
        limits.firstBytes = 1_000
        limits.partitionBytes = 1_000
        source.onFetch { _, number, answers throws(ScanError) in
            number.isMultiple(of: 2) ? [.nothing(0, readableEnd: 100)] : answers
        }
        let drain = try await ScanDrain.run(source, source.wholePlan(), .planOrder, limits)
        #expect(drain.rowCount == 100 && drain.total.missing == 0)
    }

    @Test("P19 a readable end below the plan: truncated, with the numbers, once patience is at its end")
    func truncated() async throws {
        var log = try ScriptedLog.plain(10)
        let source = ScriptedSource(log)
        let plan = source.wholePlan()
        log.batches = []
        log.highWatermark = 6
        log.vouchesForEnd = false
        source.change(0) { [log] in $0 = log }
        var limits = FetchScheduler.Limits()
        limits.patience = .zero
        let error = await #expect(throws: ScanError.self) { try await ScanDrain.run(source, plan, .planOrder, limits) }
        #expect(error?.code == .truncated && error?.partition == 0 && error?.offset == 0 && error?.topic == "t")
        #expect(error?.message.contains("can be read up to offset 6 only, and the plan goes to 10") ?? false)
    }

    @Test("P19 a readable end that lags behind for a while is waited for")
    func lagging() async throws {
        let source = ScriptedSource(try .plain(10))
        source.onFetch { _, number, answers throws(ScanError) in
            number < 2 ? [.nothing(0, readableEnd: 4)] : answers
        }
        let drain = try await ScanDrain.run(source, source.wholePlan())
        #expect(drain.rowCount == 10 && drain.total.missing == 0 && source.fetches.count == 3)
    }

    @Test("a partition that an answer leaves out is asked for again")
    func leftOut() async throws {
        let source = ScriptedSource([0: try .plain(10), 1: try .plain(10)])
        source.onFetch { _, number, answers throws(ScanError) in
            number < 3 ? answers.filter { $0.partition == 0 } : answers
        }
        let drain = try await ScanDrain.run(source, source.wholePlan())
        #expect(drain.rows.map(\.count) == [10, 10])
    }

    @Test("an answer about a partition that nobody asked for is passed over")
    func notAsked() async throws {
        let source = ScriptedSource(try .plain(10))
        source.onFetch { _, _, answers throws(ScanError) in
            [.nothing(9, readableEnd: 0)] + answers + [
                SourceFetched(partition: 5, outcome: .retry(why: "?"), readableEnd: 0)
            ]
        }
        #expect(try await ScanDrain.run(source, source.wholePlan()).rowCount == 10)
    }
}
