import KFrame
import KFrameScan
import Testing

/// Ranges and their ends.
@Suite struct RangeTests {
    @Test("P01 an empty topic, an empty partition among full ones, a range in which nothing lies")
    func empty() async throws {
        let log = try TestLog()
        try log.write("none", partitions: 3)
        try log.write("some", partitions: 3, TestRecord.events(["{}"], partition: 1))
        let reader = try await log.reader()
        for (from, to) in [("earliest", "latest"), ("2022-09-22T00:00Z", "2022-09-23T00:00Z"), ("earliest", "-1h")] {
            let frame = try await reader.read("none", from: from, to: to)
            #expect(frame.count == 0)
            #expect(frame.receipt.partitions.map { $0.end - $0.start } == [0, 0, 0])
        }
        let frame = try await reader.read("some", from: "earliest", to: "latest")
        #expect(frame["_partition"]?.ints == [1])
        #expect(frame.receipt.partitions.map { $0.end - $0.start } == [0, 1, 0])
        #expect(try await reader.count("none", from: "earliest", to: "latest").total == 0)
    }

    @Test("P02 from after the last record of some partitions: no rows there, and the read ends")
    func afterLast() async throws {
        let log = try TestLog(
            TestRecord.events(["{}", "{}"]) + [TestRecord("{}", partition: 1, at: TestRecord.noon + 3_600_000)])
        let frame = try await log.reader().read("t", from: "2022-09-22T12:30Z", to: "latest")
        #expect(frame["_partition"]?.ints == [1])
        let none = try await log.reader().read("t", from: "2022-09-22T14:00Z", to: "2022-09-22T15:00Z")
        #expect(none.count == 0)
    }

    @Test("P04 to in the future: ends at what was there, and the receipt says so")
    func future() async throws {
        let log = try TestLog(TestRecord.events(["{}"]))
        let frame = try await log.reader().read("t", from: "earliest", to: "2999-01-01T00:00Z")
        #expect(frame.count == 1)
        #expect(frame.receipt.notes.contains { $0.hasPrefix("the range ends in the future: ") })
        let latest = try await log.reader().read("t", from: "earliest", to: "latest")
        #expect(latest.receipt.notes.isEmpty)
    }

    @Test("P05 the start is inside, the end is not; equal bounds hold nothing; reversed ones are refused")
    func bounds() async throws {
        let log = try TestLog(TestRecord.events(["{}", "{}", "{}"]))
        let reader = try await log.reader()
        let questions: [(String, String, [Int64])] = [
            ("2022-09-22T12:00:00Z", "2022-09-22T12:00:02Z", [0, 1]),
            ("2022-09-22T12:00:01Z", "2022-09-22T12:00:01.001Z", [1]),
            ("2022-09-22T12:00:01Z", "2022-09-22T12:00:01Z", []),
            ("2022-09-22T12:00:00.001Z", "latest", [1, 2]), ("earliest", "2022-09-22T12:00:01Z", [0]),
            ("1663848001000", "+1s", [1]),
        ]
        for (from, to, offsets) in questions {
            let frame = try await reader.read("t", from: from, to: to)
            #expect(frame["_offset"]?.ints == offsets.map { $0 }, "\(from) to \(to)")
        }
        let error = await failure {
            try await reader.read("t", from: "2022-09-22T12:00:02Z", to: "2022-09-22T12:00:00Z")
        }
        #expect(error?.code == .invalidTime)
    }

    @Test("P11 the same partition named twice is read once; only those named are read")
    func partitions() async throws {
        let log = try TestLog((0..<4).flatMap { TestRecord.events(["{}"], partition: $0) })
        let frame = try await log.frame { $0.partitions = [2, 0, 2] }
        #expect(frame["_partition"]?.ints == [0, 2])
        #expect(frame.receipt.partitions.map(\.partition) == [0, 2])
    }
}
