import KFrame
import KFrameScan
import KafkaLocal
import KafkaRecords
import NIOCore
import Testing

/// The same by TCP, from a broker.
@Suite struct BrokerTests {
    @Test("rows, schema and receipt are those of the log directory")
    func sameAsDirectory() async throws {
        let records = BatchingPropertyTests.records(3, count: 200)
        let log = try TestLog(records, batching: .records(9), codec: .lz4)
        try await log.withBroker { broker in
            let reader = try await Reader(.cluster([broker.bootstrapServers]))
            for question in BatchingPropertyTests.questions {
                var options = ReadOptions()
                question(&options)
                let local = try await log.frame(options)
                let remote = try await reader.read("t", from: "earliest", to: "latest", options: options)
                #expect(remote.allFields == local.allFields)
                #expect(remote.allRows == local.allRows)
                #expect(remote.receipt.sums == local.receipt.sums)
            }
            let again = try await reader.replay(try await log.frame().receipt)
            #expect(again.count == records.count)
            var rows = 0
            for try await batch in reader.batches("t", from: "earliest", to: "latest") { rows += batch.count }
            #expect(rows == records.count)
            await reader.close()
        }
    }

    @Test("topics with what can be told of them")
    func topics() async throws {
        let log = try TestLog(TestRecord.events(["{}", "{}"]) + TestRecord.events(["{}"], partition: 1))
        let local = try await log.reader().topics()
        #expect(local.map(\.name) == ["t"])
        #expect(local[0].partitionCount == 2)
        #expect(local[0].offsetCount == 3)
        #expect(local[0].firstTimestamp == TestRecord.noon)
        #expect(local[0].lastTimestamp == TestRecord.noon + 1_000)
        #expect((local[0].sizeInBytes ?? 0) > 100)
        try await log.withBroker { broker in
            let reader = try await Reader(.cluster([broker.bootstrapServers]))
            let remote = try await reader.topics()
            #expect(remote.map(\.offsetCount) == [3])
            #expect(remote[0].lastTimestamp == local[0].lastTimestamp)
            await reader.close()
        }
    }

    @Test("P41 a read that waits for a silent broker ends once its task is cancelled", .timeLimit(.minutes(15)))
    func cancelled() async throws {
        let log = try TestLog(TestRecord.events(Array(repeating: "{}", count: 50)))
        try await log.withBroker { broker in
            let reader = try await Reader(.cluster([broker.bootstrapServers]))
            let plan = try await reader.plan("t", range: TimeRange(from: nil, to: nil), options: ReadOptions())
            broker.faults.pause(for: .hours(1))
            let (begun, begin) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                await failure {
                    var options = ReadOptions()
                    options.progress = { _ in begin.finish() }
                    return try await reader.read(plan, options: options)
                }
            }
            for await _ in begun {}
            task.cancel()
            #expect(await task.value?.code == .cancelled)
            broker.faults.clear()
            await reader.close()
        }
    }

    @Test("an unknown topic is not created by asking for it; the nearest names are told")
    func unknownTopic() async throws {
        let log = try TestLog(TestRecord.events(["{}"]))
        try log.write("pageviews", partitions: 1)
        try await log.withBroker { broker in
            let reader = try await Reader(.cluster([broker.bootstrapServers]))
            let error = await failure { try await reader.read("pageview", from: "earliest", to: "latest") }
            #expect(error?.code == .unknownTopic)
            #expect(error?.message.contains("pageviews") == true)
            #expect(try await reader.topics().map(\.name) == ["pageviews", "t"])
            await reader.close()
        }
    }

    @Test("a limit that is reached ends the read although the broker is silent by then", .timeLimit(.minutes(15)))
    func limitAndSilence() async throws {
        let log = try TestLog(TestRecord.events(Array(repeating: "{}", count: 5_000)), batching: .records(10))
        try await log.withBroker { broker in
            var limits = ReadLimits()
            limits.frame.firstBytes = 10_000
            limits.frame.partitionBytes = 10_000
            limits.frame.readAheadBytes = 20_000
            let reader = try await Reader(.cluster([broker.bootstrapServers]), limits: limits)
            var options = ReadOptions()
            options.limit = 30
            // As soon as anything came the broker falls silent.
            options.progress = { if $0.bytes > 0 { broker.faults.pause(for: .hours(1)) } }
            let frame = try await reader.read("t", from: "earliest", to: "latest", options: options)
            #expect(frame.count == 30)
            broker.faults.clear()
            await reader.close()
        }
    }
}
