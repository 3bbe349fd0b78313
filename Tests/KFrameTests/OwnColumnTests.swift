import KFrame
import Testing

/// kframe's own columns.
@Suite struct OwnColumnTests {
    @Test("every frame has partition, offset, timestamp and key, also without a row")
    func always() async throws {
        let log = try TestLog([])
        let frame = try await log.frame()
        #expect(frame.count == 0)
        #expect(
            frame.allFields == ["_partition: int32", "_offset: int64", "_timestamp: timestamp(ms)", "_key: utf8"])
    }

    @Test("P06 a record without a timestamp has a null one, and lies only in a range without a start")
    func untimed() async throws {
        let log = try TestLog([
            TestRecord("{}", at: -1), TestRecord("{}", at: 0), TestRecord("{}", at: TestRecord.noon),
        ])
        let frame = try await log.frame()
        #expect(frame["_timestamp"]?.ints == [nil, 0, TestRecord.noon])
        let reader = try await log.reader()
        #expect(try await reader.read("t", from: "1970-01-01T00:00Z", to: "latest").count == 2)
        #expect(try await reader.read("t", from: "earliest", to: "2000-01-01T00:00Z").count == 2)
    }

    @Test("P17 tombstones, whatever batches and partitions they lie in")
    func tombstones() async throws {
        let records =
            TestRecord.events([#"{"a":1}"#, nil, #"{"a":2}"#, #"{"a":3}"#])
            + TestRecord.events([#"{"a":4}"#, nil], partition: 1)
        for batching in [TestLog.Batching.one, .records(1), .records(2)] {
            let frame = try await TestLog(records, batching: batching).frame()
            #expect(frame.eventFields == ["_tombstone: bool", "a: int64"])
            #expect(frame["_tombstone"]?.bools == [nil, true, nil, nil, nil, true])
        }
        let without = try await TestLog(records).frame { $0.filter = "a IS NOT NULL" }
        #expect(without.eventFields == ["a: int64"])
    }

    @Test(
        "tombstones can be asked for, alone and with other columns, by rows and by count",
        arguments: [
            ("_tombstone = true", [1, 4]), ("_tombstone = true AND _partition = 0", [1]),
            ("_tombstone IS NULL", [0, 2, 3]),
            ("_tombstone IS NULL AND a > 1", [2, 3]), ("_tombstone = true OR a = 3", [2, 1, 4]),
            ("_tombstone = true OR _offset = 0", [0, 1, 3, 4]), ("_tombstone = true AND a = 1", []),
        ])
    func tombstoneFilter(_ filter: String, _ expected: [Int]) async throws {
        let log = try TestLog(
            TestRecord.events([#"{"a":1}"#, nil, #"{"a":3}"#]) + TestRecord.events([#"{"a":4}"#, nil], partition: 1))
        let places = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)]
        let wanted = expected.sorted().map { "\(places[$0])" }
        for columns in [
            nil, ["_offset", "_partition"], ["_tombstone", "_offset", "_partition"], ["a", "_offset", "_partition"],
        ] {
            let frame = try await log.frame {
                $0.filter = filter
                $0.columns = columns
            }
            let found = zip(frame["_partition"]?.ints ?? [], frame["_offset"]?.ints ?? []).map {
                "(\($0 ?? 0), \($1 ?? 0))"
            }
            #expect(found == wanted)
        }
        let counted = try await log.reader().count("t", from: "earliest", to: "latest", where: filter)
        #expect(counted.total == Int64(wanted.count))
    }

    @Test("headers: names, values, null values, repeated names; null where a record has none")
    func headers() async throws {
        let log = try TestLog([
            TestRecord("{}", headers: [("a", "1"), ("b", nil), ("a", "2")]), TestRecord("{}"),
            TestRecord("{}", partition: 1, headers: [("", "")]),
        ])
        let frame = try await log.frame()
        #expect(frame.eventFields == ["_headers: headers"])
        guard case .headers(let first) = frame["_headers"]?[0] else {
            Issue.record("no headers")
            return
        }
        #expect(first.map(\.name) == ["a", "b", "a"])
        #expect(first.map(\.value) == [[0x31], nil, [0x32]])
        #expect(frame["_headers"]?[1] == .null)
        #expect("\(frame["_headers"]?[2] ?? .null)" == "=")
    }

    @Test("own columns come first, in one order, whatever comes first in the log")
    func order() async throws {
        let log = try TestLog([
            TestRecord(#"{"z":1}"#), TestRecord([0, 0, 0, 0, 1] + Array(#"{"a":1}"#.utf8)), TestRecord("nothing"),
            TestRecord(nil as [UInt8]?), TestRecord("7", headers: [("h", nil)]),
        ])
        let names = try await log.frame().columnNames
        #expect(
            names == [
                "_partition", "_offset", "_timestamp", "_key", "_headers", "_schema_id", "_tombstone", "_value",
                "_error", "_raw",
                "z", "a",
            ])
    }
}
