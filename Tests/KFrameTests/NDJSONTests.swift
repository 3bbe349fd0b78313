import Foundation
import KFrame
import KFrameScan
import Testing

/// Rows as JSON, one a line.
@Suite struct NDJSONTests {
    static let mixed = TestRecord.events([
        #"{"b":1,"a":"x","n":12345678901234567890123,"list":[1,"y",null],"o":{"p":null,"q":{}}}"#,
        #"{"a":2.50,"big":9007199254740993,"t":"2022-09-22T12:00:00Z","esc":"\u00fc\"\n\u0001"}"#, "oops", nil,
        "[1, 2]",
    ])

    @Test("every field has its own JSON type under its flattened name, absent ones are left out, nulls are null")
    func rows() async throws {
        let lines = try await TestLog(Self.mixed).text(.ndjson).split(separator: "\n")
        let start = #""_partition":0,"_offset":"#
        func time(_ second: Int) -> String { #""_timestamp":"2022-09-22T12:00:0\#(second).000Z","_key":null"# }
        #expect(
            lines.map(String.init) == [
                #"{\#(start)0,\#(time(0)),"b":1,"a":"x","n":12345678901234567890123,"list":[1,"y",null],"o.p":null,"o.q":{}}"#,
                #"{\#(start)1,\#(time(1)),"a":2.5,"big":9007199254740993,"t":"2022-09-22T12:00:00Z","esc":"ü\"\n\u0001"}"#,
                #"{\#(start)2,\#(time(2)),"_error":"not JSON: a value was expected at byte 0","_raw":"oops"}"#,
                #"{\#(start)3,\#(time(3)),"_tombstone":true}"#, #"{\#(start)4,\#(time(4)),"_value":[1,2]}"#,
            ])
    }

    @Test("every line is JSON, however odd the values; bytes that are no UTF-8 are base64; headers are pairs")
    func everyLine() async throws {
        var records = BatchingPropertyTests.records(5, count: 120)
        records.append(TestRecord([0xFF, 0xFE], key: [0x80], headers: [("a", "1"), ("a", nil), ("\"", "\\")]))
        let log = try TestLog(records)
        let lines = try await log.text(.ndjson).split(separator: "\n")
        #expect(lines.count == records.count)
        let parsed = try lines.map { line in
            // Valid JSON, and too large a number for this parser.
            let text = line.replacing("1e400", with: "1e40")
            return try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
        }
        #expect(parsed.allSatisfy { $0["_offset"] is NSNumber && $0["_partition"] is NSNumber })
        let odd = parsed.first { ($0["_headers"] as? [Any])?.count == 3 }
        #expect((odd?["_key"] as? [String: String]) == ["base64": "gA=="])
        #expect((odd?["_raw"] as? [String: String]) == ["base64": "//4="])
        let headers = odd?["_headers"] as? [[Any]]
        #expect(headers?.map { $0.first as? String } == ["a", "a", "\""])
        #expect(headers?.map { $0.last as? String } == ["1", nil, "\\"])
    }

    @Test("the text is the same, byte by byte, however the log is cut", arguments: [1, 2, 3] as [UInt64])
    func batchings(_ seed: UInt64) async throws {
        let records = BatchingPropertyTests.records(seed, count: 150)
        for order in RowOrder.allCases {
            var options = ReadOptions()
            options.order = order
            let plain = try await TestLog(records, batching: .one).text(.ndjson, options)
            for variant in BatchingPropertyTests.variants(seed) {
                let log = try TestLog()
                try log.write("t", partitions: 2, records, batching: variant.batching, codec: variant.codec)
                #expect(try await log.text(.ndjson, options, limits: variant.limits) == plain)
            }
        }
    }

    @Test("selected columns come in the order asked for; limits, filters and order by time hold")
    func options() async throws {
        var options = ReadOptions()
        options.columns = ["n", "_offset"]
        options.filter = "n > 3"
        options.limit = 2
        let log = try TestLog(LimitAndOrderTests.records)
        #expect(try await log.text(.ndjson, options) == "{\"n\":4,\"_offset\":4}\n{\"n\":5,\"_offset\":5}\n")
        options.order = .time
        #expect(try await log.text(.ndjson, options) == "{\"n\":19,\"_offset\":9}\n{\"n\":27,\"_offset\":7}\n")
    }

    @Test("no row, no line")
    func empty() async throws {
        #expect(try await TestLog([]).text(.ndjson) == "")
    }
}
