import KFrame
import KafkaRecords
import Testing

/// What values become, over whole frames.
@Suite struct DecodingTests {
    @Test("P30 Confluent framing before JSON, beside plain JSON and a first byte 0 that is no framing")
    func framing() async throws {
        let log = try TestLog([
            TestRecord([0, 0, 0, 0, 7] + Array(#"{"a":1}"#.utf8)), TestRecord(#"{"a":2}"#),
            TestRecord([0, 0, 0, 1, 0] + Array(#"{"a":3}"#.utf8)), TestRecord([0, 1, 2]),
        ])
        let frame = try await log.frame()
        #expect(
            frame.eventFields == ["_schema_id: int32", "_error: utf8", "_raw: utf8", "a: int64"])
        #expect(frame["_schema_id"]?.ints == [7, nil, 256, nil])
        #expect(frame["a"]?.ints == [1, 2, 3, nil])
        #expect(frame["_error"]?.nullCount == 3)
        #expect(frame.receipt.total.withError == 1)
    }

    @Test("P34 integers beyond 2^53 and 2^63, -0, 1e400, duplicate keys, escaped keys, lone surrogates, BOM")
    func edgeNumbers() async throws {
        let log = try TestLog(
            TestRecord.events([
                #"{"big":9007199254740993,"huge":9223372036854775807,"zero":0}"#,
                #"{"big":1,"huge":9223372036854775808,"zero":-0}"#,
                #"{"big":2,"huge":1e400,"a":1,"a":2,"\u0062":3}"#, "\u{FEFF}{\"b\":4}", #"{"b":"\ud800"}"#,
            ]))
        let frame = try await log.frame()
        #expect(frame["big"]?.ints == [9_007_199_254_740_993, 1, 2, nil, nil])
        #expect(frame["huge"]?.texts == ["9223372036854775807", "9223372036854775808", "1e400", nil, nil])
        #expect(frame["zero"]?.doubles?[1]?.sign == .minus)
        #expect(frame["a"]?.ints == [nil, nil, 2, nil, nil])
        #expect(frame["b"]?.ints == [nil, nil, 3, 4, nil])
        #expect(frame["_error"]?.texts?.compactMap(\.self).count == 1)
        #expect(frame.receipt.notes.contains("1 duplicate key in events: the last one counts"))
    }

    @Test("P34 invalid UTF-8, an empty value, depth beyond 1,024, a 10 MB event")
    func edgeValues() async throws {
        let deep = String(repeating: "[", count: 1_025) + String(repeating: "]", count: 1_025)
        let long = String(repeating: "x", count: 10_000_000)
        let log = try TestLog(
            [
                TestRecord([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]), TestRecord([UInt8]()),
                TestRecord(#"{"deep":\#(deep)}"#), TestRecord(#"{"long":"\#(long)"}"#),
            ], codec: .lz4)
        let frame = try await log.frame()
        #expect(frame["_error"]?.nullCount == 1)
        #expect(frame["_raw"]?.type == .bytes)
        #expect(frame["_raw"]?[1] == .bytes([]))
        #expect(frame["long"]?.texts?[3]?.utf8.count == 10_000_000)
        #expect(frame.receipt.total.withError == 3)
    }

    @Test("P36 dotted keys beside nested ones; an event's field with a name of kframe's own")
    func names() async throws {
        let log = try TestLog(
            TestRecord.events([#"{"a.b":1,"a":{"b":2},"_key":"mine","":3,"a\\":{"c":4}}"#, #"{"a":5}"#]))
        let frame = try await log.frame()
        #expect(frame["a\\.b"]?.ints == [1, nil])
        #expect(frame["a.b"]?.ints == [2, nil])
        #expect(frame["a"]?.ints == [nil, 5])
        #expect(frame["value._key"]?.texts == ["mine", nil])
        #expect(frame[""]?.ints == [3, nil])
        #expect(frame["a\\\\.c"]?.ints == [4, nil])
        #expect(frame["_key"]?.nullCount == 2)
    }

    @Test("P37 a repeated messageId stays two rows; a missing writeKey is null")
    func repeated() async throws {
        let log = try TestLog(
            TestRecord.events([#"{"messageId":"m1","writeKey":"w"}"#, #"{"messageId":"m1"}"#]))
        let frame = try await log.frame()
        #expect(frame["messageId"]?.texts == ["m1", "m1"])
        #expect(frame["writeKey"]?.texts == ["w", nil])
    }

    @Test("P38 the four times of an event: zones, year 0001, a zone missing, nanoseconds")
    func times() async throws {
        let log = try TestLog(
            TestRecord.events([
                #"{"timestamp":"2022-09-22T12:00:00Z","sentAt":"0001-01-01T00:00:00Z","received":"2022-09-22T12:00:00","ns":"2022-09-22T12:00:00.123456789Z"}"#,
                #"{"timestamp":"2022-09-22t14:00:00.5+02:00","sentAt":"2022-09-22 12:00:00.000001Z","received":"2022-09-22T12:00:00Z","ns":null}"#,
            ]))
        let frame = try await log.frame()
        #expect(
            frame.eventFields == [
                "timestamp: timestamp(us)", "sentAt: timestamp(us)", "received: utf8", "ns: timestamp(ns)",
            ])
        #expect(frame["timestamp"]?.ints == [1_663_848_000_000_000, 1_663_848_000_500_000])
        #expect(frame["sentAt"]?.ints?.first == -62_135_596_800_000_000)
        #expect("\(frame["ns"]?[0] ?? .null)" == "2022-09-22T12:00:00.123456789Z")
        let plain = try await log.frame { $0.detectsTimes = false }
        #expect(plain["timestamp"]?.texts == ["2022-09-22T12:00:00Z", "2022-09-22t14:00:00.5+02:00"])
    }

    @Test("objects, arrays and scalars: lists of one type, JSON text for all others, {} as text")
    func shapes() async throws {
        let log = try TestLog(
            TestRecord.events([
                #"{"tags":["a","b"],"mixed":[1,"x"],"numbers":[1,2.5],"empty":[],"object":{},"nested":[[1]]}"#,
                #"{"tags":[],"mixed":[true],"numbers":[3],"empty":[],"object":{"x":1},"nested":[{"y" : 2}]}"#,
            ]))
        let frame = try await log.frame()
        #expect(
            frame.eventFields == [
                "tags: list<utf8>", "mixed: utf8", "numbers: list<double>", "empty: list<utf8>", "object: utf8",
                "nested: utf8", "object.x: int64",
            ])
        #expect(
            frame.eventRows == [
                ["[a, b]", #"[1,"x"]"#, "[1.0, 2.5]", "[]", "{}", "[[1]]", "null"],
                ["[]", "[true]", "[3.0]", "[]", "null", #"[{"y":2}]"#, "1"],
            ])
    }

    @Test("JSON that is no object goes to _value, by its own type")
    func scalars() async throws {
        let log = try TestLog(TestRecord.events(["{}", "5", #""five""#, "[1,2]", "true"]))
        let frame = try await log.frame()
        #expect(frame.eventFields == ["_value: utf8"])
        #expect(frame["_value"]?.texts == [nil, "5", "five", "[1,2]", "true"])
    }
}
