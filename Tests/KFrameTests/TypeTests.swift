import KFrame
import KFrameScan
import Testing

/// The types of columns are those of all rows delivered, wherever in the log they lie.
@Suite struct TypeTests {
    /// Pairs of values that meet in one column, and what the column becomes.
    static let meetings: [(String, String, ColumnType, [String])] = [
        ("1", "2", .int64, ["1", "2"]), ("1", "2.5", .double, ["1.0", "2.5"]), ("1", "null", .int64, ["1", "null"]),
        ("9007199254740993", "0.5", .text, ["9007199254740993", "0.5"]), ("1", #""x""#, .text, ["1", "x"]),
        ("true", "1", .text, ["true", "1"]), ("true", "false", .bool, ["true", "false"]),
        (#""""#, "null", .text, ["", "null"]), ("[1]", "1", .text, ["[1]", "1"]),
        ("[1]", "[2.5]", .list(.double), ["[1.0]", "[2.5]"]), ("[1]", #"["x"]"#, .text, ["[1]", #"["x"]"#]),
        (#""2022-09-22T12:00Z""#, #""2022-09-22T12:00:00Z""#, .text, ["2022-09-22T12:00Z", "2022-09-22T12:00:00Z"]),
        (#""2022-09-22T12:00:00Z""#, "1", .text, ["2022-09-22T12:00:00Z", "1"]), ("1e400", "1", .text, ["1e400", "1"]),
        ("-0", "1", .double, ["-0.0", "1.0"]), ("{}", #""x""#, .text, ["{}", "x"]),
    ]

    @Test(
        "P32 a field of two kinds, in one batch, across batches and across partitions, in either order",
        arguments: meetings)
    func meeting(_ first: String, _ second: String, _ type: ColumnType, _ texts: [String]) async throws {
        for (a, b, expected) in [(first, second, texts), (second, first, texts.reversed())] {
            let values = [#"{"x":\#(a)}"#, #"{"x":\#(b)}"#]
            let together = TestRecord.events(values)
            let apart = [TestRecord(values[0], partition: 0), TestRecord(values[1], partition: 1)]
            let logs = [
                try TestLog(together, batching: .one), try TestLog(together, batching: .records(1)), try TestLog(apart),
            ]
            for log in logs {
                let frame = try await log.frame()
                #expect(frame["x"]?.type == type)
                #expect(frame["x"]?.values.map { "\($0)" } == expected)
            }
        }
    }

    @Test("P32 an object and something else at one path are two columns")
    func objectThenText() async throws {
        let log = try TestLog(
            TestRecord.events([#"{"p":{"x":1}}"#, #"{"p":"text"}"#, #"{"p":null}"#]), batching: .records(1))
        let frame = try await log.frame()
        #expect(frame.eventFields == ["p.x: int64", "p: utf8"])
        #expect(frame.eventRows == [["1", "null"], ["null", "text"], ["null", "null"]])
    }

    @Test("P33 only null in the first batch")
    func nullFirst() async throws {
        let log = try TestLog(TestRecord.events([#"{"x":null}"#, #"{"x":null}"#, #"{"x":4}"#]), batching: .records(1))
        let frame = try await log.frame()
        #expect(frame.eventFields == ["x: int64"])
        #expect(frame["x"]?.ints == [nil, nil, 4])
        let nulls = try await TestLog(TestRecord.events([#"{"x":null}"#])).frame()
        #expect(nulls.eventFields == ["x: utf8"])
    }

    @Test("types are those of the rows delivered: what a filter or a range leaves out does not decide")
    func deliveredOnly() async throws {
        let log = try TestLog(
            TestRecord.events([#"{"x":"text","k":0,"only":1}"#, #"{"x":1,"k":1}"#, #"{"x":2,"k":1}"#]), batching: .one)
        let filtered = try await log.frame { $0.filter = "k = 1" }
        #expect(filtered.eventFields == ["x: int64", "k: int64"])
        let ranged = try await log.reader().read("t", from: "2022-09-22T12:00:01Z", to: "latest")
        #expect(ranged.eventFields == ["x: int64", "k: int64"])
    }

    @Test("the receipt counts the kinds of a mixed column")
    func mixedCounts() async throws {
        let log = try TestLog(
            TestRecord.events([#"{"x":1,"y":1}"#, #"{"x":"a","y":2.5}"#, #"{"x":"b"}"#, #"{"x":null}"#]),
            batching: .records(1))
        let receipt = try await log.frame().receipt
        #expect(receipt.notes.contains("column x mixes kinds (1 int64, 1 null, 2 string): it is text"))
        #expect(!receipt.notes.contains { $0.contains("column y") })
    }

    @Test("types given by the caller are taken, and one that does not fit is an error that says where")
    func given() async throws {
        let log = try TestLog(
            TestRecord.events([#"{"x":1,"y":"a"}"#, #"{"x":2,"y":"b"}"#, #"{"x":"three","y":null}"#]),
            batching: .records(2))
        let frame = try await log.frame {
            $0.types = ["x": .text, "_key": .bytes, "never": .double]
        }
        #expect(frame["x"]?.texts == ["1", "2", "three"])
        #expect(frame["_key"]?.type == .bytes)
        let error = await failure { try await log.frame { $0.types = ["x": .int64] } }
        #expect(error?.code == .typeMismatch)
        #expect(error?.topic == "t")
        #expect(error?.partition == 0)
        #expect(error?.offset == 2)
        #expect(
            error?.message == """
                column x is int64, and at t partition 0 offset 2 it holds a string
                --types x:utf8 reads it as text
                """)
    }

    @Test("a key that is no UTF-8 makes the column bytes, in every partition")
    func keys() async throws {
        let text = [TestRecord("{}", key: "k"), TestRecord("{}", partition: 1)]
        let plain = try await TestLog(text).frame()
        #expect(plain["_key"]?.texts == ["k", nil])
        var other = TestRecord("{}", partition: 1)
        other.key = [0xFF, 0x00]
        let binary = try await TestLog(text + [other]).frame()
        #expect(binary["_key"]?.values == [.bytes(Array("k".utf8)), .null, .bytes([0xFF, 0x00])])
    }
}
