import KFrame
import KFrameScan
import Testing

/// Filters over whole reads.
@Suite struct FilterTests {
    @Test("a filter on partitions and times narrows the plan")
    func pushDown() async throws {
        let log = try TestLog(LimitAndOrderTests.records)
        let reader = try await log.reader()
        func plan(_ filter: String, partitions: [Int32]? = nil) async throws -> ReadPlan {
            var options = ReadOptions()
            options.filter = filter
            options.partitions = partitions
            return try await reader.plan("t", from: "earliest", to: "latest", options: options)
        }
        #expect(try await plan("_partition = 1").partitions.map(\.partition) == [1])
        #expect(try await plan("_partition IN (0, 2, 9) AND n = 1").partitions.map(\.partition) == [0, 2])
        #expect(try await plan("_partition = 1 OR n = 1").partitions.map(\.partition) == [0, 1, 2])
        #expect(try await plan("_partition != 1", partitions: [1, 2]).partitions.map(\.partition) == [2])
        #expect(try await plan("_partition = 7").partitions.isEmpty)
        let late = try await plan("_timestamp >= '2022-09-22T12:01Z'")
        #expect(late.offsetCount == 0)
        let early = try await plan("_timestamp < '2022-09-22T12:00:01Z' AND _timestamp >= '2022-09-22T11:00Z'")
        #expect(early.plan.range == TimeRange(from: TestRecord.noon - 3_600_000, to: TestRecord.noon + 1_000))
    }

    @Test(
        "what is pushed down and what is evaluated agree",
        arguments: [
            "_partition = 1", "_partition = 7", "_timestamp >= '2022-09-22T12:00:05Z'",
            "_timestamp < '2022-09-22T12:00:05Z' AND _partition IN (0, 2)", "_timestamp = '2022-09-22T12:00:03Z'",
            "_offset >= 3 AND _offset < 5", "NOT (_partition = 0)", "_timestamp >= '2022-09-22T12:00:05Z' AND n > 12",
        ])
    func agreement(_ filter: String) async throws {
        let log = try TestLog(LimitAndOrderTests.records)
        let pushed = try await log.frame(where: filter) { _ in }
        // The second half is always true, and stops every push-down.
        let evaluated = try await log.frame(where: "(\(filter) OR n = -1) AND n IS NOT NULL") { _ in }
        #expect(pushed.allRows == evaluated.allRows)
        #expect(pushed.eventFields == evaluated.eventFields)
    }

    @Test(
        "P35 the byte search and the parsed filter agree: escapes, the literal in another field, keys, numbers",
        arguments: [
            "k = 'needle'", "k IN ('needle', 'pin')", "k LIKE 'need%'", "k = 'n\"q'", "k = 12", "k = 12.5", "k = true",
            "k = 'ü'", "k LIKE '%e%d%'", "p.q = 'needle'", "k = 'needle' AND p.q = 'pin'",
            "k = 'needle' OR p.q = 'pin'",
            "k IS NOT NULL AND k != 'needle'",
        ])
    func byteSearch(_ filter: String) async throws {
        let values = [
            #"{"k":"needle"}"#, #"{"k":"\u006eeedle"}"#, #"{"\u006b":"needle"}"#, #"{"other":"needle"}"#,
            #"{"k":"n\"q"}"#,
            #"{"k":12}"#, #"{"k":12.0}"#, #"{"k":1.2e1}"#, #"{"k":"12"}"#, #"{"k":12.5}"#, #"{"k":true}"#,
            #"{"k":"ü"}"#,
            #"{"k":"\u00fc"}"#, #"{"p":{"q":"needle"}}"#, #"{"p":{"q":"pin"},"k":"needle"}"#, #"{"p.q":"needle"}"#,
            #"{"k":["needle"]}"#, #"{"k":{"x":"needle"}}"#, #"{"k":null,"needle":"k"}"#, #""needle""#, "needle", "",
            "[]",
            #"{"k":"x","k":"needle"}"#, #"{"k":"needle","k":"x"}"#, #"{"k":"need\/le"}"#, #"{"k": "pin" }"#,
        ]
        var records = TestRecord.events(values + [nil])
        records.append(TestRecord([0, 0, 0, 0, 1] + Array(#"{"k":"needle"}"#.utf8)))
        let log = try TestLog(records, batching: .records(4))
        let searched = try await log.frame(where: filter) { $0.values = .json }
        // Always true of a decoded value, and no bytes can be searched for.
        let parsed = try await log.frame(where: "(\(filter)) OR (_offset = -1 AND nothing IS NULL)") {
            $0.values = .json
        }
        #expect(searched.allRows == parsed.allRows)
        #expect(searched.eventFields == parsed.eventFields)
        #expect(searched.receipt.total.delivered == parsed.receipt.total.delivered)
    }

    @Test("P21 a filter with no match ends when the range is read, and the receipt says what became of it")
    func noMatch() async throws {
        let log = try TestLog(LimitAndOrderTests.records)
        let frame = try await log.frame(where: "n = 'text'") { _ in }
        #expect(frame.count == 0)
        #expect(frame.receipt.total.filtered == 30)
        #expect(frame.columnNames == ["_partition", "_offset", "_timestamp", "_key"])
    }

    @Test("a name that no event has is told, with the nearest, also where rows were found all the same")
    func unknownNames() async throws {
        let log = try TestLog(
            TestRecord.events([#"{"writeKey":"w","context":{"ip":"i"},"_id":7}"#, #"{"writeKey":"v","rare":1}"#]))
        func notes(_ filter: String, _ values: ValueFormat = .auto) async throws -> [String] {
            let receipt = try await log.frame(where: filter) { $0.values = values }.receipt
            return receipt.notes.filter { !$0.contains("byte search") }
        }
        for values in [ValueFormat.auto, .json] {
            #expect(
                try await notes("writekey = 'w'", values) == [
                    "the filter found nothing, and in the first events no column is named writekey; did you mean writeKey?"
                ])
        }
        #expect(
            try await notes("writeKey = 'w' AND usrId IS NULL") == [
                "in the events that were looked at no column is named usrId"
            ])
        #expect(
            try await notes("context = 'i'") == [
                "the filter found nothing, and in the first events context is an object; compare one of its fields: context.ip"
            ])
        #expect(try await notes("writeKey = 'none'") == [])
        #expect(try await notes("_id = 8") == [])
        #expect(try await notes("rare = 1") == [])
        #expect(try await notes("context IS NULL") == [])
        #expect(try await notes("_value IS NULL AND _partition = 0") == [])
    }

    @Test("a filter on Kafka's own columns alone decodes only the rows that pass")
    func ownColumns() async throws {
        let log = try TestLog(TestRecord.events(["oops", #"{"a":1}"#, "oops"]))
        let frame = try await log.frame(where: "_offset = 1") { $0.onError = .fail }
        #expect(frame["a"]?.ints == [1])
        #expect(frame.receipt.total.filtered == 2)
    }

    @Test("keys and headers can be filtered by")
    func keysAndHeaders() async throws {
        let log = try TestLog([
            TestRecord(#"{"a":1}"#, key: "x"), TestRecord(#"{"a":2}"#, headers: [("h", "1")]),
            TestRecord(#"{"a":3}"#, key: "y"),
        ])
        #expect(try await log.frame(where: "_key = 'x'") { _ in }["a"]?.ints == [1])
        #expect(try await log.frame(where: "_key IS NULL") { _ in }["a"]?.ints == [2])
        #expect(try await log.frame(where: "_headers IS NOT NULL") { _ in }["a"]?.ints == [2])
        #expect(try await log.frame(where: "_key LIKE '_' AND a > 1") { _ in }["a"]?.ints == [3])
    }
}
