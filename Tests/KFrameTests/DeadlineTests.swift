import KFrame
import KFrameScan
import KafkaLocal
import KafkaWire
import NIOCore
import Testing

/// A read that has no time left: an error that says how far it was and what it waited for, never a shorter frame.
@Suite("Deadlines", .timeLimit(.minutes(15)))
struct DeadlineTests {
    private func withReader(
        limits: ReadLimits = ReadLimits(), _ body: (Reader, LocalBroker) async throws -> Void
    ) async throws {
        let log = try TestLog(TestRecord.events(Array(repeating: "{}", count: 2_000)), batching: .records(10))
        try await log.withBroker { broker in
            let reader = try await Reader(.cluster([broker.bootstrapServers]), limits: limits)
            do {
                try await body(reader, broker)
            } catch {
                broker.faults.clear()
                await reader.close()
                throw error
            }
            broker.faults.clear()
            await reader.close()
        }
    }

    /// Options of a read whose time is over shortly after a fault of this kind has struck so often.
    private func ending(_ broker: LocalBroker, after kind: String, times: Int = 1) -> ReadOptions {
        var options = ReadOptions()
        options.deadline = deadline(broker, after: kind, times: times)
        return options
    }

    private func deadline(_ broker: LocalBroker, after kind: String, times: Int = 1) -> ReadDeadline {
        ReadDeadline(.seconds(2)) {
            while broker.faults.met[kind, default: 0] < times { try await Task.sleep(for: .milliseconds(10)) }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    @Test("time enough changes nothing")
    func enough() async throws {
        try await withReader { reader, _ in
            var options = ReadOptions()
            options.timeout = .seconds(100)
            #expect(try await reader.read("t", from: "earliest", to: "latest", options: options).count == 2_000)
            #expect(try await reader.count("t", from: "earliest", to: "latest", options: options).total == 2_000)
            var rows = 0
            for try await batch in reader.batches("t", from: "earliest", to: "latest", options: options) {
                rows += batch.count
            }
            #expect(rows == 2_000)
        }
    }

    @Test("P22 a silent broker is named, with how long it has been silent, and the rows so far are counted")
    func silent() async throws {
        var limits = ReadLimits()
        limits.frame.firstBytes = 2_000
        limits.frame.partitionBytes = 2_000
        limits.frame.readAheadBytes = 4_000
        try await withReader(limits: limits) { reader, broker in
            let plan = try await reader.plan("t", range: TimeRange(from: nil, to: nil), options: ReadOptions())
            broker.faults.plan(.silence, on: .init(.fetch), after: 3)
            let error = await failure { try await reader.read(plan, options: ending(broker, after: "silence")) }
            let message = error?.message ?? ""
            #expect(error?.code == .deadlinePassed)
            #expect(message.hasPrefix("The read of t was given 2s and is not done. "), "\(message)")
            #expect(message.contains(" of 2000 offsets are accounted for: "), "\(message)")
            #expect(
                message.contains("The broker at \(broker.bootstrapServers) has sent nothing for "), "\(message)")
            #expect(message.hasSuffix("Give it more time with --timeout, or read less."), "\(message)")
        }
    }

    @Test("brokers that answer and have nothing to give are told apart from silent ones")
    func nothingToSend() async throws {
        try await withReader { reader, broker in
            let plan = try await reader.plan("t", range: TimeRange(from: nil, to: nil), options: ReadOptions())
            broker.faults.plan(.error(.kafkaStorageError), on: .init(.fetch), times: .max)
            let options = ending(broker, after: "KAFKA_STORAGE_ERROR", times: 3)
            let error = await failure { try await reader.read(plan, options: options) }
            let message = error?.message ?? ""
            #expect(error?.code == .deadlinePassed)
            #expect(!message.contains("has sent nothing"), "\(message)")
            #expect(message.contains("It was trying again because: partition 0 of t: "), "\(message)")
        }
    }

    @Test("the plan and the connecting count, too")
    func planAndConnecting() async throws {
        try await withReader { reader, broker in
            // What comes behind an answer that does not come waits as well: the second of the two is not even seen.
            broker.faults.plan(.silence, on: .init(.metadata))
            for read in [true, false] {
                let options = ending(broker, after: "silence")
                let error = await failure {
                    if read {
                        _ = try await reader.read("t", from: "earliest", to: "latest", options: options)
                    } else {
                        _ = try await reader.plan("t", from: "earliest", to: "latest", options: options)
                    }
                }
                #expect(error?.code == .deadlinePassed)
                #expect(error?.message.contains("No record was read.") == true)
                #expect(error?.message.contains("has sent nothing for") == true, "\(error?.message ?? "")")
            }
            broker.faults.clear()
            broker.faults.plan(.silence, on: .init(.apiVersions))
            let error = await failure {
                try await Reader(
                    .cluster([broker.bootstrapServers]), deadline: deadline(broker, after: "silence"))
            }
            #expect(error?.code == .deadlinePassed)
            #expect(error?.message.contains("No broker at \(broker.bootstrapServers) has answered so far.") == true)
        }
    }

    @Test("a stream, rows as text and counts end with the same error")
    func otherFaces() async throws {
        try await withReader { reader, broker in
            let plan = try await reader.plan("t", range: TimeRange(from: nil, to: nil), options: ReadOptions())
            broker.faults.plan(.silence, on: .init(.fetch), times: .max)
            let streamed = await failure {
                for try await _ in reader.batches(of: plan, options: ending(broker, after: "silence")) {}
            }
            let written = await failure {
                try await reader.writeRows(plan, options: ending(broker, after: "silence"), as: .ndjson) { _ in }
            }
            let counted = await failure {
                let options = ending(broker, after: "silence")
                return try await reader.count(plan, by: [], everyMilliseconds: nil, options: options)
            }
            let receipts = [streamed, written, counted]
            #expect(receipts.map(\.?.code) == [.deadlinePassed, .deadlinePassed, .deadlinePassed])
            for error in receipts {
                #expect(error?.message.contains("0 of 2000 offsets are accounted for: 0 rows") == true)
            }
        }
    }

    @Test("a task that is cancelled is not told of a deadline")
    func cancelled() async throws {
        try await withReader { reader, broker in
            broker.faults.pause(for: .hours(1))
            var options = ReadOptions()
            options.timeout = .seconds(3_600)
            let task = Task { [options] in
                await failure { try await reader.read("t", from: "earliest", to: "latest", options: options) }
            }
            await Task.yield()
            task.cancel()
            #expect(await task.value?.code == .cancelled)
        }
    }
}
