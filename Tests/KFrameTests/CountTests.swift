import KFrame
import KFrameScan
import Testing

/// Counting gives what reading and counting the rows gives.
@Suite struct CountTests {
    @Test("by columns and by time, with and without a filter", arguments: [1, 2, 3] as [UInt64])
    func sameAsRead(_ seed: UInt64) async throws {
        let records = BatchingPropertyTests.records(seed, count: 150).filter { $0.value != Array("broken".utf8) }
        let log = try TestLog(records)
        let reader = try await log.reader()
        for filter in [nil, "f1 >= 1", "_offset < 30", "_key = 'a'"] {
            var options = ReadOptions()
            options.filter = filter
            let frame = try await log.frame(options)
            for columns in [[], ["f1"], ["_key"], ["f2", "_partition"], ["f3.x", "nothing"]] {
                for seconds in [nil, 60, 7] as [Int64?] {
                    let counts = try await reader.count(
                        "t", from: "earliest", to: "latest", where: filter, by: columns,
                        every: seconds.map { .seconds($0) })
                    #expect(counts.total == Int64(frame.count))
                    if filter == nil, columns.isEmpty, seconds == nil {
                        // Counted by headers, which do not tell the first and the last time.
                        #expect(counts.receipt.total.batchesCounted > 0 && counts.receipt.total.batchesRead == 0)
                        #expect(counts.receipt.total.lowestTimestamp == nil)
                        #expect(counts.receipt.sums.map(\.delivered) == frame.receipt.sums.map(\.delivered))
                        #expect(counts.receipt.sums.map(\.accounted) == frame.receipt.sums.map(\.accounted))
                    } else {
                        #expect(counts.receipt.sums == frame.receipt.sums)
                    }
                    var expected: [String: Int64] = [:]
                    for row in frame.rows {
                        let group = columns.map { Self.text(row[$0]) }
                        guard case .timestamp(let time) = row["_timestamp"] else { continue }
                        let start = seconds.map { time.epochMilliseconds / ($0 * 1_000) * ($0 * 1_000) }
                        expected["\(group) \(start ?? -1)", default: 0] += 1
                    }
                    if expected.isEmpty, columns.isEmpty, seconds == nil { expected["[] -1"] = 0 }
                    // Groups of values that differ in kind only, and look alike in a frame, are counted together here.
                    var found: [String: Int64] = [:]
                    for entry in counts.entries {
                        found["\(entry.group.map { $0 ?? "null" }) \(entry.intervalStart ?? -1)", default: 0] +=
                            entry.count
                    }
                    #expect(found.values.reduce(0, +) == expected.values.reduce(0, +))
                    if !columns.contains(where: { $0.hasPrefix("f") }) { #expect(found == expected) }
                }
            }
        }
    }

    @Test("groups are each value's own text; missing and null are one group; larger counts come first")
    func groups() async throws {
        let log = try TestLog(
            TestRecord.events([
                #"{"k":1}"#, #"{"k":"1"}"#, #"{"k":1.5}"#, #"{"k":null}"#, "{}", #"{"k":[1]}"#, #"{"k":""}"#,
            ]))
        let counts = try await log.reader().count("t", from: "earliest", to: "latest", by: ["k"])
        #expect(counts.entries.map(\.group) == [[nil], ["1"], [""], ["1.5"], ["[1]"]])
        #expect(counts.entries.map(\.count) == [2, 2, 1, 1, 1])
        #expect(counts.columns == ["k"])
    }

    @Test("intervals are aligned to 1970, also before it; records without a time have none")
    func intervals() async throws {
        let log = try TestLog([
            TestRecord("{}", at: -1), TestRecord("{}", at: 0), TestRecord("{}", at: 59_999),
            TestRecord("{}", at: 60_000),
        ])
        let counts = try await log.reader().count("t", from: "earliest", to: "latest", every: .seconds(60))
        #expect(counts.entries.map(\.intervalStart) == [nil, 0, 60_000])
        #expect(counts.entries.map(\.count) == [1, 2, 1])
    }

    @Test("without a filter or groups on values no value is decoded: bad ones are counted")
    func undecoded() async throws {
        let log = try TestLog(TestRecord.events(["oops", "{}", nil]))
        var options = ReadOptions()
        options.onError = .fail
        let counts = try await log.reader().count(
            "t", from: "earliest", to: "latest", by: ["_partition"], options: options)
        #expect(counts.total == 3)
        #expect(try await log.reader().count("t", from: "earliest", to: "latest", options: options).total == 3)
    }

    @Test("an interval shorter than a millisecond is refused")
    func tooShort() async throws {
        let reader = try await TestLog([]).reader()
        let error = await failure {
            try await reader.count("t", from: "earliest", to: "latest", every: .microseconds(5))
        }
        #expect(error?.code == .invalidArgument)
    }

    private static func text(_ value: FrameValue?) -> String {
        switch value {
        case nil, .null: "null"
        case .bytes(let bytes): String(validating: bytes, as: UTF8.self) ?? #"{"base64":"\#(FrameValue.bytes(bytes))"}"#
        case .some(let value): "\(value)"
        }
    }
}
