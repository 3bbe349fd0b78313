import KFrame
import Testing

/// Choosing columns.
@Suite struct SelectTests {
    static let records = TestRecord.events([
        #"{"b":1,"context":{"page":{"url":"u","path":"p"},"ip":"i"},"a":"x"}"#,
        #"{"a":"y","context":{"page":{"title":"t"}},"c.d":true}"#,
    ])

    @Test(
        "columns come in the order asked for; an object's come in order of first appearance; a missing one is null",
        arguments: [
            (["a", "b"], ["a: utf8", "b: int64"]), (["b", "a"], ["b: int64", "a: utf8"]),
            (
                ["context"],
                ["context.page.url: utf8", "context.page.path: utf8", "context.ip: utf8", "context.page.title: utf8"]
            ),
            (
                ["context.ip", "context.page", "b"],
                [
                    "context.ip: utf8", "context.page.url: utf8", "context.page.path: utf8", "context.page.title: utf8",
                    "b: int64",
                ]
            ),
            (["nowhere", "a"], ["nowhere: utf8", "a: utf8"]), (["c\\.d", "c"], ["c\\.d: bool", "c: utf8"]),
            (["_offset", "a", "_timestamp"], ["_offset: int64", "a: utf8", "_timestamp: timestamp(ms)"]),
            (["a", "a", "context.ip", "context.ip"], ["a: utf8", "context.ip: utf8"]),
            (
                ["context.page.url", "context"],
                [
                    "context.page.url: utf8", "context.page.path: utf8", "context.ip: utf8", "context.page.title: utf8",
                ]
            ),
            (
                ["_headers", "_tombstone", "_schema_id", "_error"],
                [
                    "_headers: headers", "_tombstone: bool", "_schema_id: int32", "_error: utf8",
                ]
            ),
        ])
    func order(_ names: [String], _ fields: [String]) async throws {
        for batching in [TestLog.Batching.one, .records(1)] {
            let frame = try await TestLog(Self.records, batching: batching).frame { $0.columns = names }
            #expect(frame.allFields == fields)
            #expect(frame.count == 2)
        }
    }

    @Test("a column that only the filter needs is not in the frame")
    func filterColumn() async throws {
        let frame = try await TestLog(Self.records).frame {
            $0.columns = ["b"]
            $0.filter = "a = 'x' AND _offset = 0"
        }
        #expect(frame.allFields == ["b: int64"])
        #expect(frame.allRows == [[.int(1)]])
    }

    @Test("a name that no event has is told, with the nearest; in a count by it too")
    func unknownName() async throws {
        let log = try TestLog(Self.records)
        let frame = try await log.frame { $0.columns = ["context.page.ulr", "context", "b", "_headers"] }
        #expect(
            frame.receipt.notes == [
                "in the events that were looked at no column is named context.page.ulr; did you mean context.page.url, "
                    + "context.page.path or context.page.title?"
            ])
        let count = try await log.reader().count("t", from: "earliest", to: "latest", by: ["B"])
        #expect(
            count.receipt.notes == ["in the events that were looked at no column is named B; did you mean b or a?"])
    }

    @Test("no column at all is refused")
    func none() async throws {
        let log = try TestLog(Self.records)
        let error = await failure { try await log.frame { $0.columns = [] } }
        #expect(error?.code == .invalidArgument)
    }

    @Test("Kafka's own columns alone decode no value: a bad one is no error")
    func ownOnly() async throws {
        let log = try TestLog(TestRecord.events(["oops", "{}"]))
        let frame = try await log.frame {
            $0.columns = ["_partition", "_offset", "_key", "_timestamp", "_headers"]
            $0.onError = .fail
        }
        #expect(frame.count == 2)
        #expect(frame.receipt.total.withError == 0)
    }
}
