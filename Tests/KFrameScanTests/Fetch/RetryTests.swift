import KFrameScan
import KafkaRecords
import KafkaWire
import NIOCore
import Testing

/// P19: what may pass is asked for again, where it is led then; and not for ever.
@Suite(.timeLimit(.minutes(15))) struct RetryTests {
    private static let impatient: FetchScheduler.Limits = {
        var limits = FetchScheduler.Limits()
        limits.patience = .zero
        return limits
    }()

    private static func retry(_ partition: Int32, _ why: String = "not the leader") -> SourceFetched {
        SourceFetched(partition: partition, outcome: .retry(why: why), readableEnd: -1)
    }

    @Test("P19 a leader that moved is followed, and the read goes on at its position")
    func leaderMoves() async throws {
        let source = ScriptedSource([0: try .plain(100, leader: 1), 1: try .plain(40, leader: 1)])
        var limits = FetchScheduler.Limits()
        limits.firstBytes = 300
        limits.partitionBytes = 300
        let plan = source.wholePlan()
        source.onFetch { fetch, number, answers throws(ScanError) in
            if number == 2 { source.change(0) { $0.leader = 2 } }
            return answers.map { answer in
                let isLed = answer.partition != 0 || number < 2 || fetch.leader == 2
                return isLed ? answer : Self.retry(answer.partition)
            }
        }
        let drain = try await ScanDrain.run(source, plan, .any, limits)
        #expect(drain.rows.map(\.count) == [100, 40] && drain.total.missing == 0)
        #expect(source.calls == [.partitions(isFresh: true)])
        #expect(source.fetches.contains { $0.leader == 2 && $0.partitions.map(\.partition) == [0] })
    }

    @Test(
        "a fetch that failed as a whole is carried out again",
        arguments: [ScanError.Code.brokerFailed, .timedOut, .leaderUnavailable, .noBroker])
    func brokerFails(_ code: ScanError.Code) async throws {
        let source = ScriptedSource([0: try .plain(10), 1: try .plain(10)])
        source.onFetch { _, number, answers throws(ScanError) in
            guard number > 0 else { throw ScanError(code, "for a while") }
            return answers
        }
        let drain = try await ScanDrain.run(source, source.wholePlan())
        #expect(drain.rows.map(\.count) == [10, 10])
        #expect(source.calls == [.partitions(isFresh: true)])
    }

    @Test("what does not pass in time ends the read with the reason")
    func patienceEnds() async throws {
        let source = ScriptedSource([0: try .plain(10), 1: try .plain(10)])
        source.onFetch { _, _, answers throws(ScanError) in
            answers.map { $0.partition == 1 ? Self.retry(1, "gone fishing") : $0 }
        }
        let error = await #expect(throws: ScanError.self) {
            try await ScanDrain.run(source, source.wholePlan(), .planOrder, Self.impatient)
        }
        #expect(error?.code == .leaderUnavailable && error?.message == "gone fishing" && error?.partition == 1)
        source.onFetch { _, _, _ throws(ScanError) in throw ScanError(.timedOut, "no answer from broker 3") }
        let other = await #expect(throws: ScanError.self) {
            try await ScanDrain.run(source, source.wholePlan(), .planOrder, Self.impatient)
        }
        #expect(other?.code == .timedOut && other?.message == "no answer from broker 3" && other?.topic == "t")
    }

    @Test("patience begins anew when the partition gave something")
    func patienceBeginsAnew() async throws {
        let source = ScriptedSource(try .plain(40))
        var limits = FetchScheduler.Limits()
        limits.firstBytes = 300
        limits.partitionBytes = 300
        // Every other fetch fails: more pauses in all than patience has, and each of them short.
        limits.patience = .milliseconds(450)
        source.onFetch { _, number, answers throws(ScanError) in
            number.isMultiple(of: 2) ? [Self.retry(0)] : answers
        }
        let drain = try await ScanDrain.run(source, source.wholePlan(), .planOrder, limits)
        #expect(drain.rowCount == 40)
    }

    @Test("P28 a partition that has no leader at first, and one when it is asked again")
    func noLeaderAtFirst() async throws {
        let source = ScriptedSource([0: try .plain(10, leader: -1), 1: try .plain(10, leader: 1)])
        let plan = source.wholePlan()
        source.onFetch { fetch, _, answers throws(ScanError) in
            guard fetch.leader >= 0 else {
                source.change(0) { $0.leader = 1 }
                throw ScanError(.leaderUnavailable, "no leader now")
            }
            return answers
        }
        let drain = try await ScanDrain.run(source, plan, .planOrder)
        #expect(drain.rows.map(\.count) == [10, 10])
    }

    @Test("partitions that fail do not keep the others of their broker from being read")
    func othersGoOn() async throws {
        let source = ScriptedSource([0: try .plain(10), 1: try .plain(200), 2: try .plain(200)])
        let gate = Gate()
        var limits = FetchScheduler.Limits()
        limits.firstBytes = 500
        limits.partitionBytes = 1_000
        source.onFetch { fetch, _, answers throws(ScanError) in
            if fetch.partitions.contains(where: { $0.partition == 2 && $0.offset >= 150 }) { gate.open() }
            return answers.map { $0.partition == 0 && gate.isClosed ? Self.retry(0) : $0 }
        }
        let drain = try await ScanDrain.run(source, source.wholePlan(), .any, limits)
        #expect(drain.rows.map(\.count) == [10, 200, 200])
    }

    @Test("where leaders cannot be asked for now, the old ones are tried again")
    func leadersUnknown() async throws {
        let source = FailingLeaders(ScriptedSource(try .plain(10)))
        let drain = try await ScanDrain.run(source, source.inner.wholePlan())
        #expect(drain.rowCount == 10)
    }

    /// Fails the first fetch, and never says who leads.
    private struct FailingLeaders: RecordSource {
        let inner: ScriptedSource
        let name = "failing"

        init(_ inner: ScriptedSource) {
            self.inner = inner
            inner.onFetch { _, number, answers throws(ScanError) in number == 0 ? [RetryTests.retry(0)] : answers }
        }

        func partitions(of topic: String, isFresh: Bool) async throws(ScanError) -> [SourcePartition] {
            throw ScanError(.noBroker, "nobody there")
        }

        func offsets(
            topic: String, _ queries: [OffsetQuery], isolation: IsolationLevel
        ) async throws(ScanError) -> [OffsetAnswer] {
            try await inner.offsets(topic: topic, queries, isolation: isolation)
        }

        func fetch(_ request: SourceFetch) async throws(ScanError) -> [SourceFetched] { try await inner.fetch(request) }
    }
}
