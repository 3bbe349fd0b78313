import KFrame
import Testing

/// Limits, and the order of rows.
@Suite struct LimitAndOrderTests {
    /// Three partitions whose times interleave; some are late, some equal.
    static let records: [TestRecord] = (0..<30).map { number in
        let (partition, index) = (number / 10, number % 10)
        let second = Int64((index * 7 + partition * 3) % 11)
        return TestRecord(
            "{\"n\":\(number)}", partition: Int32(partition), at: TestRecord.noon + second * 1_000)
    }

    @Test("P07 rows come by partition and offset, or by time, partition and offset")
    func orders() async throws {
        let log = try TestLog(Self.records)
        let byPartition = try await log.frame()
        #expect(byPartition["n"]?.ints == (0..<30).map { Int64($0) })
        let byTime = try await log.frame { $0.order = .time }
        let expected = Self.records.enumerated().sorted {
            ($0.element.timestamp, $0.offset) < ($1.element.timestamp, $1.offset)
        }.map { Int64($0.offset) }
        #expect(byTime["n"]?.ints == expected)
        #expect(byTime.receipt.total.delivered == 30)
    }

    @Test("a limit takes the first rows; the receipt adds up and ends behind the last of them", arguments: 1...30)
    func limit(_ limit: Int) async throws {
        for batching in [TestLog.Batching.one, .records(3)] {
            let log = try TestLog(Self.records, batching: batching)
            let frame = try await log.frame { $0.limit = limit }
            #expect(frame["n"]?.ints == (0..<Int64(limit)).map { $0 })
            let spans = frame.receipt.partitions.map { $0.end - $0.start }
            #expect(spans == (0..<3).map { min(10, max(0, Int64(limit) - Int64($0) * 10)) })
            #expect(frame.receipt.total.delivered == Int64(limit))
            #expect(frame.receipt.total.limited == 0)
        }
    }

    @Test("a limit counts rows that pass, and what lies between them is accounted for")
    func limitUnderFilter() async throws {
        let log = try TestLog(Self.records, batching: .records(4))
        let frame = try await log.frame(where: "n >= 5 AND n != 7") { $0.limit = 4 }
        #expect(frame["n"]?.ints == [5, 6, 8, 9])
        #expect(frame.receipt.partitions.map(\.end) == [10, 0, 0])
        #expect(frame.receipt.total.filtered == 6)
        let next = try await log.frame(where: "n >= 5 AND n != 7") { $0.limit = 5 }
        #expect(next.receipt.partitions.map(\.end) == [10, 1, 0])
    }

    @Test("a limit larger than the rows is none")
    func largeLimit() async throws {
        let frame = try await TestLog(Self.records).frame { $0.limit = 31 }
        #expect(frame.count == 30)
        #expect(frame.receipt.partitions.map(\.end) == [10, 10, 10])
    }

    @Test("a limit of no rows is refused", arguments: [0, -1])
    func noLimit(_ limit: Int) async throws {
        let log = try TestLog(Self.records)
        let error = await failure { try await log.frame { $0.limit = limit } }
        #expect(error?.code == .invalidArgument)
    }

    @Test("a limit in order of time takes the first in time; the receipt counts those it cut")
    func limitByTime() async throws {
        var records = Self.records
        records[0].value = Array("oops".utf8)
        records[0].timestamp += 60_000
        let log = try TestLog(records)
        let all = try await log.frame { $0.order = .time }
        #expect(all.receipt.total.withError == 1)
        for limit in [1, 7, 29, 30, 31] {
            let frame = try await log.frame {
                $0.order = .time
                $0.limit = limit
            }
            let kept = min(limit, 30)
            #expect(frame["n"]?.ints == all["n"]?.ints?.prefix(kept).map { $0 })
            #expect(frame.receipt.total.delivered == Int64(kept))
            #expect(frame.receipt.total.limited == Int64(30 - kept))
            #expect(frame.receipt.total.withError == (kept == 30 ? 1 : 0))
            #expect(frame.receipt.total.highestTimestamp == frame["_timestamp"]?.ints?.compactMap(\.self).max())
            #expect(frame.receipt.partitions.map(\.end) == [10, 10, 10])
        }
    }

    @Test("late rows are counted among those that a limit leaves")
    func lateRows() async throws {
        let log = try TestLog([
            TestRecord("{}", at: TestRecord.noon + 5_000), TestRecord("{}", at: TestRecord.noon + 90_000),
            TestRecord("{}", at: TestRecord.noon), TestRecord("{}", at: TestRecord.noon + 1_000),
        ])
        let reader = try await log.reader()
        var options = ReadOptions()
        options.late = .exact
        let all = try await reader.read("t", from: "2022-09-22T12:00Z", to: "+1m", options: options)
        #expect(all["_offset"]?.ints == [0, 2, 3])
        #expect(all.receipt.total.late == 2)
        #expect(all.receipt.total.greatestLateness == .seconds(90))
        options.order = .time
        options.limit = 1
        let first = try await reader.read("t", from: "2022-09-22T12:00Z", to: "+1m", options: options)
        #expect(first["_offset"]?.ints == [2])
        #expect(first.receipt.total.late == 1)
        #expect(first.receipt.total.limited == 2)
    }
}
