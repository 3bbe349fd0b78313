import Foundation
import KFrame
import Testing

/// What can go wrong has a code, and a sentence that says what to do.
@Suite struct ErrorTests {
    @Test("P11 a topic that is not there: the nearest names")
    func unknownTopic() async throws {
        let log = try TestLog()
        try log.write("analytics__pageview", partitions: 1)
        try log.write("orders", partitions: 1)
        let reader = try await log.reader()
        let error = await failure { try await reader.read("analytics_pageviews", from: "earliest", to: "latest") }
        #expect(error?.code == .unknownTopic)
        #expect(error?.topic == "analytics_pageviews")
        #expect(
            error?.message.hasSuffix("has no topic analytics_pageviews; did you mean analytics__pageview?") == true)
        #expect(error?.description == error?.message)
    }

    @Test("P11 a partition that is not there")
    func unknownPartition() async throws {
        let log = try TestLog(TestRecord.events(["{}"]))
        let error = await failure { try await log.frame { $0.partitions = [0, 7] } }
        #expect(error?.code == .unknownPartition)
        #expect(error?.partition == 7)
        #expect(error?.message == "topic t has no partition 7: it has 1, 0 to 0")
    }

    @Test(
        "P13 P14 times that cannot be meant",
        arguments: [
            ("2022-09-22T12:00", "latest", "it has no zone; write 2022-09-22T12:00Z"),
            ("1663848000", "latest", "write 1663848000000"), ("noon", "latest", "write it as 2022-09-22T12:00Z"),
            ("latest", "latest", "latest is an end"), ("earliest", "earliest", "earliest is a start"),
            ("earliest", "+2h", "the start is earliest"), ("", "latest", "it is empty"),
            ("2022-02-30T00:00Z", "latest", "there is no day 30"),
        ])
    func times(_ from: String, _ to: String, _ part: String) async throws {
        let reader = try await TestLog([]).reader()
        let error = await failure { try await reader.read("t", from: from, to: to) }
        #expect(error?.code == .invalidTime)
        #expect(error?.message.contains(part) == true)
    }

    @Test("a filter that does not parse is shown with a caret under the spot")
    func filter() async throws {
        let log = try TestLog([])
        let error = await failure { try await log.frame(where: "a = 1 AND b == 2") { _ in } }
        #expect(error?.code == .invalidFilter)
        let lines = error?.message.split(separator: "\n") ?? []
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("the filter cannot be used: "))
        #expect(lines[1] == "    a = 1 AND b == 2")
        #expect(lines[2].hasSuffix("^") && lines[2].allSatisfy { $0 == " " || $0 == "^" })
        let wrongType = await failure { try await log.frame(where: "_partition = 'x'") { _ in } }
        #expect(wrongType?.code == .invalidFilter)
    }

    @Test("an allowance that cannot be meant")
    func late() async throws {
        let log = try TestLog([])
        let error = await failure { try await log.frame { $0.late = .allowance(.seconds(-1)) } }
        #expect(error?.code == .invalidArgument)
    }

    @Test("a directory that is not there, and one that holds no topic")
    func directory() async throws {
        let error = await failure { try await Reader(.logDirectory("/nowhere/at/all")) }
        #expect(error?.code == .logDirectory)
        #expect(error?.message.contains("/nowhere/at/all") == true)
        let log = try TestLog()
        let none = await failure { try await log.frame() }
        #expect(none?.code == .unknownTopic)
        #expect(none?.message.hasSuffix("holds no topic") == true)
    }

    @Test("no broker there: the addresses that were tried, and what each said")
    func noBroker() async throws {
        let error = await failure { try await Reader(.cluster(["127.0.0.1:1", "localhost:2"])) }
        #expect(error?.code == .noBroker)
        #expect(error?.message.contains("127.0.0.1:1") == true)
        #expect(error?.message.contains("localhost:2") == true)
        let address = await failure { try await Reader(.cluster(["host:99999"])) }
        #expect(address?.code == .invalidArgument)
    }

    @Test("damaged records end the read, naming topic, partition and offset")
    func corrupt() async throws {
        let records = (0..<2).flatMap {
            TestRecord.events(Array(repeating: #"{"a":"some text"}"#, count: 9), partition: $0)
        }
        for (name, read) in [("records", 70), ("length", 11)] {
            let log = try TestLog(records, batching: .records(3))
            // In the second batch of partition 1.
            try log.corrupt("t", partition: 1) { bytes in
                // The length of the first batch follows its base offset.
                let length = bytes[8..<12].reduce(0) { $0 << 8 | Int($1) }
                return 12 + length + read
            }
            for ask in ["frame", "stream", "rows", "count"] {
                let error: KFrameError? =
                    switch ask {
                    case "frame": await failure { try await log.frame() }
                    case "stream": await log.failingStream().error
                    case "rows": await failure { try await log.text(.ndjson) }
                    default: await failure { try await log.reader().count("t", from: "earliest", to: "latest") }
                    }
                #expect(error?.code == .corruptRecords, "\(name) \(ask)")
                #expect(error?.topic == "t", "\(name) \(ask)")
                #expect(error?.partition == 1, "\(name) \(ask)")
                #expect(error?.offset == 3, "\(name) \(ask)")
            }
        }
    }

    @Test("a limit that is reached before damaged records is no error")
    func corruptBeyondLimit() async throws {
        let log = try TestLog(
            TestRecord.events(Array(repeating: #"{"a":"some text"}"#, count: 9)), batching: .records(3))
        try log.corrupt("t", partition: 0) { $0.count - 5 }
        #expect(try await log.frame { $0.limit = 6 }.count == 6)
        let error = await failure { try await log.frame { $0.limit = 7 } }
        #expect(error?.offset == 6)
    }
}
