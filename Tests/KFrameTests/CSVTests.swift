import KFrame
import KFrameScan
import Testing

/// Rows as comma-separated values.
@Suite struct CSVTests {
    @Test("fields are quoted where RFC 4180 wants it; null and absent are empty, an empty text is quoted")
    func quoting() async throws {
        let log = try TestLog(
            TestRecord.events([
                #"{"a":"x,y","b":"say \"hi\""}"#, #"{"a":"","b":null}"#, #"{"a":"two\r\nlines","b":1.0}"#,
                #"{"b":[1,"x"]}"#,
            ]))
        var options = ReadOptions()
        options.columns = ["a", "b"]
        #expect(
            try await log.text(.csv(["a", "b"]), options)
                == "a,b\r\n\"x,y\",\"say \"\"hi\"\"\"\r\n\"\",\r\n\"two\r\nlines\",1.0\r\n,\"[1,\"\"x\"\"]\"\r\n")
    }

    @Test(
        "streamed with chosen columns and by way of a whole frame it is the same text",
        arguments: [1, 2, 3, 4] as [UInt64])
    func streamedAndWhole(_ seed: UInt64) async throws {
        let names = [
            "_offset", "f1", "f2", "_key", "_timestamp", "f3", "f4", "f5", "_headers", "_value", "_error", "_raw",
            "_tombstone", "_schema_id", "nothing", "f6", "_partition",
        ]
        // A name that stands for an object is no column of a stream of text.
        let records = BatchingPropertyTests.records(seed, count: 200).filter { record in
            !String(decoding: record.value ?? [], as: UTF8.self).contains(#":{""#)
        }
        #expect(records.count > 50)
        let log = try TestLog(records)
        for filter in [nil, "f1 IS NOT NULL", "_offset < 7"] {
            var options = ReadOptions()
            options.columns = names
            options.filter = filter
            let reader = try await log.reader()
            let plan = try await reader.plan("t", range: TimeRange(from: nil, to: nil), options: options)
            let sink = ByteSink()
            try await reader.read(plan, options: options, asText: true).writeCSV { sink.append($0) }
            #expect(try await log.text(.csv(names), options) == sink.text)
        }
    }

    @Test("a whole frame as text keeps each value as it was written, also where a column would be numbers or times")
    func asText() async throws {
        let log = try TestLog(
            TestRecord.events([
                #"{"n":1,"t":"2022-09-22T12:00:00+02:00","_id":1}"#, #"{"n":2.5,"t":null,"_id":0.5}"#, "7", "0.5",
            ]))
        let reader = try await log.reader()
        let plan = try await reader.plan("t", range: TimeRange(from: nil, to: nil), options: ReadOptions())
        let sink = ByteSink()
        try await reader.read(plan, options: ReadOptions(), asText: true).writeCSV { sink.append($0) }
        #expect(
            sink.text == """
                _partition,_offset,_timestamp,_key,_value,n,t,_id\r
                0,0,2022-09-22T12:00:00.000Z,,,1,2022-09-22T12:00:00+02:00,1\r
                0,1,2022-09-22T12:00:01.000Z,,,2.5,,0.5\r
                0,2,2022-09-22T12:00:02.000Z,,7,,,\r
                0,3,2022-09-22T12:00:03.000Z,,0.5,,,\r

                """)
    }

    @Test("a field inside a column's name, which the first events did not have, is an error and not lost")
    func lateObject() async throws {
        let log = try TestLog(TestRecord.events([#"{"a":1}"#, #"{"a":{"b":2}}"#]), batching: .records(1))
        var options = ReadOptions()
        options.columns = ["a"]
        let error = await failure { [options] in try await log.text(.csv(["a"]), options) }
        #expect(error?.code == .typeMismatch)
        #expect(error?.offset == 1)
        #expect(error?.message.contains("a.b") == true)
        options.columns = ["a", "a.b"]
        #expect(try await log.text(.csv(["a", "a.b"]), options) == "a,a.b\r\n1,\r\n,2\r\n")
    }

    @Test("a name that stands for an object is told from one that stands for a column")
    func objects() async throws {
        let log = try TestLog(SelectTests.records)
        let reader = try await log.reader()
        let plan = try await reader.plan("t", range: TimeRange(from: nil, to: nil), options: ReadOptions())
        #expect(try await reader.namesObjects(plan, ["a", "context"]))
        #expect(try await !reader.namesObjects(plan, ["a", "context.ip", "c\\.d", "c"]))
    }
}
