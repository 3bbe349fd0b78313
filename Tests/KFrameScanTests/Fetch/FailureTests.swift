import KFrameScan
import KafkaRecords
import NIOCore
import Synchronization
import Testing

/// A partition that cannot be read is an error, never a shorter frame.
@Suite(.timeLimit(.minutes(15))) struct FailureTests {
    private struct Refusal: Error {}

    @Test("P19 an offset that is gone is an error with the numbers")
    func offsetOutOfRange() async throws {
        let source = ScriptedSource(try .plain(10))
        source.onFetch { _, _, _ throws(ScanError) in
            let error = ScanError(.offsetOutOfRange, "offset 0 is gone: the broker has offsets 5 to 10 now")
            return [SourceFetched(partition: 0, outcome: .failed(error), readableEnd: -1)]
        }
        let error = await #expect(throws: ScanError.self) { try await ScanDrain.run(source, source.wholePlan()) }
        #expect(error?.code == .offsetOutOfRange && error?.message.contains("5 to 10") ?? false)
        #expect(error?.topic == "t" && error?.partition == 0 && error?.offset == 0)
        #expect(source.fetches.count == 1, "nothing to be gained by asking again")
    }

    @Test("P28 one partition of twenty fails, whichever it is: all of the read fails", arguments: [0, 7, 19])
    func oneOfTwenty(_ bad: Int) async throws {
        var logs: [Int32: ScriptedLog] = [:]
        for partition in Int32(0)..<20 { logs[partition] = try .plain(30, leader: partition % 2) }
        let source = ScriptedSource(logs)
        source.onFetch { _, _, answers throws(ScanError) in
            answers.map { answer in
                guard answer.partition == Int32(bad) else { return answer }
                let error = ScanError(.notAuthorized, "no right to read t")
                return SourceFetched(partition: answer.partition, outcome: .failed(error), readableEnd: -1)
            }
        }
        for delivery in [FetchScheduler.Delivery.planOrder, .any] {
            let error = await #expect(throws: ScanError.self) {
                try await ScanDrain.run(source, source.wholePlan(), delivery)
            }
            #expect(error?.code == .notAuthorized && error?.partition == Int32(bad))
        }
    }

    @Test("a consumer that waits for another partition hears of the failure too")
    func waitingConsumer() async throws {
        let source = ScriptedSource([0: try .plain(10, leader: 0), 1: try .plain(10, leader: 1)])
        let never = Gate()
        source.onFetch { fetch, _, answers throws(ScanError) in
            guard fetch.leader == 1 else {
                try await waiting(never)
                return answers
            }
            await never.hasArrivals()
            await yieldOften()
            throw ScanError(.unsupported, "broker 1 is of another kind")
        }
        let error = await #expect(throws: ScanError.self) { try await ScanDrain.run(source, source.wholePlan()) }
        #expect(error?.code == .unsupported)
    }

    @Test("damaged records name topic, partition and offset")
    func damaged() async throws {
        var good = LogMaker()
        try good.records([1, 2])
        try good.records([3, 4], codec: .lz4)
        try good.records([5])
        var maker = LogMaker()
        maker.add(good.batches[0])
        maker.add(good.batches[1].damaged())
        maker.add(good.batches[2])
        let source = ScriptedSource([3: try .plain(5), 4: ScriptedLog(maker)])
        // Pruned by its header, so that the scan itself has to notice.
        let error = await #expect(throws: ScanError.self) {
            try await ScanDrain.run(source, source.wholePlan(range: TimeRange(from: 1_000, to: nil)))
        }
        #expect(error?.code == .corruptRecords && error?.topic == "t" && error?.partition == 4 && error?.offset == 2)
        #expect(error?.message.contains("t partition 4") ?? false && error?.message.contains("offset 2") ?? false)
        // Read in full, it is the selector that notices.
        let other = await #expect(throws: RecordError.self) { try await ScanDrain.run(source, source.wholePlan()) }
        #expect(other?.code == .checksumMismatch && other?.offset == 2)
    }

    @Test("a consumer's own error ends the scan, and the fetches under way")
    func consumerFails() async throws {
        let source = ScriptedSource([0: try .plain(10, leader: 0), 1: try .plain(10, leader: 1)])
        let never = Gate()
        source.onFetch { fetch, _, answers throws(ScanError) in
            if fetch.leader == 1 { try await waiting(never) }
            return answers
        }
        await #expect(throws: Refusal.self) {
            try await ScanDrain.run(source, source.wholePlan()) { _, _ in
                await never.hasArrivals()
                throw Refusal()
            }
        }
    }

    @Test("the first failure is the one that is told")
    func firstFailure() async throws {
        let plan = ScriptedSource(try .plain(10)).wholePlan()
        let scheduler = FetchScheduler(plan: plan, delivery: .any, limits: FetchScheduler.Limits())
        await scheduler.fail(ScanError(.truncated, "first"))
        await scheduler.fail(ScanError(.timedOut, "second"))
        await scheduler.close()
        let error = await #expect(throws: ScanError.self) { try await scheduler.next() }
        #expect(error?.code == .truncated)
        #expect(await scheduler.nextFetch() == nil)
    }
}
