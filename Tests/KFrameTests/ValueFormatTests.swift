import KFrame
import Testing

/// What values are, told or found out.
@Suite struct ValueFormatTests {
    @Test("auto takes JSON where one of the first 100 values is an object or an array")
    func json() async throws {
        let log = try TestLog(TestRecord.events(Array(repeating: "plain", count: 98) + [nil, nil, nil, "[1]"]))
        let frame = try await log.frame()
        #expect(frame.eventFields == ["_tombstone: bool", "_value: list<int64>", "_error: utf8", "_raw: utf8"])
        #expect(frame.receipt.total.withError == 98)
        #expect(!frame.receipt.notes.contains { $0.contains("values were taken as") })
    }

    @Test("auto takes text where none is, counting values of all partitions in plan order, and says so")
    func text() async throws {
        let records =
            TestRecord.events(Array(repeating: "5", count: 60))
            + TestRecord.events(
                Array(repeating: "x", count: 60) + ["{}"], partition: 1)
        for batching in [TestLog.Batching.one, .records(7)] {
            let frame = try await TestLog(records, batching: batching).frame()
            #expect(frame.eventFields == ["_value: utf8"])
            #expect(frame["_value"]?.texts?.suffix(2) == ["x", "{}"])
            #expect(
                frame.receipt.notes == [
                    "values were taken as text: none of the first 100 is a JSON object or array (--values json forces it)"
                ])
        }
    }

    @Test("auto takes bytes where one of them is no UTF-8")
    func bytes() async throws {
        let log = try TestLog([TestRecord("text"), TestRecord([0xFE, 0x01])])
        let frame = try await log.frame()
        #expect(frame.eventFields == ["_value: binary"])
        #expect(frame["_value"]?.values == [.bytes(Array("text".utf8)), .bytes([0xFE, 0x01])])
        #expect(frame.receipt.notes.contains { $0.hasPrefix("values were taken as bytes:") })
    }

    @Test("only the range's values count: the samples are those of the answer's range")
    func inRange() async throws {
        let log = try TestLog(TestRecord.events([#"{"a":1}"#, "plain", "text"]), batching: .one)
        let frame = try await log.reader().read("t", from: "2022-09-22T12:00:01Z", to: "latest")
        #expect(frame.eventFields == ["_value: utf8"])
        #expect(frame["_value"]?.texts == ["plain", "text"])
    }

    @Test("a long search for the first values keeps every count")
    func lateValues() async throws {
        let before = TestRecord.events(Array(repeating: "{}", count: 500))
        let inside = [TestRecord("plain", at: TestRecord.noon + 900_000)]
        let after = TestRecord.events(Array(repeating: "{}", count: 500))
        let log = try TestLog(before + inside + after + inside, batching: .records(50))
        let frame = try await log.reader().read("t", from: "2022-09-22T12:15Z", to: "latest")
        #expect(frame["_value"]?.texts == ["plain", "plain"])
        #expect(frame.receipt.total.outside == 500)
    }

    @Test("told, values are what they are told to be")
    func told() async throws {
        let log = try TestLog([TestRecord(#"{"a":1}"#), TestRecord("5"), TestRecord([0xFF])])
        let text = try await log.frame { $0.values = .text }
        #expect(text.eventFields == ["_value: utf8", "_error: utf8", "_raw: binary"])
        #expect(text["_value"]?.texts == [#"{"a":1}"#, "5", nil])
        let bytes = try await log.frame { $0.values = .bytes }
        #expect(bytes["_value"]?[0] == .bytes(Array(#"{"a":1}"#.utf8)))
        #expect(bytes.receipt.notes.isEmpty)
        let json = try await log.frame { $0.values = .json }
        #expect(json.eventFields == ["_value: int64", "_error: utf8", "_raw: binary", "a: int64"])
    }
}
